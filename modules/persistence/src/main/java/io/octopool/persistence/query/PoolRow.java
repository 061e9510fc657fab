package io.octopool.persistence.query;

import java.time.Instant;

/**
 * One pool in a list.
 *
 * @param disabled whether it refuses every read
 * @param identities how many it has
 * @param healthy how many of them are active
 */
public record PoolRow(String id, boolean disabled, int identities, int healthy, Instant createdAt) {}
