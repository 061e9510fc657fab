package io.octopool.sim.rest;

import io.octopool.sim.view.RunView;
import io.octopool.sim.world.Job;
import io.octopool.sim.world.JobOfRun;
import io.octopool.sim.world.Repo;
import io.octopool.sim.world.Run;
import io.octopool.sim.world.Workflow;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Actions: workflows, runs with their attempts, jobs and their logs. */
final class ActionsRoutes {

    private static final Set<String> STATUSES = Set.of(
            "completed",
            "action_required",
            "cancelled",
            "failure",
            "neutral",
            "skipped",
            "stale",
            "startup_failure",
            "success",
            "timed_out",
            "in_progress",
            "queued",
            "requested",
            "waiting",
            "pending");

    private ActionsRoutes() {}

    static void addTo(RouteTable<RepoCall.Handler> table) {
        table.add("/actions/runs", call -> runs(call, run -> true));
        table.add(
                "/actions/runs/{id}",
                call -> run(call, run -> Answer.of(view(call).run(run))));
        table.add(
                "/actions/runs/{id}/attempts/{attempt}",
                call -> attempt(call, run -> Answer.of(view(call).run(run))));
        table.add("/actions/runs/{id}/jobs", call -> run(call, run -> jobs(call, run)));
        table.add(
                "/actions/runs/{id}/attempts/{attempt}/jobs", call -> attempt(call, run -> list(call, Stream.of(run))));
        table.add("/actions/runs/{id}/artifacts", call -> run(call, run -> artifacts(call, run)));
        table.add("/actions/jobs/{id}", ActionsRoutes::job);
        table.add("/actions/jobs/{id}/logs", ActionsRoutes::logs);
        table.add("/actions/workflows", ActionsRoutes::workflows);
        table.add("/actions/workflows/{workflow}", ActionsRoutes::workflow);
        table.add("/actions/workflows/{workflow}/runs", ActionsRoutes::runsOfWorkflow);
    }

    private static Answer runs(RepoCall call, Predicate<Run> wanted) {
        Query query = call.query();
        Optional<String> status = query.get("status");
        if (status.filter(asked -> !STATUSES.contains(asked)).isPresent()) {
            return new Answer.Failure(422, "Invalid request.\n\nInvalid value for status: " + status.get());
        }
        List<Run> runs = call.repo().runs().reversed().stream()
                .filter(wanted)
                .filter(run -> matches(query, "branch", run.branch()))
                .filter(run -> matches(query, "event", run.event()))
                .filter(run -> matches(query, "head_sha", run.sha()))
                .filter(run -> matches(query, "actor", run.actor()))
                .filter(run -> matches(query, "status", run.status())
                        || status.filter(asked -> asked.equals(run.conclusion()))
                                .isPresent())
                .toList();
        return Answer.list("workflow_runs", runs, view(call)::run);
    }

    private static Answer run(RepoCall call, Function<Run, Answer> answer) {
        return Answer.orNotFound(call.repo().run(call.number("id")), answer);
    }

    private static Answer attempt(RepoCall call, Function<Run, Answer> answer) {
        return Answer.orNotFound(
                call.repo().run(call.number("id")).flatMap(run -> run.attempt(call.number("attempt"))), answer);
    }

    /** Of the latest attempt, or of all. */
    private static Answer jobs(RepoCall call, Run run) {
        boolean all = call.query().get("filter").filter("all"::equals).isPresent();
        return list(call, all ? run.attempts() : Stream.of(run));
    }

    private static Answer list(RepoCall call, Stream<Run> attempts) {
        List<JobOfRun> jobs = attempts.flatMap(run -> run.jobs().stream().map(job -> new JobOfRun(run, job)))
                .toList();
        RunView view = view(call);
        return Answer.list("jobs", jobs, found -> view.job(found.run(), found.job()));
    }

    private static Answer artifacts(RepoCall call, Run run) {
        List<Run> with = run.isCompleted() ? List.of(run) : List.of();
        return Answer.list("artifacts", with, view(call)::artifact);
    }

    private static Answer job(RepoCall call) {
        return Answer.orNotFound(
                call.repo().job(call.number("id")),
                found -> Answer.of(view(call).job(found.run(), found.job())));
    }

    /** A redirect to the store for jobs that have logs (github-rules B5). */
    private static Answer logs(RepoCall call) {
        return Answer.orNotFound(
                call.repo().job(call.number("id")).map(JobOfRun::job).filter(Job::hasLogs),
                job -> new Answer.Found(call.call().logs().location(call.repo(), job)));
    }

    private static Answer workflows(RepoCall call) {
        return Answer.list("workflows", call.repo().workflows(), view(call)::workflow);
    }

    private static Answer workflow(RepoCall call) {
        return Answer.orNotFound(named(call), workflow -> Answer.of(view(call).workflow(workflow)));
    }

    private static Answer runsOfWorkflow(RepoCall call) {
        return Answer.orNotFound(
                named(call), workflow -> runs(call, run -> run.workflow().equals(workflow)));
    }

    private static Optional<Workflow> named(RepoCall call) {
        Repo repo = call.repo();
        String name = call.parameter("workflow");
        return repo.workflows().stream()
                .filter(workflow -> workflow.fileName().equals(name)
                        || Long.toString(workflow.id()).equals(name))
                .findFirst();
    }

    private static boolean matches(Query query, String parameter, String value) {
        return query.get(parameter).map(value::equals).orElse(true);
    }

    private static RunView view(RepoCall call) {
        return new RunView(call.world(), call.urls(), call.repo());
    }
}
