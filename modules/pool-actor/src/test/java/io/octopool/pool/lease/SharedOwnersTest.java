package io.octopool.pool.lease;

import static io.octopool.pool.lease.Desks.NOW;
import static io.octopool.pool.lease.Desks.RESET;
import static io.octopool.pool.lease.Desks.app;
import static io.octopool.pool.lease.Desks.book;
import static io.octopool.pool.lease.Desks.heard;
import static io.octopool.pool.lease.Desks.leased;
import static io.octopool.pool.lease.Desks.left;
import static io.octopool.pool.lease.Desks.pat;
import static io.octopool.pool.lease.Desks.query;
import static io.octopool.pool.lease.Desks.refused;
import static io.octopool.pool.lease.Desks.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.pool.budget.OwnerCall;
import io.octopool.pool.events.PoolEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A budget owner whose calls do not all come from this desk: other pools, the verifier, an earlier incarnation of the pool. */
class SharedOwnersTest {

    private static final CallResult SLOW_DOWN = CallResult.slowDown(403, Duration.ofSeconds(90));

    @Test
    void spendsNoMoreThanOthersLeave() {
        LeaseBook book = book(pat("a", 1));
        List<PoolEvent> facts = book.overhear(call("user:1", 1, left(0)), NOW);
        assertThat(facts).hasOnlyElementsOfType(PoolEvent.BudgetMarked.class).hasSize(1);
        assertThat(book.lease(query("GET /x"), NOW)).isEqualTo(new LeaseOutcome.Resting(RESET));
    }

    @Test
    void restsEveryIdentityOfAnOwnerWhomGitHubAskedToSlowDownElsewhere() {
        LeaseBook book = book(pat("a", 1), pat("a2", 1));
        heard(book, 4000, "a");
        List<PoolEvent> facts = book.overhear(call("user:1", 1, SLOW_DOWN), NOW);
        assertThat(facts).hasOnlyElementsOfType(PoolEvent.CooldownStarted.class).hasSize(2);
        assertThat(book.lease(query("GET /x"), NOW)).isEqualTo(new LeaseOutcome.Resting(NOW.plusSeconds(90)));
    }

    @Test
    void countsCallsElsewhereAmongThePointsOfTheMinute() {
        LeaseBook book = book(new LeaseLimits(100, 900), pat("a", 1));
        heard(book, 4000, "a");
        book.overhear(call("user:1", 255, left(3999)), NOW);
        assertThat(book.lease(query("GET /x"), NOW)).isInstanceOf(LeaseOutcome.Busy.class);
    }

    @Test
    void holdsAgainstNobodyWhatConcernsTheirCredentialAlone() {
        LeaseBook book = book(pat("a", 1));
        heard(book, 4000, "a");
        for (int status : List.of(401, 403, 404, 502)) {
            assertThat(book.overhear(call("user:1", 1, refused(status)), NOW)).isEmpty();
        }
        assertThat(book.lease(query("GET /x"), NOW)).isInstanceOf(LeaseOutcome.Granted.class);
    }

    @Test
    void isNotConcernedWithOwnersOfWhomItHasNoIdentity() {
        LeaseBook book = book(pat("a", 1));
        assertThat(book.overhear(call("user:2", 1, left(0)), NOW)).isEmpty();
        assertThat(book.view(NOW).budgets()).noneMatch(budget -> budget.owner().equals("user:2"));
    }

    @Test
    void heedsTheResultOfALeaseThatAnEarlierIncarnationGranted() {
        LeaseTicket ticket =
                leased(book(pat("a", 1)).lease(query("GET /x"), NOW)).ticket();
        LeaseBook again = restarted(pat("a", 1));
        assertThat(again.settle(ticket, SLOW_DOWN, NOW.plusSeconds(1)))
                .hasOnlyElementsOfTypes(PoolEvent.CooldownStarted.class, PoolEvent.BudgetMarked.class);
        assertThat(again.lease(query("GET /y"), NOW.plusSeconds(1)))
                .isEqualTo(new LeaseOutcome.Resting(NOW.plusSeconds(91)));
        again = restarted(pat("a", 1));
        again.settle(ticket, left(0), NOW.plusSeconds(1));
        assertThat(again.lease(query("GET /y"), NOW.plusSeconds(1))).isEqualTo(new LeaseOutcome.Resting(RESET));
        // An identity that is no more, or is somebody else's, is held nothing against.
        assertThat(restarted(pat("a", 7)).settle(ticket, refused(401), NOW)).isEmpty();
        assertThat(restarted(pat("b", 7)).settle(ticket, refused(401), NOW)).isEmpty();
    }

    @Test
    void tellsOthersOfEachCallThatWasMade() {
        LeaseTicket ticket =
                leased(book(pat("a", 1)).lease(query("GET /x"), NOW)).ticket();
        assertThat(OwnerCall.of(ticket, left(7).afterCalls(2)))
                .contains(new OwnerCall("user:1", "core", 2, NOW, left(7).afterCalls(2)));
        assertThat(OwnerCall.of(ticket, CallResult.failed(CallResult.Failure.NOT_SENT)))
                .isEmpty();
    }

    @Test
    void checksNoPatOfWhichItIsKnownThatNothingIsLeft() {
        LeaseBook book = book(pat("a", 1), app("app", 2));
        heard(book, 0, "a", "app");
        assertThat(book.slowedDown(identity(book, "a"), NOW))
                .contains(new CooldownInForce("a", "resource:core", "exhausted", RESET));
        assertThat(book.slowedDown(identity(book, "app"), NOW)).isEmpty();
        assertThat(book.slowedDown(identity(book, "a"), RESET)).isEmpty();
    }

    private static Identity identity(LeaseBook book, String id) {
        return book.facts().identities().values().stream()
                .filter(known -> known.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static LeaseBook restarted(Identity... identities) {
        LeaseBook book = new LeaseBook("p", Desks.LIMITS, NOW.plusMillis(1));
        book.restore(state(identities));
        return book;
    }

    private static OwnerCall call(String owner, int points, CallResult result) {
        return new OwnerCall(owner, "core", points, Instant.EPOCH, result);
    }
}
