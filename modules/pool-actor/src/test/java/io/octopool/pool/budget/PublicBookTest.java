package io.octopool.pool.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.pool.budget.PublicBudget.ReserveReply;
import io.octopool.pool.lease.CallResult;
import io.octopool.pool.lease.LeaseLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PublicBookTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant RESET = NOW.plusSeconds(1800);
    private static final Duration WHILE = Duration.ofSeconds(20);
    private static final LeaseLimits UNPACED = new LeaseLimits(10_000, 0);
    private static final CallResult FINE = new CallResult(200, null, null, null, null);

    private final PublicBook app = new PublicBook("app:id", UNPACED, NOW);
    private final PublicBook host = new PublicBook("ip:host", UNPACED, NOW);

    @Test
    void grantsWhatGitHubIsKnownToGrantToEachKindOfReader() {
        Instant later = NOW.plus(Duration.ofHours(1)); // whatever was spent before the start counts no more
        assertThat(granted(app, "search", later)).isEqualTo(30);
        assertThat(granted(app, "code_search", later)).isEqualTo(10);
        assertThat(granted(app, "core", later)).isEqualTo(5000);
        assertThat(granted(host, "search", later)).isEqualTo(10);
        assertThat(granted(host, "core", later)).isEqualTo(60);
    }

    @Test
    void grantsAfterAStartNoMoreThanMustBeLeftWhereTheJournalIsSilent() {
        assertThat(granted(app, "core", NOW)).isEqualTo(2501);
        assertThat(granted(app, "search", NOW)).isEqualTo(16);
        assertThat(app.reserve("core", WHILE, NOW)).isEqualTo(new ReserveReply.Busy(null));
        assertThat(granted(host, "core", NOW)).isEqualTo(31);
    }

    @Test
    void reservesUntilTheResultComesOrTheReservationExpires() {
        app.settle(0, seen("core", 2), NOW);
        long first = reserve(app);
        reserve(app);
        assertThat(app.reserve("core", WHILE, NOW)).isEqualTo(new ReserveReply.Exhausted(RESET));
        app.settle(first, seen("core", 2), NOW);
        assertThat(app.reserve("core", WHILE, NOW)).isInstanceOf(ReserveReply.Granted.class);
        assertThat(app.reserve("core", WHILE, NOW)).isEqualTo(new ReserveReply.Exhausted(RESET));
        // Those that expired may have been spent.
        assertThat(app.reserve("core", WHILE, NOW.plus(WHILE))).isEqualTo(new ReserveReply.Exhausted(RESET));
        assertThat(app.reserve("core", WHILE, RESET)).isInstanceOf(ReserveReply.Granted.class);
    }

    @Test
    void restsUntilTheResetWhenNothingRemains() {
        app.settle(reserve(app), seen("core", 0), NOW);
        assertThat(app.hasNews(NOW)).isTrue();
        assertThat(app.hasNews(NOW)).isFalse();
        assertThat(app.reserve("core", WHILE, RESET.minusMillis(1))).isEqualTo(new ReserveReply.Exhausted(RESET));
        assertThat(app.reserve("search", WHILE, NOW)).isInstanceOf(ReserveReply.Granted.class);
        assertThat(app.reserve("core", WHILE, RESET)).isInstanceOf(ReserveReply.Granted.class);
    }

    @Test
    void takesTheResourceThatGitHubCharged() {
        app.settle(reserve(app), seen("code_search", 0), NOW);
        assertThat(app.reserve("core", WHILE, NOW)).isInstanceOf(ReserveReply.Granted.class);
        assertThat(app.reserve("code_search", WHILE, NOW)).isEqualTo(new ReserveReply.Exhausted(RESET));
    }

    private record Case(CallResult result, long seconds) {}

    @Test
    void restsAsTheRefusalAsks() {
        List<Case> table = List.of(
                new Case(refused(403, 30L, false), 30),
                new Case(refused(429, 999_999L, false), 3600),
                new Case(refused(403, null, true), 60),
                new Case(refused(429, null, false), 60),
                new Case(refused(401, null, false), 120),
                new Case(refused(403, null, false), 0),
                new Case(refused(404, null, false), 0),
                new Case(CallResult.failed(CallResult.Failure.UNREACHABLE), 0));
        assertThat(table).allSatisfy(row -> {
            PublicBook book = new PublicBook("app:id", UNPACED, NOW);
            book.settle(reserve(book), seen("core", 4000), NOW);
            book.settle(reserve(book), row.result(), NOW);
            boolean worthNoting = book.hasNews(NOW);
            ReserveReply reply = book.reserve("core", WHILE, NOW);
            if (row.seconds() == 0) {
                assertThat(reply).isInstanceOf(ReserveReply.Granted.class);
            } else {
                assertThat(reply).isEqualTo(new ReserveReply.Exhausted(NOW.plusSeconds(row.seconds())));
            }
            assertThat(worthNoting).isEqualTo(row.seconds() > 0);
        });
    }

    @Test
    void restsAfterThreeFailuresInARow() {
        CallResult broken = new CallResult(503, null, null, null, null);
        for (CallResult result : List.of(broken, broken, FINE, broken, broken)) {
            app.settle(reserve(app), result, NOW);
        }
        app.settle(reserve(app), CallResult.failed(CallResult.Failure.TIMEOUT), NOW);
        assertThat(app.reserve("core", WHILE, NOW)).isEqualTo(new ReserveReply.Exhausted(NOW.plusSeconds(5)));
    }

    @Test
    void restsLongerEachTimeUntilASuccess() {
        Instant now = NOW;
        for (long seconds : List.of(60L, 120L, 240L)) {
            now = now.plusSeconds(1);
            app.settle(reserve(app, now), refused(403, null, true), now);
            assertThat(app.reserve("core", WHILE, now)).isEqualTo(new ReserveReply.Exhausted(now.plusSeconds(seconds)));
            now = now.plusSeconds(seconds);
        }
        app.settle(reserve(app, now), FINE, now);
        app.settle(reserve(app, now), refused(403, null, true), now);
        assertThat(app.reserve("core", WHILE, now)).isEqualTo(new ReserveReply.Exhausted(now.plusSeconds(60)));
    }

    @Test
    void heedsAResultThatComesAfterItsReservationExpired() {
        app.settle(17, seen("core", 0), NOW);
        assertThat(app.reserve("core", WHILE, NOW)).isEqualTo(new ReserveReply.Exhausted(RESET));
    }

    @Test
    void knowsAfterARestartWhatWasNoted() {
        app.settle(reserve(app), seen("core", 0), NOW);
        app.settle(0, refused(429, null, false), NOW);
        PublicBook again = new PublicBook("app:id", UNPACED, NOW);
        again.restore(app.noted(NOW));
        assertThat(again.reserve("search", WHILE, NOW)).isEqualTo(new ReserveReply.Exhausted(NOW.plusSeconds(60)));
        assertThat(again.reserve("core", WHILE, NOW.plusSeconds(60))).isEqualTo(new ReserveReply.Exhausted(RESET));
        assertThat(again.isInForce(RESET.minusMillis(1))).isTrue();
        assertThat(again.isInForce(RESET)).isFalse();
        assertThat(again.noted(RESET).budgets()).isEmpty();
    }

    /** What is exhausted is not the resource that nobody asked for any more. */
    @Test
    void letsOnlyTheExhaustedResourceRestWhereALateAnswerSaysSo() {
        CallResult empty = new CallResult(403, "core", new Budget(5000, 0, RESET), null, null);
        app.settle(17, empty, NOW);
        assertThat(app.reserve("core", WHILE, NOW)).isEqualTo(new ReserveReply.Exhausted(RESET));
        assertThat(app.reserve("search", WHILE, NOW)).isInstanceOf(ReserveReply.Granted.class);
    }

    /** What was not answered is all that is known then, and not forgotten as if nothing were in force. */
    @Test
    void knowsAfterRestartsWhatWasNotAnswered() {
        PublicBook life = host;
        for (int i = 0; i < 3; i++) {
            for (int calls = 0; calls < 10; calls++) {
                life.settle(reserve(life), CallResult.abandoned(), NOW);
            }
            PublicBook next = new PublicBook("ip:host", UNPACED, NOW);
            next.restore(life.noted(NOW));
            assertThat(next.isInForce(NOW)).isTrue();
            life = next;
        }
        assertThat(granted(life, "core", NOW)).isOne();
        assertThat(life.noted(NOW.plus(Duration.ofHours(1))).budgets()).isEmpty();
    }

    @Test
    void keepsTheOwnersCallsInFlightBelowTheirCap() {
        PublicBook book = new PublicBook("app:id", new LeaseLimits(2, 0), NOW);
        long first = reserve(book);
        reserve(book);
        assertThat(book.reserve("search", WHILE, NOW)).isEqualTo(new ReserveReply.Busy(null));
        book.settle(first, FINE, NOW);
        reserve(book);
        assertThat(book.reserve("core", WHILE, NOW)).isEqualTo(new ReserveReply.Busy(null));
        // Those that expired are in flight no more.
        assertThat(book.reserve("core", WHILE, NOW.plus(WHILE))).isInstanceOf(ReserveReply.Granted.class);
    }

    @Test
    void pacesTheOwnersCallsWhoeverMakesThem() {
        PublicBook book = new PublicBook("user:1", new LeaseLimits(1_000, 900), NOW);
        for (int i = 0; i < 200; i++) {
            reserve(book);
        }
        book.overhear(new OwnerCall("user:1", "core", 55, NOW, FINE), NOW);
        assertThat(book.reserve("core", WHILE, NOW)).isEqualTo(new ReserveReply.Busy(NOW.plusMillis(100)));
        assertThat(book.reserve("core", WHILE, NOW.plusMillis(100))).isInstanceOf(ReserveReply.Granted.class);
    }

    @Test
    void paysForEachCallOfARedirectedOne() {
        PublicBook book = new PublicBook("user:1", new LeaseLimits(1_000, 900), NOW);
        book.settle(reserve(book), FINE.afterCalls(255), NOW);
        assertThat(book.reserve("core", WHILE, NOW)).isEqualTo(new ReserveReply.Busy(NOW.plusMillis(100)));
    }

    @Test
    void givesBackTheTurnOfACallThatWasNotMade() {
        PublicBook book = new PublicBook("user:1", new LeaseLimits(1_000, 4), NOW);
        long only = reserve(book);
        assertThat(book.reserve("core", WHILE, NOW)).isInstanceOf(ReserveReply.Busy.class);
        book.settle(only, CallResult.failed(CallResult.Failure.NOT_SENT), NOW);
        assertThat(book.reserve("core", WHILE, NOW)).isInstanceOf(ReserveReply.Granted.class);
    }

    @Test
    void heedsWhatOthersHearOfTheOwner() {
        assertThat(overheard(seen("core", 0))).isTrue();
        assertThat(app.reserve("core", WHILE, NOW)).isEqualTo(new ReserveReply.Exhausted(RESET));
        assertThat(overheard(refused(401, null, false))).isFalse();
        assertThat(app.reserve("search", WHILE, NOW)).isInstanceOf(ReserveReply.Granted.class);
        assertThat(overheard(refused(403, null, true))).isTrue();
        assertThat(app.reserve("search", WHILE, NOW)).isEqualTo(new ReserveReply.Exhausted(NOW.plusSeconds(60)));
    }

    @Test
    void tellsOthersOfEachCallThatWasMade() {
        long id = reserve(app);
        assertThat(app.call("app:id", id, CallResult.failed(CallResult.Failure.NOT_SENT)))
                .isEmpty();
        assertThat(app.call("app:id", id, FINE)).contains(new OwnerCall("app:id", "core", 1, NOW, FINE));
        app.settle(id, FINE, NOW);
        assertThat(app.call("app:id", id, FINE)).isEmpty();
    }

    private boolean overheard(CallResult result) {
        app.overhear(new OwnerCall("app:id", "core", 1, NOW, result), NOW);
        return app.hasNews(NOW);
    }

    private static long reserve(PublicBook book) {
        return reserve(book, NOW);
    }

    private static long reserve(PublicBook book, Instant now) {
        return ((ReserveReply.Granted) book.reserve("core", WHILE, now)).reservationId();
    }

    private static int granted(PublicBook book, String resource, Instant now) {
        int granted = 0;
        while (book.reserve(resource, WHILE, now) instanceof ReserveReply.Granted) {
            granted++;
        }
        return granted;
    }

    private static CallResult seen(String resource, long remaining) {
        return new CallResult(200, resource, new Budget(5000, remaining, RESET), null, null);
    }

    private static CallResult refused(int status, @Nullable Long retryAfter, boolean secondary) {
        return new CallResult(
                status, null, null, retryAfter == null ? null : Duration.ofSeconds(retryAfter), null, secondary, false);
    }
}
