package io.octopool.pool.lease;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one identity stands towards a read.
 *
 * @param resource the budget that the read is expected to spend
 * @param limit requests per window
 * @param remaining requests left in the window, as far as is known
 * @param reserved requests that leases in flight may spend
 * @param usable requests that the pool may still lease to this identity; may be negative
 * @param inFlight calls of its budget owner under way
 * @param until when it may serve again, null when unknown or when it can
 * @param cooldowns its rests in force, whether or not they concern the read
 */
public record Standing(
        String identityId,
        Verdict verdict,
        String resource,
        long limit,
        long remaining,
        long reserved,
        long usable,
        int inFlight,
        @Nullable Instant until,
        List<CooldownInForce> cooldowns) {
    public Standing {
        cooldowns = List.copyOf(cooldowns);
    }
}
