package io.octopool.pool.events;

import io.octopool.pool.CborSerializable;
import io.octopool.pool.lease.Identity;
import io.octopool.pool.policy.Policy;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Facts about one pool. Each names its pool, so that a reader of the journal needs nothing else. */
public sealed interface PoolEvent extends CborSerializable {

    /** The tag under which projections read these events. */
    String TAG = "pool";

    String pool();

    /** Facts that somebody decided, as against those that GitHub told. They are the history that people read. */
    sealed interface Decided extends PoolEvent {

        Attribution attribution();

        Instant at();
    }

    record PoolCreated(String pool, Policy policy, Attribution attribution, Instant at) implements Decided {}

    record PolicyChanged(String pool, Policy policy, Attribution attribution, Instant at) implements Decided {}

    /** Every read through the pool is refused from here on. */
    record PoolDisabled(String pool, Attribution attribution, Instant at) implements Decided {}

    record PoolEnabled(String pool, Attribution attribution, Instant at) implements Decided {}

    /** An identity was added, or replaced with all its scopes. The enabled: whether it had been disabled until then. */
    record IdentityRegistered(String pool, Identity identity, boolean enabled, Attribution attribution, Instant at)
            implements Decided {}

    /** An identity is leased no more, by decision of a person or of the lease desk. */
    record IdentityDisabled(String pool, String identityId, Attribution attribution, Instant at) implements Decided {}

    record IdentityEnabled(String pool, String identityId, Attribution attribution, Instant at) implements Decided {}

    record IdentityRemoved(String pool, String identityId, Attribution attribution, Instant at) implements Decided {}

    /**
     * An identity rests.
     *
     * @param scope {@code *}, {@code resource:<name>} or a route key (server spec 8.3)
     * @param reason why, in lower case with underscores
     */
    record CooldownStarted(String pool, String identityId, String scope, String reason, Instant start, Instant end)
            implements PoolEvent {}

    /** The rest of that scope and reason ended before its time: a success disproved it, or somebody mended its cause. */
    record CooldownEnded(String pool, String identityId, String scope, String reason, Instant at)
            implements PoolEvent {}

    /**
     * What a pool that starts anew may take for certain of a budget has changed: what is left, less what was spent without an answer,
     * crossed 50, 20, 10, 5, 1 or 0 % of what is not kept in reserve (of a window that lasts a minute, 50 or 0 %), or the limit is
     * another. Until GitHub has spoken after a start, each unanswered call changes it.
     *
     * @param owner budget owner, such as {@code user:42}
     * @param resource GitHub's name of the budget, such as {@code core}
     * @param remaining as GitHub said last, all of the limit where it said nothing in the window
     * @param certain see {@link io.octopool.pool.budget.BudgetMark}
     */
    record BudgetMarked(
            String pool,
            String owner,
            String resource,
            long limit,
            long remaining,
            @Nullable Long certain,
            Instant resetAt,
            Instant at)
            implements PoolEvent {}
}
