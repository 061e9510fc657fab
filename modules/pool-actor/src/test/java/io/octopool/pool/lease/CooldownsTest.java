package io.octopool.pool.lease;

import static io.octopool.pool.lease.Desks.LIMITS;
import static io.octopool.pool.lease.Desks.NOW;
import static io.octopool.pool.lease.Desks.app;
import static io.octopool.pool.lease.Desks.book;
import static io.octopool.pool.lease.Desks.leased;
import static io.octopool.pool.lease.Desks.left;
import static io.octopool.pool.lease.Desks.pat;
import static io.octopool.pool.lease.Desks.preferring;
import static io.octopool.pool.lease.Desks.query;
import static io.octopool.pool.lease.Desks.refused;
import static io.octopool.pool.lease.Desks.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.pool.events.Attribution;
import io.octopool.pool.events.PoolEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CooldownsTest {

    private static final Attribution OCTOPOOL =
            new Attribution(Attribution.OCTOPOOL, "GitHub refused the credential (401) five times in a row.");

    private Instant now = NOW;

    @Test
    void disablesAnIdentityThatGitHubRefusesFiveTimesInARow() {
        LeaseBook book = book(pat("a", 1));
        for (long minutes : List.of(2L, 4L, 8L, 16L)) {
            assertThat(call(book, "a", refused(401))).containsExactly(rest("a", "*", "unauthorized", minutes * 60));
            assertThat(book.lease(query("GET /y"), now.plusSeconds(minutes * 60 - 1)))
                    .isEqualTo(new LeaseOutcome.Resting(now.plusSeconds(minutes * 60)));
            now = now.plusSeconds(minutes * 60);
        }
        assertThat(call(book, "a", refused(401))).contains(new PoolEvent.IdentityDisabled("p", "a", OCTOPOOL, now));
        assertThat(book.lease(query("GET /y"), now.plusSeconds(99_999))).isEqualTo(new LeaseOutcome.None());
        assertThat(book.survey(query("GET /y"), now))
                .extracting(Standing::verdict)
                .containsExactly(Verdict.DISABLED);
    }

    @Test
    void beginsAnewAfterASuccessAndTellsTheJournal() {
        LeaseBook book = book(pat("a", 1));
        call(book, "a", refused(401));
        now = now.plusSeconds(120);
        assertThat(call(book, "a", refused(404)))
                .containsExactly(new PoolEvent.CooldownEnded("p", "a", "*", "unauthorized", now));
        assertThat(call(book, "a", refused(404))).isEmpty();
        assertThat(call(book, "a", refused(401))).containsExactly(rest("a", "*", "unauthorized", 120));
    }

    @Test
    void takesRefusalsOfCallsUnderWayForOne() {
        LeaseBook book = book(pat("a", 1));
        call(book, "a", left(4000));
        LeaseTicket first = lease(book, "a");
        LeaseTicket second = lease(book, "a");
        LeaseTicket third = lease(book, "a");
        now = now.plusSeconds(1);
        assertThat(book.settle(first, refused(401), now)).hasSize(1);
        assertThat(book.settle(second, refused(401), now)).isEmpty();
        // Sent before the refusal, so it tells nothing about what came after.
        assertThat(book.settle(third, left(3990), now)).isEmpty();
        assertThat(book.lease(query("GET /y"), now)).isInstanceOf(LeaseOutcome.Resting.class);
    }

    @Test
    void beginsAnewForAnIdentityThatSomebodyMended() {
        LeaseBook book = book(pat("a", 1));
        call(book, "a", refused(401));
        now = now.plusSeconds(120);
        call(book, "a", refused(401));
        book.learn(book.facts(), List.of(new PoolEvent.IdentityEnabled("p", "a", OCTOPOOL, now)));
        assertThat(call(book, "a", refused(401))).containsExactly(rest("a", "*", "unauthorized", 120));
    }

    @Test
    void restsAllIdentitiesOfAnOwnerAfterASecondaryLimit() {
        LeaseBook book = book(pat("a", 1), pat("b", 1), app("c", 1));
        assertThat(call(book, "a", CallResult.slowDown(403, null)))
                .containsExactly(rest("a", "*", "secondary_limit", 60), rest("b", "*", "secondary_limit", 60));
        assertThat(leased(book.lease(query("GET /y"), now)).identity().id()).isEqualTo("c");
        now = now.plusSeconds(60);
        assertThat(call(book, "b", CallResult.slowDown(429, null)))
                .containsExactly(rest("a", "*", "secondary_limit", 120), rest("b", "*", "secondary_limit", 120));
        now = now.plusSeconds(120);
        assertThat(call(book, "a", left(4000)))
                .contains(
                        new PoolEvent.CooldownEnded("p", "a", "*", "secondary_limit", now),
                        new PoolEvent.CooldownEnded("p", "b", "*", "secondary_limit", now));
        assertThat(call(book, "b", CallResult.slowDown(429, null))).contains(rest("b", "*", "secondary_limit", 60));
    }

    @Test
    void remembersRefusalsAcrossARestart() {
        PoolState journalled = state(pat("a", 1), pat("b", 1));
        LeaseBook before = book(pat("a", 1), pat("b", 1));
        for (CallResult refusal : List.of(refused(401), CallResult.slowDown(403, null))) {
            for (PoolEvent fact : call(before, "a", refusal)) {
                journalled = journalled.apply(fact);
            }
            now = now.plusSeconds(120);
        }
        LeaseBook after = new LeaseBook("p", LIMITS, now);
        after.restore(journalled);
        assertThat(call(after, "b", CallResult.slowDown(403, null))).contains(rest("b", "*", "secondary_limit", 120));
        now = now.plusSeconds(120);
        assertThat(call(after, "a", refused(401))).containsExactly(rest("a", "*", "unauthorized", 240));
    }

    @Test
    void doesNotLetAMisconfiguredIdentityTakeEveryRead() {
        LeaseBook book = book(pat("broken", 1), pat("b", 2));
        assertThat(call(book, "broken", CallResult.failed(CallResult.Failure.MISCONFIGURED)))
                .containsExactly(rest("broken", "*", "misconfigured", 120));
        assertThat(leased(book.lease(query("GET /y"), now)).identity().id()).isEqualTo("b");
        now = now.plusSeconds(120);
        assertThat(call(book, "broken", CallResult.failed(CallResult.Failure.MISCONFIGURED)))
                .containsExactly(rest("broken", "*", "misconfigured", 120));
    }

    @Test
    void endsByACheckOnlyWhatWasHeldAgainstThatCredentialWhenItWasMade() {
        Identity a = pat("a", 1);
        LeaseBook book = book(a, pat("b", 1));
        call(book, "a", refused(401));
        Instant sentAt = now.plusMillis(1);
        now = now.plusSeconds(1);
        call(book, "b", CallResult.slowDown(403, null));
        now = now.plusSeconds(1);
        assertThat(book.slowedDown(a, now)).map(CooldownInForce::reason).contains("secondary_limit");
        check(book, a, sentAt);
        assertThat(book.cooldownsInForce(now))
                .extracting(CooldownInForce::reason)
                .containsExactly("secondary_limit", "secondary_limit");
        now = now.plusSeconds(60);
        assertThat(book.slowedDown(a, now)).isEmpty();
        call(book, "a", refused(401));
        check(book, a, now.minusSeconds(1));
        assertThat(book.cooldownsInForce(now))
                .as("refused after the check was made")
                .hasSize(1);
        now = now.plusSeconds(1);
        assertThat(check(book, a, now))
                .containsExactly(new PoolEvent.CooldownEnded("p", "a", "*", "unauthorized", now));
        assertThat(book.cooldownsInForce(now)).isEmpty();
        call(book, "b", CallResult.slowDown(403, null));
        now = now.plusSeconds(1);
        assertThat(check(book, a, now))
                .as("GitHub's wish to slow down is not disproved by a call after it")
                .isEmpty();
        assertThat(book.cooldownsInForce(now)).hasSize(2);
    }

    private List<PoolEvent> check(LeaseBook book, Identity identity, Instant sentAt) {
        return book.settle(book.openForCheck(identity, left(4000), sentAt, now), left(4000), now).stream()
                .filter(fact -> !(fact instanceof PoolEvent.BudgetMarked))
                .toList();
    }

    @Test
    void keepsASecondaryLimitInTheJournalWhenAnotherRestOfItsScopeIsDisproved() {
        LeaseBook book = book(pat("a", 1));
        PoolState journalled = state(pat("a", 1));
        call(book, "a", left(4000));
        for (PoolEvent fact : call(book, "a", refused(401))) {
            journalled = journalled.apply(fact);
        }
        now = now.plusSeconds(120);
        LeaseTicket limited = lease(book, "a");
        LeaseTicket good = lease(book, "a");
        now = now.plusMillis(1);
        for (PoolEvent fact : book.settle(limited, CallResult.slowDown(403, null), now)) {
            journalled = journalled.apply(fact);
        }
        List<PoolEvent> ended = book.settle(good, left(3990), now);
        assertThat(ended).containsExactly(new PoolEvent.CooldownEnded("p", "a", "*", "unauthorized", now));
        journalled = journalled.apply(ended.getFirst());
        LeaseBook after = new LeaseBook("p", LIMITS, now);
        after.restore(journalled);
        assertThat(after.cooldownsInForce(now))
                .isEqualTo(book.cooldownsInForce(now))
                .hasSize(1);
    }

    @Test
    void takesFailuresOfCallsThatWereUnderWayTogetherForOne() {
        LeaseBook book = book(pat("a", 1));
        call(book, "a", left(4000));
        List<LeaseTicket> misconfigured =
                Stream.generate(() -> lease(book, "a")).limit(3).toList();
        List<LeaseTicket> late =
                Stream.generate(() -> lease(book, "a")).limit(9).toList();
        now = now.plusSeconds(1);
        List<PoolEvent> facts = new ArrayList<>();
        for (LeaseTicket lease : late) {
            now = now.plusMillis(10);
            facts.addAll(book.settle(lease, CallResult.failed(CallResult.Failure.TIMEOUT), now));
        }
        assertThat(facts).hasSize(1);
        for (LeaseTicket lease : misconfigured) {
            now = now.plusMillis(10);
            facts.addAll(book.settle(lease, CallResult.failed(CallResult.Failure.MISCONFIGURED), now));
        }
        assertThat(facts).hasSize(2);
    }

    @Test
    void quarantinesNobodyForACallThatWasSentBeforeItWasMended() {
        LeaseBook book = book(pat("a", 1));
        call(book, "a", left(4000));
        LeaseTicket before = lease(book, "a");
        now = now.plusMillis(1);
        book.learn(book.facts(), List.of(new PoolEvent.IdentityRegistered("p", pat("a", 1), false, OCTOPOOL, now)));
        assertThat(book.settle(before, refused(401), now.plusMillis(1))).isEmpty();
        assertThat(call(book, "a", refused(401))).containsExactly(rest("a", "*", "unauthorized", 120));
    }

    @Test
    void keepsNothingOfAnIdentityThatIsNoMoreButWhatConcernsItsOwner() {
        LeaseBook book = book(pat("a", 1), pat("b", 1));
        call(book, "a", left(4000));
        LeaseTicket unauthorized = lease(book, "a");
        LeaseTicket limited = lease(book, "a");
        book.learn(state(pat("b", 1)), List.of(new PoolEvent.IdentityRemoved("p", "a", OCTOPOOL, now)));
        now = now.plusMillis(1);
        assertThat(book.settle(unauthorized, refused(401), now)).isEmpty();
        assertThat(book.settle(limited, CallResult.slowDown(403, null), now))
                .containsExactly(rest("b", "*", "secondary_limit", 60));
        book.learn(state(pat("a", 1), pat("b", 1)));
        assertThat(book.cooldownsInForce(now))
                .extracting(CooldownInForce::reason)
                .containsOnly("secondary_limit");
    }

    /** GitHub asked the owner to slow down, whatever becomes of the identity that was told. */
    @Test
    void remembersWhatAnOwnerWasAskedForWhenItsIdentitiesAreOthersAfterARestart() {
        LeaseBook book = book(pat("a", 1), pat("other", 2));
        PoolState journalled = state(pat("a", 1), pat("other", 2));
        for (PoolEvent fact : call(book, "a", CallResult.slowDown(403, Duration.ofMinutes(10)))) {
            journalled = journalled.apply(fact);
        }
        for (PoolEvent decided : List.of(
                new PoolEvent.IdentityRemoved("p", "a", OCTOPOOL, now),
                new PoolEvent.IdentityRegistered("p", pat("a2", 1), false, OCTOPOOL, now))) {
            journalled = journalled.apply(decided);
            book.learn(journalled, List.of(decided));
        }
        LeaseBook after = new LeaseBook("p", LIMITS, now);
        after.restore(journalled);
        assertThat(after.cooldownsInForce(now))
                .isEqualTo(book.cooldownsInForce(now))
                .extracting(CooldownInForce::identityId)
                .containsExactly("a2");
    }

    /** What GitHub refused was another credential, of another owner. */
    @Test
    void holdsNothingAgainstAnIdentityThatIsRegisteredAnewWithAnotherCredential() {
        LeaseBook book = book(pat("a", 1));
        PoolState journalled = state(pat("a", 1));
        for (CallResult refusal : List.of(refused(403), refused(401), CallResult.slowDown(403, null))) {
            for (PoolEvent fact : call(book, "a", refusal)) {
                journalled = journalled.apply(fact);
            }
            now = now.plusSeconds(121);
        }
        PoolEvent anew = new PoolEvent.IdentityRegistered("p", pat("a", 7), false, OCTOPOOL, now);
        journalled = journalled.apply(anew);
        book.learn(journalled, List.of(anew));
        now = now.minusSeconds(120);
        LeaseBook after = new LeaseBook("p", LIMITS, now);
        after.restore(journalled);
        assertThat(book.cooldownsInForce(now)).isEmpty();
        assertThat(after.cooldownsInForce(now)).isEmpty();
    }

    /** What was under way with the other credential says nothing of this one. */
    @Test
    void holdsNothingAgainstAnotherCredentialThatWasUnderWayWithTheOneBefore() {
        LeaseBook book = book(pat("a", 1));
        call(book, "a", left(4000));
        List<LeaseTicket> before = List.of(lease(book, "a"), lease(book, "a"), lease(book, "a"));
        PoolState anew = state(pat("a", 7));
        book.learn(anew, List.of(new PoolEvent.IdentityRegistered("p", pat("a", 7), false, OCTOPOOL, now)));
        now = now.plusMillis(1);
        CallResult broken = new CallResult(503, null, null, Duration.ofMinutes(30), null);
        assertThat(book.settle(before.get(0), refused(403), now)).isEmpty();
        assertThat(book.settle(before.get(1), broken, now)).isEmpty();
        assertThat(call(book, "a", refused(403))).hasSize(1);
        now = now.plusMillis(1);
        book.settle(before.get(2), left(3990), now);
        assertThat(book.cooldownsInForce(now)).hasSize(1);
    }

    @Test
    void disablesNobodyWhoIsDisabledAlready() {
        LeaseBook book = book(pat("a", 1));
        call(book, "a", left(4000));
        for (long minutes : List.of(2L, 4L, 8L, 16L)) {
            call(book, "a", refused(401));
            now = now.plusSeconds(minutes * 60);
        }
        LeaseTicket last = lease(book, "a");
        book.learn(state(pat("a", 1).withStatus(Identity.DISABLED)));
        now = now.plusMillis(1);
        assertThat(book.settle(last, refused(401), now)).containsExactly(rest("a", "*", "unauthorized", 32 * 60));
    }

    @Test
    void countsFailuresAcrossACallThatNeverReachedGitHub() {
        LeaseBook book = book(pat("a", 1));
        CallResult timeout = CallResult.failed(CallResult.Failure.TIMEOUT);
        CallResult unreachable = CallResult.failed(CallResult.Failure.UNREACHABLE);
        for (CallResult result : List.of(unreachable, timeout, timeout, unreachable, CallResult.abandoned())) {
            assertThat(call(book, "a", result)).isEmpty();
        }
        assertThat(call(book, "a", timeout)).containsExactly(rest("a", "*", "github_errors", 10));
    }

    private List<PoolEvent> call(LeaseBook book, String identityId, CallResult result) {
        LeaseTicket lease = lease(book, identityId);
        now = now.plusMillis(1);
        List<PoolEvent> facts = book.settle(lease, result, now);
        return facts.stream()
                .filter(fact -> !(fact instanceof PoolEvent.BudgetMarked))
                .toList();
    }

    private LeaseTicket lease(LeaseBook book, String identityId) {
        now = now.plusMillis(1);
        LeaseOutcome.Granted granted = leased(book.lease(preferring(identityId, "core"), now));
        assertThat(granted.identity().id()).isEqualTo(identityId);
        return granted.ticket();
    }

    private PoolEvent rest(String identityId, String scope, String reason, long seconds) {
        return new PoolEvent.CooldownStarted("p", identityId, scope, reason, now, now.plusSeconds(seconds));
    }
}
