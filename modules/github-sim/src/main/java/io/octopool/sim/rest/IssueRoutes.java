package io.octopool.sim.rest;

import io.octopool.sim.view.IssueView;
import io.octopool.sim.world.Issue;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;

/** Issues, among them the pull requests. */
final class IssueRoutes {

    private IssueRoutes() {}

    static void addTo(RouteTable<RepoCall.Handler> table) {
        table.add("/issues", IssueRoutes::list);
        table.add("/issues/{number}", IssueRoutes::one);
        table.add("/issues/{number}/comments", IssueRoutes::comments);
    }

    private static Answer list(RepoCall call) {
        Query query = call.query();
        IssueView view = new IssueView(call.world(), call.urls());
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
        return Answer.list(issues, issue -> view.listed(call.repo(), issue));
    }

    private static Answer one(RepoCall call) {
        IssueView view = new IssueView(call.world(), call.urls());
        return Answer.orNotFound(
                call.repo().issue((int) call.number("number")),
                issue -> Answer.of(view.full(call.repo(), issue), issue.updatedAt()));
    }

    private static Answer comments(RepoCall call) {
        IssueView view = new IssueView(call.world(), call.urls());
        return Answer.orNotFound(
                call.repo().issue((int) call.number("number")),
                issue -> Answer.list(issue.comments(), comment -> view.comment(call.repo(), issue, comment)));
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
