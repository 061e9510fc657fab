package io.octopool.pool.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.pool.budget.Budget;
import io.octopool.pool.events.Attribution;
import io.octopool.pool.events.PoolEvent;
import io.octopool.pool.policy.Policy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lease books for tests, and what is asked of them. */
final class Desks {

    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    static final Instant RESET = NOW.plusSeconds(1800);
    static final Duration WHILE = Duration.ofSeconds(20);
    static final LeaseLimits LIMITS = new LeaseLimits(20, 900);

    private static final Policy POLICY = new Policy(List.of("octo-org"), true, false, true);
    static final Attribution ANNE = new Attribution("anne", null);

    private Desks() {}

    static LeaseBook book(Identity... identities) {
        return book(LIMITS, identities);
    }

    static LeaseBook book(LeaseLimits limits, Identity... identities) {
        LeaseBook book = new LeaseBook("p", limits, NOW);
        book.learn(state(identities));
        return book;
    }

    static PoolState state(Identity... identities) {
        PoolState state = PoolState.EMPTY.apply(new PoolEvent.PoolCreated("p", POLICY, ANNE, NOW));
        for (Identity identity : identities) {
            state = state.apply(new PoolEvent.IdentityRegistered("p", identity, false, ANNE, NOW));
        }
        return state;
    }

    static Identity pat(String id, long userId) {
        return pat(id, userId, 100, 0, 100);
    }

    static Identity pat(String id, long userId, int weight, int reserve, int share) {
        return identity(id, Identity.PAT, userId, null, weight, reserve, share, allOf("Octo-Org"));
    }

    static Identity open(String id, long userId) {
        return identity(id, Identity.PAT, userId, null, 100, 0, 100, allOf("*"));
    }

    static Identity app(String id, long installation) {
        return app(id, installation, allOf("octo-org"));
    }

    static Identity app(String id, long installation, List<IdentityScope> scopes) {
        return identity(id, Identity.GITHUB_APP, 0, installation, 100, 0, 100, scopes);
    }

    /** The same under that id and with that reserve, active. */
    static Identity like(Identity other, String id, int reserve) {
        return new Identity(
                id,
                other.kind(),
                other.login(),
                other.githubUserId(),
                other.secretRef(),
                other.installationId(),
                other.appId(),
                other.weight(),
                reserve,
                other.share(),
                Identity.ACTIVE,
                other.scopes());
    }

    private static List<IdentityScope> allOf(String owner) {
        return List.of(new IdentityScope(owner, null, false));
    }

    private static Identity identity(
            String id,
            String kind,
            long userId,
            @Nullable Long installation,
            int weight,
            int reserve,
            int share,
            List<IdentityScope> scopes) {
        return new Identity(
                id, kind, "login", userId, "REF", installation, null, weight, reserve, share, Identity.ACTIVE, scopes);
    }

    static LeaseQuery query(String routeKey) {
        return query(routeKey, "core");
    }

    static LeaseQuery query(String routeKey, String resource) {
        return new LeaseQuery(routeKey, resource, "octo-org", "r", Set.of(), null, 1, WHILE);
    }

    static LeaseQuery preferring(String identityId, String resource) {
        return new LeaseQuery("GET /" + identityId, resource, "octo-org", "r", Set.of(), identityId, 1, WHILE);
    }

    static LeaseOutcome.Granted leased(LeaseOutcome outcome) {
        assertThat(outcome).isInstanceOf(LeaseOutcome.Granted.class);
        return (LeaseOutcome.Granted) outcome;
    }

    static String leasedTo(LeaseOutcome outcome) {
        return leased(outcome).identity().id();
    }

    /** GitHub says what is left of each identity's budget. */
    static void heard(LeaseBook book, long remaining, String... identityIds) {
        for (String id : identityIds) {
            LeaseTicket lease = leased(book.lease(preferring(id, "core"), NOW)).ticket();
            book.settle(lease, left(remaining), NOW);
        }
    }

    /** An answer that leaves so many of 5,000. */
    static CallResult left(long remaining) {
        return left(5000, remaining);
    }

    static CallResult left(long limit, long remaining) {
        return new CallResult(200, "core", new Budget(limit, remaining, RESET), null, null);
    }

    static CallResult refused(int status) {
        return new CallResult(status, null, null, null, null);
    }
}
