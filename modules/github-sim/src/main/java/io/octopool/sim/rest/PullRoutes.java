package io.octopool.sim.rest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.octopool.sim.view.AccountView;
import io.octopool.sim.view.CommitView;
import io.octopool.sim.view.PatchText;
import io.octopool.sim.view.PullView;
import io.octopool.sim.world.Issue;
import io.octopool.sim.world.PullRequest;
import io.octopool.sim.world.Review;
import io.octopool.sim.world.ReviewComment;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/** Pull requests. */
final class PullRoutes {

    private record Remark(Issue pull, ReviewComment comment) {}

    private PullRoutes() {}

    static void addTo(RouteTable<RepoCall.Handler> table) {
        table.add("/pulls", PullRoutes::list);
        table.add("/pulls/comments", call -> Answer.list(remarks(call).toList(), remark -> show(call, remark)));
        table.add("/pulls/comments/{id}", call -> remark(call, found -> Answer.of(show(call, found))));
        table.add("/pulls/comments/{id}/reactions", call -> remark(call, found -> IssueRoutes.NO_REACTIONS));
        table.add("/pulls/{number}", call -> one(call, (view, pull) -> view(call, view, pull)));
        table.add("/pulls/{number}/files", PullRoutes::files);
        table.add("/pulls/{number}/commits", PullRoutes::commits);
        table.add("/pulls/{number}/comments", call -> one(call, (view, pull) -> remarks(view, pull, "")));
        table.add(
                "/pulls/{number}/reviews",
                call -> one(
                        call, (view, pull) -> Answer.list(part(pull).reviews(), review -> view.review(pull, review))));
        table.add("/pulls/{number}/reviews/{id}", PullRoutes::review);
        table.add(
                "/pulls/{number}/reviews/{id}/comments",
                call -> one(
                        call,
                        (view, pull) -> Answer.orNotFound(
                                numbered(call, pull), review -> remarks(view, pull, Long.toString(review.id())))));
        table.add("/pulls/{number}/requested_reviewers", PullRoutes::requestedReviewers);
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

    private static Answer view(RepoCall call, PullView view, Issue pull) {
        return switch (call.media().form()) {
            case DIFF -> CommitRoutes.text(call, PatchText.diff(view.files(pull)));
            case PATCH -> CommitRoutes.text(call, PatchText.patch(view.commits(pull)));
            case JSON, RAW, HTML, TEXT, FULL, SHA, OBJECT -> Answer.of(view.full(pull), pull.updatedAt());
        };
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

    private static Answer review(RepoCall call) {
        return one(
                call,
                (view, pull) -> Answer.orNotFound(
                        numbered(call, pull), review -> Answer.of(view.review(pull, review), review.submittedAt())));
    }

    private static Answer requestedReviewers(RepoCall call) {
        AccountView accounts = new AccountView(call.world(), call.urls());
        return one(call, (view, pull) -> {
            ObjectNode json = JsonNodeFactory.instance.objectNode();
            part(pull)
                    .requestedReviewers()
                    .forEach(login -> json.withArray("users").add(accounts.brief(login)));
            json.withArray("users");
            json.putArray("teams");
            return Answer.of(json);
        });
    }

    /** The comments of a pull request, or of one of its reviews. */
    private static Answer remarks(PullView view, Issue pull, String review) {
        List<ReviewComment> comments = part(pull).reviewComments().stream()
                .filter(comment ->
                        review.isEmpty() || Long.toString(comment.reviewId()).equals(review))
                .toList();
        return Answer.list(comments, comment -> view.reviewComment(pull, comment));
    }

    private static Stream<Remark> remarks(RepoCall call) {
        return call.repo().pulls().stream()
                .flatMap(pull -> part(pull).reviewComments().stream().map(comment -> new Remark(pull, comment)));
    }

    private static Answer remark(RepoCall call, Function<Remark, Answer> answer) {
        long id = call.number("id");
        return Answer.orNotFound(
                remarks(call).filter(remark -> remark.comment.id() == id).findFirst(), answer);
    }

    private static ObjectNode show(RepoCall call, Remark remark) {
        return new PullView(call.world(), call.urls(), call.repo()).reviewComment(remark.pull, remark.comment);
    }

    private static Optional<Review> numbered(RepoCall call, Issue pull) {
        long id = call.number("id");
        return part(pull).reviews().stream().filter(review -> review.id() == id).findFirst();
    }

    private static Answer one(RepoCall call, BiFunction<PullView, Issue, Answer> answer) {
        PullView view = new PullView(call.world(), call.urls(), call.repo());
        return Answer.orNotFound(IssueRoutes.pull(call), pull -> answer.apply(view, pull));
    }

    private static PullRequest part(Issue issue) {
        return issue.pullRequest().orElseThrow();
    }
}
