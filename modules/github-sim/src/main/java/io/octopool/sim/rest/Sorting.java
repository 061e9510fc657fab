package io.octopool.sim.rest;

import io.octopool.sim.world.Issue;
import java.util.Comparator;
import java.util.List;

/** GitHub's {@code state}, {@code sort} and {@code direction} of lists of issues and pull requests. */
final class Sorting {

    private Sorting() {}

    static boolean inState(Issue issue, Query query) {
        String wanted = query.get("state").orElse("open");
        return wanted.equals("all") || wanted.equals(issue.state());
    }

    /** By creation unless asked otherwise, newest first unless asked otherwise. */
    static List<Issue> sorted(List<Issue> issues, Query query) {
        Comparator<Issue> order = switch (query.get("sort").orElse("created")) {
            case "updated" -> Comparator.comparing(Issue::updatedAt).thenComparingInt(Issue::number);
            case "comments" ->
                Comparator.comparingInt((Issue issue) -> issue.comments().size())
                        .thenComparingInt(Issue::number);
            default -> Comparator.comparingInt(Issue::number);
        };
        boolean ascending = query.get("direction").filter("asc"::equals).isPresent();
        return issues.stream().sorted(ascending ? order : order.reversed()).toList();
    }
}
