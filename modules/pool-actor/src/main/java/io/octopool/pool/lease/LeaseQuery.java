package io.octopool.pool.lease;

import io.octopool.github.routes.RouteMatch;
import io.octopool.pool.CborSerializable;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an identity is wanted for.
 *
 * @param routeKey what the caller reads, for stickiness and route-scoped cooldowns
 * @param resource the budget that the call is expected to spend
 * @param owner null for routes without an owner
 * @param repo null for routes without a repository
 * @param excluded identities that already failed this read
 * @param preferred identity to prefer while usable, null for none
 * @param units requests that may be spent under the lease
 * @param remaining how long the lease may last
 */
public record LeaseQuery(
        String routeKey,
        String resource,
        @Nullable String owner,
        @Nullable String repo,
        Set<String> excluded,
        @Nullable String preferred,
        int units,
        Duration remaining)
        implements CborSerializable {

    /** What is wanted for one read of the route. */
    public static LeaseQuery ofRead(
            RouteMatch match, Set<String> excluded, @Nullable String preferred, Duration remaining) {
        return new LeaseQuery(
                match.routeKey(),
                match.route().bucket().wireName(),
                match.owner().orElse(null),
                match.repo().orElse(null),
                excluded,
                preferred,
                1,
                remaining);
    }

    LeaseQuery withRemaining(Duration left) {
        return new LeaseQuery(routeKey, resource, owner, repo, excluded, preferred, units, left);
    }
}
