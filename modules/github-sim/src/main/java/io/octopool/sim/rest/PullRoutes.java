package io.octopool.sim.rest;

import io.octopool.sim.view.CommitView;
import io.octopool.sim.view.PullView;
import io.octopool.sim.world.Issue;
import io.octopool.sim.world.PullRequest;
import java.util.List;
import java.util.function.BiFunction;

/** Pull requests. */
final class PullRoutes {

    private PullRoutes() {}

    static void addTo(RouteTable<RepoCall.Handler> table) {
        table.add("/pulls", PullRoutes::list);
        table.add("/pulls/{number}", call -> one(call, (view, pull) -> Answer.of(view.full(pull), pull.updatedAt())));
        table.add("/pulls/{number}/files", PullRoutes::files);
        table.add("/pulls/{number}/commits", PullRoutes::commits);
        table.add(
                "/pulls/{number}/comments",
                call -> one(
                        call,
                        (view, pull) -> Answer.list(
                                part(pull).reviewComments(), comment -> view.reviewComment(pull, comment))));
        table.add(
                "/pulls/{number}/reviews",
                call -> one(
                        call, (view, pull) -> Answer.list(part(pull).reviews(), review -> view.review(pull, review))));
    }

    private static Answer list(RepoCall call) {
        PullView view = new PullView(call.world(), call.urls(), call.repo());
        Query query = call.query();
        String owner = call.repo().owner();
        List<Issue> pulls = Sorting.sorted(call.repo().pulls(), query).stream()
                .filter(pull -> Sorting.inState(pull, query))
                .filter(pull -> query.get("base").isEmpty()
                        || query.get("base").get().equals(part(pull).baseRef()))
                .filter(pull -> query.get("head").isEmpty()
                        || query.get("head")
                                .get()
                                .equals(owner + ":" + part(pull).headRef()))
                .toList();
        return Answer.list(pulls, view::listed);
    }

    private static Answer files(RepoCall call) {
        CommitView commits = new CommitView(call.world(), call.urls());
        return one(
                call,
                (view, pull) -> Answer.list(
                        view.files(pull),
                        file -> commits.file(call.repo(), part(pull).headSha(), file)));
    }

    private static Answer commits(RepoCall call) {
        CommitView commits = new CommitView(call.world(), call.urls());
        return one(
                call, (view, pull) -> Answer.list(view.commits(pull), commit -> commits.listed(call.repo(), commit)));
    }

    private static Answer one(RepoCall call, BiFunction<PullView, Issue, Answer> answer) {
        PullView view = new PullView(call.world(), call.urls(), call.repo());
        return Answer.orNotFound(call.repo().pull((int) call.number("number")), pull -> answer.apply(view, pull));
    }

    private static PullRequest part(Issue issue) {
        return issue.pullRequest().orElseThrow();
    }
}
