package io.octopool.pool.lease;

import static io.octopool.pool.lease.Desks.LIMITS;
import static io.octopool.pool.lease.Desks.NOW;
import static io.octopool.pool.lease.Desks.RESET;
import static io.octopool.pool.lease.Desks.WHILE;
import static io.octopool.pool.lease.Desks.book;
import static io.octopool.pool.lease.Desks.heard;
import static io.octopool.pool.lease.Desks.leased;
import static io.octopool.pool.lease.Desks.left;
import static io.octopool.pool.lease.Desks.pat;
import static io.octopool.pool.lease.Desks.preferring;
import static io.octopool.pool.lease.Desks.query;
import static io.octopool.pool.lease.Desks.refused;
import static io.octopool.pool.lease.Desks.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.pool.budget.Budget;
import io.octopool.pool.events.PoolEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class LeaseBookTest {

    private record Claim(int reserve, int share, long limit, long remaining, long usable) {}

    /** Percents of the limit; what was used before the first word is taken for the pool's own. */
    @Test
    void leavesTheOwnerAReserveAndSpendsNoMoreThanItsShare() {
        List<Claim> table = List.of(
                new Claim(0, 100, 100, 100, 100),
                new Claim(10, 100, 100, 100, 90),
                new Claim(10, 100, 100, 15, 5),
                new Claim(99, 100, 100, 100, 1),
                new Claim(0, 50, 100, 100, 50),
                new Claim(0, 50, 100, 80, 30),
                new Claim(10, 50, 100, 30, -20),
                new Claim(10, 60, 100, 60, 20),
                new Claim(0, 1, 10, 10, 1));
        assertThat(table).allSatisfy(row -> {
            LeaseBook book = book(pat("a", 1, 100, row.reserve(), row.share()));
            LeaseTicket lease = leased(book.lease(query("GET /x"), NOW)).ticket();
            book.settle(lease, left(row.limit(), row.remaining()), NOW);
            assertThat(book.survey(query("GET /y"), NOW))
                    .first()
                    .extracting(Standing::usable)
                    .isEqualTo(row.usable());
        });
    }

    @Test
    void keepsTheLargestReserveOfAnOwnersIdentities() {
        LeaseBook book = book(pat("a", 1, 100, 20, 100), pat("b", 1, 100, 0, 100));
        heard(book, 1000, "a");
        assertThat(book.lease(query("GET /x"), NOW)).isEqualTo(new LeaseOutcome.Resting(RESET));
    }

    private static Verdict verdict(LeaseBook book, String resource) {
        return book.survey(query("GET /x", resource), NOW).getFirst().verdict();
    }

    @Test
    void tellsAnOwnerOfWhichGitHubHasNotSpokenFromOneThatIsBusy() {
        LeaseBook book = book(new LeaseLimits(2, 12), pat("a", 1));
        leased(book.lease(query("GET /1"), NOW));
        assertThat(verdict(book, "core")).as("no word yet").isEqualTo(Verdict.AWAITING_WORD);
        assertThat(verdict(book, "search")).as("another budget").isEqualTo(Verdict.HIGHEST_HEADROOM);
        LeaseTicket other = leased(book.lease(query("GET /2", "search"), NOW)).ticket();
        assertThat(verdict(book, "core")).as("as many as may be").isEqualTo(Verdict.AT_CAP);
        book.settle(other, new CallResult(200, "search", new Budget(30, 20, RESET), null, null), NOW);
        LeaseTicket third = leased(book.lease(query("GET /3", "search"), NOW)).ticket();
        book.settle(third, new CallResult(200, "search", new Budget(30, 19, RESET), null, null), NOW);
        assertThat(verdict(book, "search")).as("no points left").isEqualTo(Verdict.PACED);
    }

    @Test
    void pacesAnOwnerBelowGitHubsPointsPerMinute() {
        LeaseBook book = book(new LeaseLimits(100, 900), pat("a", 1));
        heard(book, 5000, "a");
        int made = 1;
        Instant now = NOW;
        while (now.isBefore(NOW.plusSeconds(60))) {
            while (book.lease(query("GET /x"), now) instanceof LeaseOutcome.Granted granted) {
                made++;
                book.settle(granted.ticket(), left(4000), now);
            }
            now = now.plusMillis(10);
        }
        assertThat(made).isBetween(850, 855);
        assertThat(book.lease(query("GET /x"), now))
                .isInstanceOfAny(LeaseOutcome.Busy.class, LeaseOutcome.Granted.class);
    }

    @Test
    void givesBackThePointsOfACallThatWasNotMade() {
        LeaseBook book = book(new LeaseLimits(100, 4), pat("a", 1));
        LeaseTicket lease = leased(book.lease(query("GET /x"), NOW)).ticket();
        assertThat(book.lease(query("GET /y", "search"), NOW)).isInstanceOf(LeaseOutcome.Busy.class);
        book.settle(lease, CallResult.failed(CallResult.Failure.NOT_SENT), NOW);
        assertThat(book.lease(query("GET /y"), NOW)).isInstanceOf(LeaseOutcome.Granted.class);
    }

    @Test
    void takesTheTwoTokensOfOneUserForOneBudget() {
        LeaseBook book = book(pat("a", 7), pat("b", 7));
        heard(book, 0, "a");
        assertThat(book.lease(query("GET /y"), NOW)).isEqualTo(new LeaseOutcome.Resting(RESET));
    }

    @Test
    void leasesAnExhaustedOwnerAgainWhenItsWindowEnds() {
        LeaseBook book = book(pat("a", 1));
        heard(book, 0, "a");
        assertThat(book.lease(query("GET /x"), RESET.minusSeconds(1))).isInstanceOf(LeaseOutcome.Resting.class);
        assertThat(book.lease(query("GET /x"), RESET)).isInstanceOf(LeaseOutcome.Granted.class);
    }

    @Test
    void forecastsWhenABudgetIsEmpty() {
        LeaseBook book = book(pat("a", 1, 100, 10, 100));
        heard(book, 3000, "a");
        Instant later = NOW.plusSeconds(600);
        LeaseTicket lease = leased(book.lease(query("GET /x"), later)).ticket();
        book.settle(lease, left(1500), later);
        assertThat(book.view(later).budgets())
                .containsExactly(new BookView.BudgetInUse(
                        "user:1", "core", 5000, 1500, 0, 500, 1000, RESET, 0, 254, 150, later.plusSeconds(400)));
    }

    private record Forecast(long remaining, long certain, boolean emptyNow) {}

    /** The reserve is 500; nothing was spent since the start. */
    @Test
    void saysThatABudgetIsEmptyNowWhereNothingOfItIsUsable() {
        List<Forecast> table = List.of(
                new Forecast(4000, 2501, false),
                new Forecast(4000, 501, false),
                new Forecast(800, 500, true),
                new Forecast(800, 0, true),
                new Forecast(0, 0, true));
        assertThat(table).allSatisfy(row -> {
            LeaseBook after = new LeaseBook("p", LIMITS, NOW);
            after.restore(state(pat("a", 1, 100, 10, 100))
                    .apply(new PoolEvent.BudgetMarked(
                            "p", "user:1", "core", 5000, row.remaining(), row.certain(), RESET, NOW)));
            assertThat(after.view(NOW).budgets())
                    .extracting(BookView.BudgetInUse::emptyAt)
                    .containsExactly(row.emptyNow() ? NOW : null);
        });
    }

    @Test
    void restsWhereARefusalNamesAnEndThatTheLedgerDoesNotBelieve() {
        LeaseBook book = book(pat("a", 1));
        heard(book, 4000, "a");
        LeaseTicket lease = leased(book.lease(query("GET /x"), NOW)).ticket();
        Budget past = new Budget(5000, 0, NOW.minusSeconds(1));
        assertThat(book.settle(lease, new CallResult(403, "core", past, null, null), NOW))
                .contains(new PoolEvent.CooldownStarted(
                        "p", "a", "resource:core", "rate_limited", NOW, NOW.plusSeconds(60)));
        assertThat(book.lease(query("GET /y"), NOW)).isEqualTo(new LeaseOutcome.Resting(NOW.plusSeconds(60)));
    }

    @Test
    void countsAConditionalCallForTheShareByWhatGitHubCounted() {
        LeaseBook book = book(pat("a", 1, 100, 0, 50), pat("b", 1));
        heard(book, 5000, "a");
        heard(book, 4000, "b");
        for (int i = 0; i < 3; i++) {
            LeaseTicket lease = leased(book.lease(preferring("a", "core"), NOW)).ticket();
            book.settle(lease, new CallResult(304, "core", new Budget(5000, 4000, RESET), null, null), NOW);
        }
        assertThat(book.survey(query("GET /y"), NOW))
                .first()
                .extracting(Standing::usable)
                .isEqualTo(2499L);
    }

    @Test
    void letsOnlyTheForbiddenRouteRestAfterAPermissionRefusal() {
        LeaseBook book = book(pat("a", 1));
        heard(book, 4000, "a");
        LeaseTicket lease = leased(book.lease(query("GET /secret"), NOW)).ticket();
        List<PoolEvent> facts = book.settle(lease, new CallResult(403, null, null, null, null), NOW);

        assertThat(facts)
                .containsExactly(
                        new PoolEvent.CooldownStarted("p", "a", "GET /secret", "forbidden", NOW, NOW.plusSeconds(120)));
        assertThat(book.lease(query("GET /secret"), NOW)).isEqualTo(new LeaseOutcome.Resting(NOW.plusSeconds(120)));
        assertThat(book.lease(query("GET /other"), NOW)).isInstanceOf(LeaseOutcome.Granted.class);
        assertThat(book.lease(query("GET /secret"), NOW.plusSeconds(120))).isInstanceOf(LeaseOutcome.Granted.class);
    }

    @Test
    void forgetsAReservationWhenItsLeaseExpires() {
        LeaseBook book = book(pat("a", 1));
        LeaseTicket lease = leased(book.lease(query("GET /x"), NOW)).ticket();
        book.settle(lease, left(10, 2), NOW);
        leased(book.lease(query("GET /0"), NOW));
        assertThat(book.lease(query("GET /1"), NOW)).isInstanceOf(LeaseOutcome.Granted.class);
        assertThat(book.lease(query("GET /2"), NOW)).isInstanceOf(LeaseOutcome.Resting.class);
        assertThat(book.view(NOW.plusSeconds(19)).leases()).hasSize(2);
        book.tick(NOW.plusSeconds(20));
        assertThat(book.view(NOW.plusSeconds(20)).leases()).isEmpty();
        // Nobody knows that they were not made.
        assertThat(book.lease(query("GET /2"), NOW.plusSeconds(20))).isEqualTo(new LeaseOutcome.Resting(RESET));
        assertThat(book.lease(query("GET /2"), RESET)).isInstanceOf(LeaseOutcome.Granted.class);
    }

    @Test
    void countsALeaseThatExpiredWhoeverAsks() {
        List<Function<LeaseBook, Long>> questions = List.of(
                book -> book.health(NOW.plus(WHILE))
                        .budgets()
                        .getFirst()
                        .budget()
                        .remaining(),
                book -> book.view(NOW.plus(WHILE)).budgets().getFirst().remaining(),
                book -> book.survey(query("GET /x"), NOW.plus(WHILE)).getFirst().remaining());
        assertThat(questions).allSatisfy(remaining -> {
            LeaseBook book = book(pat("a", 1));
            heard(book, 4000, "a");
            leased(book.lease(query("GET /x"), NOW));
            assertThat(remaining.apply(book)).isEqualTo(3999);
        });
    }

    @Test
    void heedsAResultThatComesAfterItsLeaseExpired() {
        LeaseBook book = book(pat("a", 1));
        heard(book, 4000, "a");
        LeaseTicket lease = leased(book.lease(query("GET /x"), NOW)).ticket();
        book.tick(NOW.plus(WHILE));
        assertThat(book.settle(lease, refused(401), NOW.plus(WHILE))).hasSize(1);
        assertThat(book.settle(lease, refused(401), NOW.plus(WHILE))).isEmpty();
    }

    @Test
    void settlesTheResourceThatGitHubCharged() {
        LeaseBook book = book(pat("a", 1));
        LeaseTicket lease = leased(book.lease(query("GET /x", "search"), NOW)).ticket();
        book.settle(lease, new CallResult(200, "code_search", new Budget(10, 0, RESET), null, null), NOW);
        assertThat(book.lease(query("GET /y", "code_search"), NOW)).isEqualTo(new LeaseOutcome.Resting(RESET));
        assertThat(book.lease(query("GET /y", "search"), NOW)).isInstanceOf(LeaseOutcome.Granted.class);
        assertThat(book.view(NOW).budgets())
                .filteredOn(budget -> budget.resource().equals("code_search"))
                .allSatisfy(budget -> assertThat(budget.reserved()).isZero());
    }

    @Test
    void restsTheResourceThatGitHubCharged() {
        LeaseBook book = book(pat("a", 1));
        LeaseTicket lease = leased(book.lease(query("GET /x", "search"), NOW)).ticket();
        Budget past = new Budget(5000, 0, NOW.minusSeconds(1));
        book.settle(lease, new CallResult(403, "core", past, null, null), NOW);
        assertThat(book.lease(query("GET /y"), NOW)).isEqualTo(new LeaseOutcome.Resting(NOW.plusSeconds(60)));
        assertThat(book.lease(query("GET /y", "search"), NOW)).isInstanceOf(LeaseOutcome.Granted.class);
    }

    /** The call that was redirected had reached GitHub. */
    @Test
    void countsACallThatWasRedirectedToWhereNobodyIs() {
        LeaseBook book = book(pat("a", 1));
        heard(book, 4000, "a");
        LeaseTicket lease = leased(book.lease(query("GET /x"), NOW)).ticket();
        book.settle(lease, CallResult.failed(CallResult.Failure.UNCONNECTED).afterCalls(2), NOW);
        assertThat(book.survey(query("GET /y"), NOW))
                .first()
                .extracting(Standing::remaining)
                .isEqualTo(3998L);
    }

    @Test
    void ignoresAResultThatArrivesTwice() {
        LeaseBook book = book(pat("a", 1));
        LeaseTicket lease = leased(book.lease(query("GET /x"), NOW)).ticket();
        CallResult refused = new CallResult(401, null, null, null, null);
        assertThat(book.settle(lease, refused, NOW)).hasSize(1);
        assertThat(book.settle(lease, refused, NOW)).isEmpty();
    }

    @Test
    void restsAnIdentityWithWhichGitHubFailsThreeTimesInARow() {
        LeaseBook book = book(pat("a", 1));
        heard(book, 4000, "a");
        CallResult timeout = CallResult.failed(CallResult.Failure.TIMEOUT);
        CallResult broken = new CallResult(502, null, null, null, null);
        List<PoolEvent> facts = List.of();
        for (CallResult result :
                List.of(broken, timeout, new CallResult(200, null, null, null, null), timeout, broken, timeout)) {
            assertThat(facts).isEmpty();
            facts = book.settle(leased(book.lease(query("GET /x"), NOW)).ticket(), result, NOW);
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
            LeaseTicket lease = leased(book.lease(query("GET /" + i), NOW)).ticket();
            book.settle(lease, new CallResult(403, null, null, null, null), NOW);
        }
        assertThat(book.cooldownsInForce(NOW))
                .hasSize(100)
                .contains(new CooldownInForce("a", "GET /7", "forbidden", NOW.plusSeconds(120)));
        assertThat(book.cooldownsInForce(NOW.plusSeconds(120))).isEmpty();
    }

    @Test
    void showsARestOfEverythingBeforeThoseOfAResourceAndThoseBeforeAnyRoute() {
        LeaseBook book = book(pat("a", 1), pat("b", 2), pat("c", 3));
        for (int i = 0; i < 120; i++) {
            forbid(book, "a", "GET /" + i);
        }
        settle(book, "b", new CallResult(403, "core", new Budget(5000, 0, NOW), null, null));
        settle(book, "c", CallResult.slowDown(429, Duration.ofSeconds(30)));
        List<CooldownInForce> shown = book.cooldownsInForce(NOW);
        assertThat(shown).hasSize(100);
        assertThat(shown.subList(0, 3)).extracting(CooldownInForce::scope).startsWith("*", "resource:core");
        assertThat(shown.get(2).identityId()).isEqualTo("a");
    }

    @Test
    void countsEveryIdentityThatCoolsDownThoughNotEveryCooldownIsShown() {
        LeaseBook book = book(pat("a", 1), pat("b", 2), pat("c", 3));
        for (int i = 0; i < 120; i++) {
            forbid(book, "a", "GET /" + i);
        }
        forbid(book, "b", "GET /b");
        assertThat(book.health(NOW).cooldowns())
                .hasSize(100)
                .allMatch(rest -> rest.identityId().equals("a"));
        assertThat(book.health(NOW).cooling()).isEqualTo(2);
        assertThat(book.health(NOW.plusSeconds(120)).cooling()).isZero();
    }

    private static void forbid(LeaseBook book, String identityId, String routeKey) {
        LeaseQuery query = new LeaseQuery(routeKey, "core", "octo-org", "r", Set.of(), identityId, 1, WHILE);
        book.settle(leased(book.lease(query, NOW)).ticket(), new CallResult(403, null, null, null, null), NOW);
    }

    private static void settle(LeaseBook book, String identityId, CallResult result) {
        book.settle(leased(book.lease(preferring(identityId, "core"), NOW)).ticket(), result, NOW);
    }

    @Test
    void remembersJournalledCooldownsAndBudgets() {
        LeaseBook before = book(pat("a", 1));
        List<PoolEvent> facts = before.settle(
                leased(before.lease(query("GET /x"), NOW)).ticket(),
                new CallResult(403, "core", new Budget(5000, 0, RESET), Duration.ofSeconds(60), null),
                NOW);
        PoolState journalled = state(pat("a", 1));
        for (PoolEvent fact : facts) {
            journalled = journalled.apply(fact);
        }
        LeaseBook after = new LeaseBook("p", LIMITS, NOW);
        after.restore(journalled);

        assertThat(after.lease(query("GET /y"), NOW)).isEqualTo(new LeaseOutcome.Resting(NOW.plusSeconds(60)));
        assertThat(after.lease(query("GET /y"), NOW.plusSeconds(61))).isEqualTo(new LeaseOutcome.Resting(RESET));
    }
}
