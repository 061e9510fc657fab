package io.octopool.sim.world;

import java.time.Instant;

/** A comment on a line of a pull request's diff. */
public record ReviewComment(
        long id,
        long reviewId,
        String author,
        String body,
        String path,
        int line,
        String diffHunk,
        String commitSha,
        Instant createdAt) {}
