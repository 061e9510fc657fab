package io.octopool.persistence.query;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One thing that was decided about a pool.
 *
 * @param number its place in the pool's journal; grows with time
 * @param actor who decided
 * @param reason null when nobody gave one
 * @param kind what was done, such as {@code identity_disabled}
 * @param identityId null for what concerns the whole pool
 * @param detailsJson what else is known of it, a JSON object
 */
public record PoolDecision(
        long number,
        Instant at,
        String actor,
        @Nullable String reason,
        String kind,
        @Nullable String identityId,
        String detailsJson) {}
