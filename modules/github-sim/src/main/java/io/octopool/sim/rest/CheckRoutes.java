package io.octopool.sim.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.octopool.sim.view.ChecksView;
import io.octopool.sim.world.Commit;
import io.octopool.sim.world.JobOfRun;
import java.util.List;
import java.util.function.BiFunction;

/** Checks and statuses of a commit, by object name or ref. */
final class CheckRoutes {

    private CheckRoutes() {}

    static void addTo(RouteTable<RepoCall.Handler> table) {
        table.add("/commits/{ref}/check-runs", CheckRoutes::checkRuns);
        table.add("/commits/{ref}/check-suites", CheckRoutes::checkSuites);
        table.add("/commits/{ref}/status", CheckRoutes::combined);
        table.add("/commits/{ref}/statuses", CheckRoutes::statuses);
        table.add("/statuses/{ref}", CheckRoutes::statuses);
        table.add("/check-runs/{id}/annotations", CheckRoutes::annotations);
    }

    private static Answer checkRuns(RepoCall call) {
        return ofCommit(call, (view, commit) -> {
            List<JobOfRun> jobs = call.repo().runsOf(commit.sha()).stream()
                    .flatMap(run -> run.jobs().stream().map(job -> new JobOfRun(run, job)))
                    .filter(one -> allows(call, "status", one.job().status()))
                    .filter(one -> allows(call, "check_name", one.job().name()))
                    .toList();
            return Answer.list("check_runs", jobs, one -> view.checkRun(one.run(), one.job()));
        });
    }

    private static Answer checkSuites(RepoCall call) {
        return ofCommit(
                call,
                (view, commit) -> Answer.list("check_suites", call.repo().runsOf(commit.sha()), view::checkSuite));
    }

    private static Answer combined(RepoCall call) {
        return ofCommit(call, (view, commit) -> Answer.of(view.combined(commit)));
    }

    private static Answer statuses(RepoCall call) {
        return ofCommit(call, (view, commit) -> {
            List<JsonNode> statuses = List.of(view.status(commit));
            return Answer.list(statuses, status -> status);
        });
    }

    private static Answer annotations(RepoCall call) {
        ChecksView view = new ChecksView(call.world(), call.urls(), call.repo());
        return Answer.orNotFound(
                call.repo().job(call.number("id")), found -> Answer.list(view.annotations(found), one -> one));
    }

    private static boolean allows(RepoCall call, String parameter, String value) {
        return call.query().get(parameter).map(value::equals).orElse(true);
    }

    private static Answer ofCommit(RepoCall call, BiFunction<ChecksView, Commit, Answer> answer) {
        String ref = call.parameter("ref");
        ChecksView view = new ChecksView(call.world(), call.urls(), call.repo());
        return call.repo()
                .git()
                .resolve(ref)
                .map(commit -> answer.apply(view, commit))
                .orElseGet(() -> new Answer.Failure(422, "No commit found for SHA: " + ref));
    }
}
