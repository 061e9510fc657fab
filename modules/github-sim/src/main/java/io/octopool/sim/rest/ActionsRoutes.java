package io.octopool.sim.rest;

import io.octopool.sim.view.RunView;
import io.octopool.sim.world.Repo;
import io.octopool.sim.world.Run;
import io.octopool.sim.world.Workflow;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Actions: workflows, runs and jobs. */
final class ActionsRoutes {

    private ActionsRoutes() {}

    static void addTo(RouteTable<RepoCall.Handler> table) {
        table.add("/actions/runs", call -> runs(call, run -> true));
        table.add("/actions/runs/{id}", ActionsRoutes::run);
        table.add("/actions/runs/{id}/attempts/1", ActionsRoutes::run);
        table.add("/actions/runs/{id}/jobs", ActionsRoutes::jobs);
        table.add("/actions/runs/{id}/attempts/1/jobs", ActionsRoutes::jobs);
        table.add("/actions/jobs/{id}", ActionsRoutes::job);
        table.add("/actions/workflows", ActionsRoutes::workflows);
        table.add("/actions/workflows/{workflow}", ActionsRoutes::workflow);
        table.add("/actions/workflows/{workflow}/runs", ActionsRoutes::runsOfWorkflow);
    }

    private static Answer runs(RepoCall call, Predicate<Run> wanted) {
        Query query = call.query();
        List<Run> runs = call.repo().runs().reversed().stream()
                .filter(wanted)
                .filter(run -> matches(query, "branch", run.branch()))
                .filter(run -> matches(query, "event", run.event()))
                .filter(run -> matches(query, "head_sha", run.sha()))
                .filter(run -> matches(query, "actor", run.actor()))
                .filter(run -> matches(query, "status", run.status())
                        || query.get("status")
                                .filter(status -> status.equals(run.conclusion()))
                                .isPresent())
                .toList();
        return Answer.list("workflow_runs", runs, view(call)::run);
    }

    private static Answer run(RepoCall call) {
        return Answer.orNotFound(
                call.repo().run(call.number("id")), run -> Answer.of(view(call).run(run)));
    }

    private static Answer jobs(RepoCall call) {
        return Answer.orNotFound(
                call.repo().run(call.number("id")),
                run -> Answer.list("jobs", run.jobs(), job -> view(call).job(run, job)));
    }

    private static Answer job(RepoCall call) {
        long id = call.number("id");
        return call.repo().runs().stream()
                .flatMap(run -> run.job(id).map(job -> Answer.of(view(call).job(run, job))).stream())
                .findFirst()
                .orElse(Answer.NOT_FOUND);
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
