package io.octopool.sim.world;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An issue, or a pull request: as at GitHub both share numbers, comments and state, and a pull request has a part more.
 *
 * @param closedAt null while open
 * @param closedBy login, null while open
 * @param pull null for a plain issue
 */
public record Issue(
        long id,
        int number,
        String title,
        String body,
        String author,
        List<String> labels,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant closedAt,
        @Nullable String closedBy,
        List<Comment> comments,
        @Nullable PullRequest pull) {

    public Issue {
        labels = List.copyOf(labels);
        comments = List.copyOf(comments);
    }

    public boolean open() {
        return closedAt == null;
    }

    /** GitHub's {@code state}. */
    public String state() {
        return open() ? "open" : "closed";
    }

    public Optional<PullRequest> pullRequest() {
        return Optional.ofNullable(pull);
    }

    Issue closed(Instant at, String by) {
        return with(at, at, by, comments, pull);
    }

    Issue reopened(Instant at) {
        return with(at, null, null, comments, pull);
    }

    Issue commented(Comment comment) {
        List<Comment> more = new ArrayList<>(comments);
        more.add(comment);
        return with(comment.createdAt(), closedAt, closedBy, more, pull);
    }

    Issue withPull(PullRequest changed, Instant at) {
        return with(at, closedAt, closedBy, comments, changed);
    }

    Issue retargeted(String from, String to) {
        if (pull == null || !pull.baseRef().equals(from)) {
            return this;
        }
        return with(updatedAt, closedAt, closedBy, comments, pull.onto(to));
    }

    private Issue with(
            Instant updated,
            @Nullable Instant closed,
            @Nullable String by,
            List<Comment> talk,
            @Nullable PullRequest part) {
        return new Issue(id, number, title, body, author, labels, createdAt, updated, closed, by, talk, part);
    }
}
