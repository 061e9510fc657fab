package io.octopool.sim.world;

import java.time.Instant;

/** A comment in the conversation of an issue or pull request. */
public record Comment(long id, String author, String body, Instant createdAt) {}
