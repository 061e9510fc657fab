package io.octopool.pool.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.pool.budget.Budget;
import io.octopool.pool.events.Attribution;
import io.octopool.pool.events.PoolEvent;
import io.octopool.pool.lease.LeaseBook.LeaseOutcome;
import io.octopool.pool.policy.Policy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LeaseBookTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant RESET = NOW.plusSeconds(1800);
    private static final Attribution ADMIN = new Attribution("admin", null);
    private static final Policy POLICY = new Policy(List.of("octo-org"), true, false, true);

    @Test
    void choosesTheIdentityWithMostHeadroom() {
        LeaseBook book = book(pat("a", 1), pat("b", 2));
        spendDownTo(book, 100, "GET /x");

        Identity spent = leased(book.lease(query("GET /y"), NOW)).identity();
        Identity next = leased(book.lease(query("GET /z"), NOW)).identity();

        assertThat(List.of(spent.id(), next.id())).containsOnly("b");
    }

    @Test
    void reservesWhatALeaseMaySpendSoThatABurstSpreads() {
        LeaseBook book = book(pat("a", 1), pat("b", 2));
        long toA = 0;
        for (int i = 0; i < 40; i++) {
            toA += leased(book.lease(query("GET /burst/" + i), NOW))
                            .identity()
                            .id()
                            .equals("a")
                    ? 1
                    : 0;
        }
        assertThat(toA).isEqualTo(20);
    }

    @Test
    void sticksToTheIdentityThatServedTheRouteKeyForTenSeconds() {
        LeaseBook book = book(pat("a", 1), pat("b", 2));
        LeaseOutcome.Granted first = leased(book.lease(query("GET /x"), NOW));
        LeaseOutcome.Granted soon = leased(book.lease(query("GET /x"), NOW.plusSeconds(9)));
        LeaseOutcome.Granted later = leased(book.lease(query("GET /x"), NOW.plusSeconds(10)));

        assertThat(first.reason()).isEqualTo(LeaseReason.HIGHEST_REMAINING);
        assertThat(soon.reason()).isEqualTo(LeaseReason.STICKY);
        assertThat(soon.identity()).isEqualTo(first.identity());
        assertThat(later.reason()).isEqualTo(LeaseReason.HIGHEST_REMAINING);
    }

    @Test
    void stopsStickingWhenHalfOfTheCapIsInFlight() {
        LeaseBook book = book(pat("a", 1), pat("b", 2));
        String first = leased(book.lease(query("GET /x"), NOW)).identity().id();
        for (int i = 1; i < LeaseBook.STICKY_IN_FLIGHT; i++) {
            assertThat(leased(book.lease(query("GET /x"), NOW)).identity().id()).isEqualTo(first);
        }
        assertThat(leased(book.lease(query("GET /x"), NOW)).identity().id()).isNotEqualTo(first);
    }

    @Test
    void takesTheTwoTokensOfOneUserForOneBudget() {
        LeaseBook book = book(pat("a", 7), pat("b", 7));
        spendDownTo(book, 0, "GET /x");
        assertThat(book.lease(query("GET /y"), NOW)).isEqualTo(new LeaseOutcome.Resting(RESET));
    }

    @Test
    void leasesAnExhaustedOwnerAgainWhenItsWindowEnds() {
        LeaseBook book = book(pat("a", 1));
        spendDownTo(book, 0, "GET /x");
        assertThat(book.lease(query("GET /x"), RESET.minusSeconds(1))).isInstanceOf(LeaseOutcome.Resting.class);
        assertThat(book.lease(query("GET /x"), RESET)).isInstanceOf(LeaseOutcome.Granted.class);
    }

    @Test
    void letsOnlyTheForbiddenRouteRestAfterAPermissionRefusal() {
        LeaseBook book = book(pat("a", 1));
        long lease = leased(book.lease(query("GET /secret"), NOW)).leaseId();
        List<PoolEvent> facts = book.settle(lease, new CallResult(403, null, null, null, null), NOW);

        assertThat(facts)
                .containsExactly(
                        new PoolEvent.CooldownStarted("p", "a", "GET /secret", "forbidden", NOW, NOW.plusSeconds(120)));
        assertThat(book.lease(query("GET /secret"), NOW)).isEqualTo(new LeaseOutcome.Resting(NOW.plusSeconds(120)));
        assertThat(book.lease(query("GET /other"), NOW)).isInstanceOf(LeaseOutcome.Granted.class);
        assertThat(book.lease(query("GET /secret"), NOW.plusSeconds(120))).isInstanceOf(LeaseOutcome.Granted.class);
    }

    @Test
    void excludesWhoeverAlreadyFailedTheRead() {
        LeaseBook book = book(pat("a", 1));
        LeaseQuery query =
                new LeaseQuery("GET /x", "core", "octo-org", "r", Set.of("a"), null, 1, Duration.ofSeconds(20));
        assertThat(book.lease(query, NOW)).isEqualTo(new LeaseOutcome.None());
    }

    @Test
    void forgetsAReservationWhenItsLeaseExpires() {
        LeaseBook book = book(pat("a", 1));
        long lease = leased(book.lease(query("GET /x"), NOW)).leaseId();
        book.settle(lease, new CallResult(200, "core", new Budget(10, 1, RESET), null, null), NOW);
        assertThat(book.lease(query("GET /1"), NOW)).isInstanceOf(LeaseOutcome.Granted.class);
        assertThat(book.lease(query("GET /2"), NOW)).isInstanceOf(LeaseOutcome.Resting.class);
        assertThat(book.lease(query("GET /2"), NOW.plusSeconds(20))).isInstanceOf(LeaseOutcome.Granted.class);
    }

    @Test
    void ignoresAResultThatArrivesTwice() {
        LeaseBook book = book(pat("a", 1));
        long lease = leased(book.lease(query("GET /x"), NOW)).leaseId();
        CallResult refused = new CallResult(401, null, null, null, null);
        assertThat(book.settle(lease, refused, NOW)).hasSize(1);
        assertThat(book.settle(lease, refused, NOW)).isEmpty();
    }

    @Test
    void restsAnIdentityWithWhichGitHubFailsThreeTimesInARow() {
        LeaseBook book = book(pat("a", 1));
        CallResult timeout = CallResult.failed(CallResult.Failure.TIMEOUT);
        CallResult broken = new CallResult(502, null, null, null, null);
        List<PoolEvent> facts = List.of();
        for (CallResult result :
                List.of(broken, timeout, new CallResult(200, null, null, null, null), timeout, broken, timeout)) {
            assertThat(facts).isEmpty();
            facts = book.settle(leased(book.lease(query("GET /x"), NOW)).leaseId(), result, NOW);
        }
        assertThat(facts)
                .containsExactly(
                        new PoolEvent.CooldownStarted("p", "a", "*", "github_errors", NOW, NOW.plusSeconds(10)));
        assertThat(book.lease(query("GET /y"), NOW)).isEqualTo(new LeaseOutcome.Resting(NOW.plusSeconds(10)));
        assertThat(book.lease(query("GET /y"), NOW.plusSeconds(10))).isInstanceOf(LeaseOutcome.Granted.class);
    }

    @Test
    void showsNoMoreThanAHundredCooldowns() {
        LeaseBook book = book(pat("a", 1));
        for (int i = 0; i < 120; i++) {
            long lease = leased(book.lease(query("GET /" + i), NOW)).leaseId();
            book.settle(lease, new CallResult(403, null, null, null, null), NOW);
        }
        assertThat(book.cooldownsInForce(NOW))
                .hasSize(100)
                .contains(new Pool.CooldownInForce("a", "GET /7", "forbidden", NOW.plusSeconds(120)));
        assertThat(book.cooldownsInForce(NOW.plusSeconds(120))).isEmpty();
    }

    @Test
    void remembersJournalledCooldownsAndBudgets() {
        LeaseBook before = book(pat("a", 1));
        List<PoolEvent> facts = before.settle(
                leased(before.lease(query("GET /x"), NOW)).leaseId(),
                new CallResult(403, "core", new Budget(5000, 0, RESET), Duration.ofSeconds(60), null),
                NOW);
        PoolState journalled = state(pat("a", 1));
        for (PoolEvent fact : facts) {
            journalled = journalled.apply(fact);
        }
        LeaseBook after = new LeaseBook("p", NOW);
        after.learn(journalled);

        assertThat(after.lease(query("GET /y"), NOW)).isEqualTo(new LeaseOutcome.Resting(NOW.plusSeconds(60)));
        assertThat(after.lease(query("GET /y"), NOW.plusSeconds(61))).isEqualTo(new LeaseOutcome.Resting(RESET));
    }

    @Test
    void keepsStrangersRepositoriesToIdentitiesThatAreOpenToAll() {
        Identity open = new Identity(
                "open",
                "pat",
                "o",
                9,
                "REF",
                null,
                null,
                100,
                0,
                100,
                "active",
                List.of(new IdentityScope("*", null, false)));
        LeaseBook book = book(pat("a", 1), open);
        LeaseQuery stranger =
                new LeaseQuery("GET /x", "core", "stranger", "r", Set.of(), null, 1, Duration.ofSeconds(20));
        LeaseQuery own =
                new LeaseQuery("GET /x", "core", "octo-org", "r", Set.of("a"), null, 1, Duration.ofSeconds(20));
        assertThat(leased(book.lease(stranger, NOW)).identity().id()).isEqualTo("open");
        assertThat(leased(book.lease(query("GET /y"), NOW)).identity().id()).isEqualTo("a");
        assertThat(leased(book.lease(own, NOW)).identity().id()).isEqualTo("open");
    }

    private static void spendDownTo(LeaseBook book, long remaining, String routeKey) {
        LeaseOutcome.Granted lease = leased(book.lease(query(routeKey), NOW));
        book.settle(lease.leaseId(), new CallResult(200, "core", new Budget(5000, remaining, RESET), null, null), NOW);
    }

    private static LeaseBook book(Identity... identities) {
        LeaseBook book = new LeaseBook("p", NOW);
        book.learn(state(identities));
        return book;
    }

    private static PoolState state(Identity... identities) {
        PoolState state = PoolState.EMPTY.apply(new PoolEvent.PoolCreated("p", POLICY, ADMIN, NOW));
        for (Identity identity : identities) {
            state = state.apply(new PoolEvent.IdentityRegistered("p", identity, ADMIN, NOW));
        }
        return state;
    }

    private static Identity pat(String id, long userId) {
        return new Identity(
                id,
                "pat",
                "login",
                userId,
                "REF",
                null,
                null,
                100,
                0,
                100,
                "active",
                List.of(new IdentityScope("Octo-Org", null, false)));
    }

    private static LeaseQuery query(String routeKey) {
        return new LeaseQuery(routeKey, "core", "octo-org", "r", Set.of(), null, 1, Duration.ofSeconds(20));
    }

    private static LeaseOutcome.Granted leased(LeaseOutcome outcome) {
        assertThat(outcome).isInstanceOf(LeaseOutcome.Granted.class);
        return (LeaseOutcome.Granted) outcome;
    }
}
