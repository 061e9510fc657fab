package io.octopool.sim.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.octopool.sim.view.IssueView;
import io.octopool.sim.view.TimelineView;
import io.octopool.sim.world.Comment;
import io.octopool.sim.world.Issue;
import io.octopool.sim.world.IssueEvent;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Issues, among them the pull requests; their comments and events. */
final class IssueRoutes {

    /** Nobody has reacted to anything, as the counts in the views say. */
    static final Answer NO_REACTIONS = Answer.list(List.<ObjectNode>of(), reaction -> reaction);

    private record Said(Issue issue, Comment comment) {}

    private IssueRoutes() {}

    static void addTo(RouteTable<RepoCall.Handler> table) {
        table.add("/issues", IssueRoutes::list);
        table.add("/issues/comments", call -> Answer.list(comments(call).toList(), said -> show(call, said)));
        table.add("/issues/comments/{id}", call -> comment(call, said -> Answer.of(show(call, said))));
        table.add("/issues/comments/{id}/reactions", call -> comment(call, said -> NO_REACTIONS));
        table.add("/issues/events", call -> Answer.list(IssueEvent.of(call.repo()), events(call)::eventWithIssue));
        table.add("/issues/events/{id}", IssueRoutes::event);
        table.add(
                "/issues/{number}",
                call -> one(call, issue -> Answer.of(view(call).full(call.repo(), issue), issue.updatedAt())));
        table.add(
                "/issues/{number}/comments",
                call -> one(
                        call,
                        issue -> Answer.list(
                                issue.comments(), comment -> view(call).comment(call.repo(), issue, comment))));
        table.add(
                "/issues/{number}/events",
                call -> one(call, issue -> Answer.list(IssueEvent.of(issue), events(call)::event)));
        table.add(
                "/issues/{number}/labels",
                call -> one(
                        call,
                        issue -> Answer.list(issue.labels(), label -> view(call).label(call.repo(), label))));
        table.add("/issues/{number}/reactions", call -> one(call, issue -> NO_REACTIONS));
        table.add(
                "/issues/{number}/timeline",
                call -> one(
                        call,
                        issue -> Answer.list(
                                events(call).timeline(issue, call.call().credential()::sees), entry -> entry)));
    }

    private static Answer list(RepoCall call) {
        Query query = call.query();
        List<String> labels =
                query.get("labels").map(text -> List.of(text.split(","))).orElse(List.of());
        Instant since = query.get("since").flatMap(IssueRoutes::time).orElse(Instant.MIN);
        List<Issue> issues = Sorting.sorted(call.repo().issues(), query).stream()
                .filter(issue -> Sorting.inState(issue, query))
                .filter(issue -> issue.labels().containsAll(labels))
                .filter(issue -> !issue.updatedAt().isBefore(since))
                .filter(issue -> query.get("creator")
                        .map(issue.author()::equalsIgnoreCase)
                        .orElse(true))
                .toList();
        return Answer.list(issues, issue -> view(call).listed(call.repo(), issue));
    }

    private static Stream<Said> comments(RepoCall call) {
        return call.repo().issues().stream()
                .flatMap(issue -> issue.comments().stream().map(comment -> new Said(issue, comment)));
    }

    private static Answer comment(RepoCall call, Function<Said, Answer> answer) {
        long id = call.number("id");
        return Answer.orNotFound(
                comments(call).filter(said -> said.comment.id() == id).findFirst(), answer);
    }

    private static ObjectNode show(RepoCall call, Said said) {
        return view(call).comment(call.repo(), said.issue, said.comment);
    }

    private static Answer event(RepoCall call) {
        long id = call.number("id");
        return Answer.orNotFound(
                IssueEvent.of(call.repo()).stream()
                        .filter(event -> event.id() == id)
                        .findFirst(),
                event -> Answer.of(events(call).eventWithIssue(event), event.createdAt()));
    }

    /** The pull request of the call's number. */
    static Optional<Issue> pull(RepoCall call) {
        return number(call).flatMap(call.repo()::pull);
    }

    private static Answer one(RepoCall call, Function<Issue, Answer> answer) {
        return Answer.orNotFound(number(call).flatMap(call.repo()::issue), answer);
    }

    /** Empty for a number that is too large for one of an issue. */
    private static Optional<Integer> number(RepoCall call) {
        long number = call.number("number");
        return number == (int) number ? Optional.of((int) number) : Optional.empty();
    }

    private static IssueView view(RepoCall call) {
        return new IssueView(call.world(), call.urls());
    }

    private static TimelineView events(RepoCall call) {
        return new TimelineView(call.world(), call.urls(), call.repo());
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
