package io.octopool.sim.world;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Something in the life of an issue or pull request.
 *
 * @param event GitHub's word, such as {@code labeled}
 * @param label name of the label; null for other events
 * @param commitSha null unless a commit belongs to it
 */
public record IssueEvent(
        long id,
        int number,
        String event,
        String actor,
        @Nullable String label,
        @Nullable String commitSha,
        Instant createdAt) {

    /** The events of one issue, oldest first. */
    public static List<IssueEvent> of(Issue issue) {
        List<IssueEvent> events = new ArrayList<>();
        long id = issue.id() * 10;
        for (String label : issue.labels()) {
            events.add(new IssueEvent(id++, issue.number(), "labeled", issue.author(), label, null, issue.createdAt()));
        }
        Instant closed = issue.closedAt();
        if (closed != null) {
            String by = issue.closedBy() == null ? issue.author() : issue.closedBy();
            Optional<PullRequest> merged = issue.pullRequest().filter(pull -> pull.mergedAt() != null);
            if (merged.isPresent()) {
                String sha = merged.get().mergeSha();
                events.add(new IssueEvent(id++, issue.number(), "merged", by, null, sha, closed));
            }
            events.add(new IssueEvent(id, issue.number(), "closed", by, null, null, closed));
        }
        return events;
    }

    /** The events of all issues of a repository, newest first. */
    public static List<IssueEvent> of(Repo repo) {
        return repo.issues().stream()
                .flatMap(issue -> of(issue).stream())
                .sorted((a, b) -> b.createdAt().compareTo(a.createdAt()))
                .toList();
    }
}
