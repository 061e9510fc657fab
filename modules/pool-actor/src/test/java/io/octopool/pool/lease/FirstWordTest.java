package io.octopool.pool.lease;

import static io.octopool.pool.lease.Desks.LIMITS;
import static io.octopool.pool.lease.Desks.NOW;
import static io.octopool.pool.lease.Desks.RESET;
import static io.octopool.pool.lease.Desks.book;
import static io.octopool.pool.lease.Desks.heard;
import static io.octopool.pool.lease.Desks.leased;
import static io.octopool.pool.lease.Desks.left;
import static io.octopool.pool.lease.Desks.pat;
import static io.octopool.pool.lease.Desks.query;
import static io.octopool.pool.lease.Desks.refused;
import static io.octopool.pool.lease.Desks.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.pool.budget.Budget;
import io.octopool.pool.events.PoolEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What may be leased before GitHub has spoken since the start, and what it says then holds against whom. */
class FirstWordTest {

    @Test
    void leasesOneCallAtATimeOfABudgetThatGitHubHasNotSpokenOf() {
        LeaseBook book = book(pat("a", 1), pat("b", 1));
        LeaseTicket first = leased(book.lease(query("GET /x"), NOW)).ticket();
        assertThat(book.lease(query("GET /y"), NOW)).isInstanceOf(LeaseOutcome.Busy.class);
        assertThat(book.lease(query("GET /y", "search"), NOW)).isInstanceOf(LeaseOutcome.Granted.class);
        book.settle(first, CallResult.failed(CallResult.Failure.TIMEOUT), NOW);
        LeaseTicket second = leased(book.lease(query("GET /y"), NOW)).ticket();
        assertThat(book.lease(query("GET /z"), NOW)).isInstanceOf(LeaseOutcome.Busy.class);
        book.settle(second, left(4000), NOW);
        assertThat(book.lease(query("GET /y"), NOW)).isInstanceOf(LeaseOutcome.Granted.class);
        assertThat(book.lease(query("GET /z"), NOW)).isInstanceOf(LeaseOutcome.Granted.class);
    }

    /** A server that keeps no limits says nothing of them; a search may be filed under another resource. */
    @Test
    void leasesMoreCallsAtATimeOnceGitHubHasAnsweredWhateverItSaid() {
        LeaseBook book = book(pat("a", 1));
        book.settle(
                leased(book.lease(query("GET /x"), NOW)).ticket(), new CallResult(200, null, null, null, null), NOW);
        LeaseTicket search = leased(book.lease(query("GET /s", "search"), NOW)).ticket();
        book.settle(search, new CallResult(200, "code_search", new Budget(10, 9, RESET), null, null), NOW);
        for (String resource : List.of("core", "core", "search", "search")) {
            assertThat(book.lease(query("GET /y", resource), NOW)).isInstanceOf(LeaseOutcome.Granted.class);
        }
    }

    @Test
    void leasesMoreCallsAtATimeAlsoWhereTheClockWasSetBackSinceTheStart() {
        LeaseBook book = book(pat("a", 1));
        LeaseTicket first = leased(book.lease(query("GET /x"), NOW)).ticket();
        Instant back = NOW.minusSeconds(600);
        book.settle(first, left(4000), back);
        assertThat(book.lease(query("GET /y"), back)).isInstanceOf(LeaseOutcome.Granted.class);
        assertThat(book.lease(query("GET /z"), back)).isInstanceOf(LeaseOutcome.Granted.class);
    }

    /** The call was made before GitHub asked for rest, whatever the clock said then. */
    @Test
    void endsNoRestByACallFromBeforeTheClockWasSetBack() {
        LeaseBook book = book(pat("a", 1));
        heard(book, 4000, "a");
        LeaseTicket good = leased(book.lease(query("GET /x"), NOW)).ticket();
        LeaseTicket refused = leased(book.lease(query("GET /y"), NOW)).ticket();
        Instant back = NOW.minusSeconds(600);
        book.settle(refused, CallResult.slowDown(403, Duration.ofSeconds(90)), back);
        book.settle(good, left(3999), back.plusSeconds(1));
        assertThat(book.lease(query("GET /z"), back.plusSeconds(2)))
                .isEqualTo(new LeaseOutcome.Resting(back.plusSeconds(90)));
    }

    /** The end that GitHub names then is earlier than the one that is known, and means the same. */
    @Test
    void heedsExhaustionAfterTheClockWasSetBack() {
        LeaseBook book = book(pat("a", 1));
        heard(book, 4000, "a");
        Instant back = NOW.minusSeconds(600);
        Instant reset = RESET.minusSeconds(600);
        LeaseTicket lease = leased(book.lease(query("GET /x"), back)).ticket();
        book.settle(lease, new CallResult(403, "core", new Budget(5000, 0, reset), null, null), back);
        assertThat(book.lease(query("GET /y"), back)).isEqualTo(new LeaseOutcome.Resting(reset));
    }

    /** Whose the credential is was asked in place of the search: GitHub said nothing of searches, nor of that route. */
    @Test
    void holdsAgainstTheReadNothingThatGitHubSaysOfTheCredential() {
        LeaseBook book = book(pat("a", 1));
        LeaseTicket lease = leased(book.lease(query("GET /x", "search"), NOW)).ticket();
        book.settle(lease.asCheck(), refused(403), NOW);
        assertThat(book.lease(query("GET /x", "search"), NOW)).isInstanceOf(LeaseOutcome.Granted.class);
        assertThat(book.lease(query("GET /x", "search"), NOW)).isInstanceOf(LeaseOutcome.Busy.class);
    }

    /** What the journal heard last leaves one call for certain: if it stays unanswered, one more might be of the reserve. */
    @Test
    void spendsNothingOfTheReserveAfterARestartWhereGitHubDoesNotAnswer() {
        PoolState journalled = state(pat("a", 1, 100, 15, 100))
                .apply(new PoolEvent.BudgetMarked("p", "user:1", "core", 5000, 1000, 751L, RESET, NOW));
        LeaseBook after = new LeaseBook("p", LIMITS, NOW);
        after.restore(journalled);

        LeaseTicket first = leased(after.lease(query("GET /x"), NOW)).ticket();
        assertThat(after.lease(query("GET /y"), NOW)).isInstanceOf(LeaseOutcome.Busy.class);
        for (PoolEvent fact : after.settle(first, CallResult.failed(CallResult.Failure.TIMEOUT), NOW)) {
            journalled = journalled.apply(fact);
        }
        assertThat(after.lease(query("GET /y"), NOW)).isEqualTo(new LeaseOutcome.Resting(RESET));
        LeaseBook onceMore = new LeaseBook("p", LIMITS, NOW);
        onceMore.restore(journalled);
        assertThat(onceMore.lease(query("GET /y"), NOW)).isEqualTo(new LeaseOutcome.Resting(RESET));
        after.settle(first, left(900), NOW); // the answer comes after all
        assertThat(leased(after.lease(query("GET /y"), NOW)).identity().id()).isEqualTo("a");
    }
}
