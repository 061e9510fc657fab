package io.octopool.sim.world;

import java.time.Instant;

/** A review; {@code state} is GitHub's {@code APPROVED}, {@code CHANGES_REQUESTED} or {@code COMMENTED}. */
public record Review(long id, String author, String state, String body, String commitSha, Instant submittedAt) {}
