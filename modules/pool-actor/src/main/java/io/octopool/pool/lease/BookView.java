package io.octopool.pool.lease;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the lease desk knows, for people to read. Each list is bounded.
 *
 * @param waiting leases that wait for an identity to become free
 */
public record BookView(
        List<BudgetInUse> budgets, List<CooldownInForce> cooldowns, List<OpenLease> leases, int waiting) {

    public BookView {
        budgets = List.copyOf(budgets);
        cooldowns = List.copyOf(cooldowns);
        leases = List.copyOf(leases);
    }

    /**
     * A budget in its window.
     *
     * @param owner whose it is, such as {@code user:42}
     * @param resource GitHub's name of it, such as {@code core}
     * @param limit requests per window
     * @param remaining requests left, as far as is known
     * @param reserved requests that leases in flight may spend
     * @param reserve requests that the pool leaves to the owner
     * @param usable what the pool may still lease: what is left for certain, less reserved, less reserve; may be negative
     * @param resetAt when the window ends, null while none is known
     * @param inFlight calls of the owner under way, of whatever resource
     * @param pointsLeft calls that the owner may make at once before they are paced, null when they are not paced
     * @param spendPerMinute requests of the window so far, by the minute
     * @param emptyAt when the usable part is spent at that rate, now where nothing is; null when unknown or not before the window ends
     */
    public record BudgetInUse(
            String owner,
            String resource,
            long limit,
            long remaining,
            long reserved,
            long reserve,
            long usable,
            @Nullable Instant resetAt,
            int inFlight,
            @Nullable Integer pointsLeft,
            double spendPerMinute,
            @Nullable Instant emptyAt) {}

    /** A lease under way; the until says when it ends if no result comes. */
    public record OpenLease(long leaseId, String identityId, String routeKey, Instant until) {}
}
