package io.octopool.pool.events;

import io.octopool.pool.CborSerializable;
import io.octopool.pool.lease.Identity;
import io.octopool.pool.policy.Policy;
import java.time.Instant;

/** Facts about one pool. Each names its pool, so that a reader of the journal needs nothing else. */
public sealed interface PoolEvent extends CborSerializable {

    /** The tag under which projections read these events. */
    String TAG = "pool";

    String pool();

    record PoolCreated(String pool, Policy policy, Instant at) implements PoolEvent {}

    record PolicyChanged(String pool, Policy policy, Instant at) implements PoolEvent {}

    /** An identity was added, or replaced with all its scopes. */
    record IdentityRegistered(String pool, Identity identity, Instant at) implements PoolEvent {}

    /**
     * An identity rests.
     *
     * @param scope {@code *}, {@code resource:<name>} or a route key (server spec 8.3)
     * @param reason why, in lower case with underscores
     */
    record CooldownStarted(String pool, String identityId, String scope, String reason, Instant start, Instant end)
            implements PoolEvent {}

    /**
     * A budget entered a new window or crossed 50, 20, 10, 5 or 0 % of its limit.
     *
     * @param owner budget owner, such as {@code user:42}
     * @param resource GitHub's name of the budget, such as {@code core}
     */
    record BudgetMarked(
            String pool, String owner, String resource, long limit, long remaining, Instant resetAt, Instant at)
            implements PoolEvent {}
}
