package io.octopool.sim.control;

import io.octopool.sim.world.RepoEvent;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** {@code POST /_sim/repos/{owner}/{repo}/events}: fields that a type does not use are ignored. */
final class EventBody {

    private static final int MOST_JOBS = 1000;
    private static final Set<String> UNFINISHED = Set.of("queued", "requested", "waiting", "pending", "in_progress");

    private EventBody() {}

    static RepoEvent read(ControlBody body) {
        String type = body.text("type");
        if (type == null) {
            throw ControlException.field("type", "is missing");
        }
        @Nullable Integer number = body.integer("number", 1, Integer.MAX_VALUE);
        @Nullable Long id = body.number("id", 1, Long.MAX_VALUE);
        @Nullable String author = body.text("author");
        @Nullable String title = body.text("title");
        return switch (type) {
            case "push" -> new RepoEvent.Push(body.text("branch"), body.text("message"), author);
            case "pr_opened" -> new RepoEvent.PullOpened(title, author, Boolean.TRUE.equals(body.flag("draft")));
            case "pr_merged" -> new RepoEvent.PullMerged(number, body.text("by"));
            case "pr_closed" -> new RepoEvent.PullClosed(number);
            case "pr_reopened" -> new RepoEvent.PullReopened(number);
            case "issue_opened" -> new RepoEvent.IssueOpened(title, author);
            case "issue_closed" -> new RepoEvent.IssueClosed(number);
            case "issue_reopened" -> new RepoEvent.IssueReopened(number);
            case "commented" -> new RepoEvent.Commented(number, body.text("body"), author);
            case "reviewed" -> new RepoEvent.Reviewed(number, body.text("state"), body.text("body"), author);
            case "pr_synchronized" -> new RepoEvent.PullSynchronized(number, body.text("message"), author);
            case "run_started" ->
                new RepoEvent.RunStarted(body.text("branch"), body.integer("jobs", 1, MOST_JOBS), unfinished(body));
            case "run_rerun" -> new RepoEvent.RunRerun(id);
            case "job_completed" -> new RepoEvent.JobCompleted(id, body.text("conclusion"));
            case "logs_deleted" -> new RepoEvent.LogsDeleted(id);
            case "run_completed" -> new RepoEvent.RunCompleted(id, body.text("conclusion"));
            case "release_published" -> new RepoEvent.ReleasePublished(body.text("tag"), body.text("name"));
            default -> throw ControlException.field("type", "is not known: " + type);
        };
    }

    private static @Nullable String unfinished(ControlBody body) {
        String status = body.text("status");
        if (status != null && !UNFINISHED.contains(status)) {
            throw ControlException.field("status", "must be one of " + new TreeSet<>(UNFINISHED));
        }
        return status;
    }
}
