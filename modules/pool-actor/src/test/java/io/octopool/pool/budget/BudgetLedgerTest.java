package io.octopool.pool.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.pool.budget.BudgetLedger.Claim;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BudgetLedgerTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant RESET = NOW.plusSeconds(600);
    private static final BudgetKey CORE = new BudgetKey("user:1", "core");
    private static final BudgetKey SEARCH = new BudgetKey("user:1", "search");

    private final BudgetLedger ledger = new BudgetLedger(NOW);

    @Test
    void countsASilentCallInAWindowOfItsOwnWhereNoneIsKnown() {
        ledger.spendSilently(CORE, "a", 3, NOW);
        ledger.spendSilently(SEARCH, "a", 3, NOW);
        assertThat(headroom(CORE, NOW)).isEqualTo(4997);
        assertThat(headroom(SEARCH, NOW)).isEqualTo(27);
        assertThat(ledger.resetAt(CORE, NOW)).isEqualTo(NOW.plus(Duration.ofHours(1)));
        assertThat(headroom(SEARCH, NOW.plusSeconds(59))).isEqualTo(27);
        assertThat(headroom(SEARCH, NOW.plusSeconds(60))).isEqualTo(30);
        assertThat(headroom(CORE, NOW.plusSeconds(3599))).isEqualTo(4997);
        assertThat(headroom(CORE, NOW.plusSeconds(3600))).isEqualTo(5000);
    }

    @Test
    void countsASilentCallUntilAWordThatIncludesIt() {
        say(100, 50, NOW, NOW);
        ledger.spendSilently(CORE, "a", 5, NOW.plusSeconds(1));
        assertThat(usable(CORE, NOW.plusSeconds(1))).isEqualTo(45);
        say(100, 49, NOW, NOW.plusSeconds(2)); // sent before the silent call ended
        assertThat(usable(CORE, NOW.plusSeconds(2))).isEqualTo(44);
        say(100, 43, NOW.plusSeconds(2), NOW.plusSeconds(3));
        assertThat(usable(CORE, NOW.plusSeconds(3))).isEqualTo(43);
    }

    @Test
    void countsACallWhoseWindowHasEndedByTheTimeOfItsAnswer() {
        say(100, 50, NOW, NOW);
        say(100, 49, NOW, RESET);
        assertThat(usable(CORE, RESET)).isEqualTo(99);
        assertThat(ledger.resetAt(CORE, RESET)).isEqualTo(RESET.plusSeconds(3600));
    }

    @Test
    void letsGitHubsWordEndAnAssumedWindow() {
        ledger.spendSilently(CORE, "a", 3, NOW);
        say(100, 90, NOW.plusSeconds(1), NOW.plusSeconds(2));
        assertThat(usable(CORE, NOW.plusSeconds(2))).isEqualTo(90);
        assertThat(ledger.resetAt(CORE, NOW.plusSeconds(2))).isEqualTo(RESET);
    }

    @Test
    void believesNoResetThatIsFurtherAwayThanAnyWindow() {
        ledger.observe(CORE, new Budget(100, 0, NOW.plusSeconds(999_999)), "a", 1, NOW, NOW);
        assertThat(ledger.resetAt(CORE, NOW)).isEqualTo(NOW.plus(Duration.ofMinutes(61)));
    }

    @Test
    void countsTheShareOfASpenderByWindow() {
        restore(70, null);
        assertThat(ledger.usable(new Claim(CORE, "a", 50), NOW)).isEqualTo(20);
        say(100, 60, NOW, NOW);
        assertThat(ledger.usable(new Claim(CORE, "a", 50), NOW)).isEqualTo(10);
        ledger.observe(CORE, new Budget(100, 98, RESET.plusSeconds(3600)), "a", 2, RESET, RESET);
        assertThat(ledger.usable(new Claim(CORE, "a", 50), RESET)).isEqualTo(48);
        assertThat(ledger.usable(new Claim(CORE, "b", 50), RESET)).isEqualTo(50);
        ledger.reserve(CORE, "a", 3);
        assertThat(ledger.usable(new Claim(CORE, "a", 50), RESET)).isEqualTo(45);
        // What GitHub did not count, such as a conditional call, is not counted here, either.
        ledger.release(CORE, "a", 3);
        ledger.observe(CORE, new Budget(100, 98, RESET.plusSeconds(3600)), "a", 9, RESET, RESET);
        assertThat(ledger.usable(new Claim(CORE, "a", 50), RESET)).isEqualTo(48);
    }

    @Test
    void waitsForTheFirstWordWhileACallIsUnderWay() {
        assertThat(ledger.awaitsFirstWord(CORE)).isFalse();
        restore(70, null);
        ledger.reserve(CORE, "a", 1);
        assertThat(ledger.awaitsFirstWord(CORE)).isTrue();
        ledger.release(CORE, "a", 1);
        assertThat(ledger.awaitsFirstWord(CORE)).isFalse();
        ledger.reserve(CORE, "a", 1);
        say(100, 60, NOW, NOW);
        assertThat(ledger.awaitsFirstWord(CORE)).isFalse();
    }

    @Test
    void isCertainAfterAStartOnlyOfWhatTheJournalLeavesUntilGitHubSpeaksOfACallMadeSince() {
        keepInReserve(15);
        restore(20, 16L);
        assertThat(headroom(CORE, NOW)).isEqualTo(5);
        assertThat(usable(CORE, NOW)).isEqualTo(1);
        ledger.spendSilently(CORE, "a", 1, NOW);
        assertThat(usable(CORE, NOW)).isZero();
        say(100, 19, NOW.minusMillis(1), NOW); // of a call from before the start
        assertThat(usable(CORE, NOW)).isZero();
        assertThat(ledger.moreAt(CORE, NOW)).isEqualTo(RESET);
        say(100, 18, NOW.plusMillis(1), NOW.plusMillis(2));
        assertThat(usable(CORE, NOW.plusMillis(2))).isEqualTo(3);
    }

    @Test
    void isCertainOfAllOnceTheWindowOfBeforeTheStartIsOver() {
        restore(20, null);
        assertThat(usable(CORE, RESET.minusMillis(1))).isEqualTo(11);
        assertThat(usable(CORE, RESET)).isEqualTo(100);
        assertThat(usable(SEARCH, NOW.plusSeconds(59))).isEqualTo(16);
        assertThat(usable(SEARCH, NOW.plusSeconds(60))).isEqualTo(30);
    }

    @Test
    void awaitsTheWordOfACallUnderWayWhereNoMoreIsCertain() {
        restore(5, 1L);
        assertThat(ledger.awaitsWord(CORE, 1, NOW)).isFalse();
        ledger.reserve(CORE, "a", 1);
        assertThat(ledger.awaitsWord(CORE, 1, NOW)).isTrue();
        say(100, 5, NOW, NOW);
        assertThat(ledger.awaitsWord(CORE, 1, NOW)).isFalse();
    }

    /** What was not answered before the start is in the word that comes after it, or was never counted. */
    @Test
    void believesGitHubOfWhatWasUnansweredBeforeTheStart() {
        say(5000, 2600, NOW, NOW);
        ledger.spendSilently(CORE, "a", 200, NOW);
        ledger.spendSilently(SEARCH, "a", 15, NOW);
        keepInReserve(10);
        BudgetLedger next = restarted(NOW.plusMillis(1));
        assertThat(next.usable(Claim.toAll(CORE), NOW)).isEqualTo(901);
        next.observe(CORE, new Budget(5000, 2590, RESET), "a", 1, NOW.plusMillis(2), NOW.plusMillis(3));
        assertThat(next.usable(Claim.toAll(CORE), NOW.plusMillis(3))).isEqualTo(2090);
    }

    /** The window that was assumed is not the one that GitHub names. */
    @Test
    void believesGitHubOfTheWindowThatWasAssumedBeforeTheStart() {
        BudgetKey host = new BudgetKey("ip:host", "core");
        ledger.spendSilently(host, "", 30, NOW);
        BudgetLedger next = restarted(NOW.plusMillis(1));
        assertThat(next.usable(Claim.toAll(host), NOW.plusMillis(1))).isEqualTo(1); // 30 of 31
        assertThat(next.moreAt(host, NOW)).isEqualTo(NOW.plusSeconds(3600));
        next.observe(host, new Budget(60, 58, RESET), "", 1, NOW.plusMillis(2), NOW.plusMillis(3));
        assertThat(next.usable(Claim.toAll(host), NOW.plusMillis(3))).isEqualTo(58);
        assertThat(next.resetAt(host, NOW)).isEqualTo(RESET);
    }

    /** Each life counts on what the one before left, not on what it began with. */
    @Test
    void countsWhatStaysUnansweredInEachOfSeveralLives() {
        keepInReserve(10);
        say(5000, 2500, NOW, NOW);
        BudgetLedger life = restarted(NOW);
        for (long certain : List.of(901L, 601L, 301L, 1L)) {
            assertThat(life.usable(Claim.toAll(CORE), NOW)).isEqualTo(certain);
            life.spendSilently(CORE, "a", 300, NOW);
            life = restarted(life, NOW);
        }
        assertThat(life.usable(Claim.toAll(CORE), NOW)).isNegative();
        life.observe(CORE, new Budget(5000, 2400, RESET), "a", 1, NOW, NOW);
        assertThat(restarted(life, NOW).usable(Claim.toAll(CORE), NOW)).isEqualTo(901);
    }

    @Test
    void isCertainOnceGitHubSpeaksAlsoWhereTheClockWasSetBackSinceTheStart() {
        restore(20, 11L);
        Instant back = NOW.minusSeconds(300);
        ledger.spendSilently(CORE, "a", 1, back);
        say(100, 18, ledger.afterStart(back), back);
        assertThat(usable(CORE, back)).isEqualTo(17); // the word may be of a call that was made before
        say(100, 17, back.plusMillis(1), back.plusMillis(2));
        assertThat(usable(CORE, back.plusMillis(2))).isEqualTo(17);
    }

    /** The answer of a call from before the window began names the end of the one before, and what was left of that. */
    @Test
    void takesAnEarlierEndForThatOfThisWindowOnlyWhereTheClockWasSetBack() {
        Instant later = NOW.plusSeconds(5);
        Budget before = new Budget(100, 0, NOW.plusSeconds(6));
        ledger.observe(CORE, new Budget(100, 90, RESET), "a", 1, later, later);
        ledger.observe(CORE, before, "a", 1, NOW, later);
        assertThat(usable(CORE, later)).isEqualTo(90);
        assertThat(usable(CORE, NOW)).isEqualTo(90); // the clock was set back
        ledger.observe(CORE, new Budget(100, 95, NOW.plusSeconds(6)), "a", 1, NOW, NOW);
        assertThat(usable(CORE, NOW)).isEqualTo(90);
        ledger.observe(CORE, before, "a", 1, NOW, NOW);
        assertThat(usable(CORE, NOW)).isZero();
        assertThat(ledger.resetAt(CORE, NOW)).isEqualTo(NOW.plusSeconds(6));
    }

    /** A server whose window goes on moving never says that another has begun. */
    @Test
    void takesAnEndThatGoesOnMovingForAnotherWindowInTheEnd() {
        for (int seconds = 0; seconds <= 40; seconds += 10) {
            Instant now = NOW.plusSeconds(seconds);
            ledger.observe(CORE, new Budget(100, seconds == 0 ? 0 : 90, now.plusSeconds(600)), "a", 1, now, now);
            assertThat(usable(CORE, now)).isEqualTo(seconds <= 30 ? 0 : 90);
            assertThat(ledger.resetAt(CORE, now)).isEqualTo(now.plusSeconds(600));
        }
    }

    @Test
    void tellsOnceOfWhatCrossedAMarkWhetherGitHubSaidSoOrNot() {
        say(100, 51, NOW, NOW);
        ledger.news(NOW);
        ledger.spendSilently(CORE, "a", 1, NOW);
        assertThat(ledger.news(NOW)).containsExactly(core(51, 21));
        assertThat(ledger.news(NOW)).isEmpty();
        assertThat(ledger.inForce(NOW))
                .containsExactly(new KnownBudget(CORE.owner(), CORE.resource(), new Budget(100, 50, RESET)));
        say(100, 51, NOW.plusMillis(1), NOW.plusMillis(1)); // the unanswered call had not reached GitHub
        assertThat(ledger.news(NOW.plusMillis(1))).containsExactly(core(51, 51));
    }

    /** What half of it is does not show from the usual one. */
    @Test
    void remembersALimitThatNobodyWouldAssume() {
        say(5000, 4999, NOW, NOW);
        assertThat(ledger.news(NOW)).isEmpty();
        say(100, 99, NOW, NOW);
        assertThat(ledger.news(NOW)).containsExactly(core(99, 51));
        say(100, 98, NOW, NOW);
        assertThat(ledger.news(NOW)).isEmpty();
        assertThat(restarted(RESET).usable(Claim.toAll(CORE), RESET)).isEqualTo(56 - 10);
    }

    private record Crossing(int reserve, long before, long after, Instant end, boolean told) {}

    @Test
    void tellsOfEachCrossingOfAMark() {
        Instant next = RESET.plusSeconds(3600);
        List<Crossing> table = List.of(
                new Crossing(0, 90, 80, RESET, false),
                new Crossing(0, 90, 51, RESET, false),
                new Crossing(0, 90, 50, RESET, true),
                new Crossing(0, 50, 49, RESET, false),
                new Crossing(0, 1, 0, RESET, true),
                new Crossing(0, 20, 19, RESET.plusSeconds(31), false),
                new Crossing(0, 20, 19, RESET.minusSeconds(31), false),
                new Crossing(0, 90, 80, next, false),
                new Crossing(15, 16, 15, RESET, true),
                new Crossing(10, 16, 15, RESET, false),
                new Crossing(15, 15, 14, RESET, false));
        assertThat(table).allSatisfy(row -> {
            BudgetLedger known = new BudgetLedger(NOW);
            known.keepInReserve(Map.of(CORE.owner(), row.reserve()));
            known.observe(CORE, new Budget(100, row.before(), RESET), "a", 1, NOW, NOW);
            known.news(NOW);
            known.observe(CORE, new Budget(100, row.after(), row.end()), "a", 1, NOW, NOW);
            assertThat(!known.news(NOW).isEmpty()).isEqualTo(row.told());
        });
    }

    /** The start that comes after the end that was told must not take the window for over. */
    @Test
    void tellsAgainOnceTheEndIsOverThatWasTold() {
        say(100, 20, NOW, NOW);
        assertThat(ledger.news(NOW)).containsExactly(core(20, 11));
        Budget later = new Budget(100, 19, RESET.plusSeconds(29));
        ledger.observe(CORE, later, "a", 1, NOW, NOW);
        assertThat(ledger.news(RESET.minusMillis(1))).isEmpty();
        assertThat(ledger.news(RESET)).containsExactly(new BudgetMark(CORE.owner(), CORE.resource(), later, 11L));
        assertThat(ledger.news(RESET)).isEmpty();
    }

    /** Nothing says any more then that so little is left. */
    @Test
    void tellsAgainOnceItIsCertainWhatWasNot() {
        ledger.spendSilently(CORE, "a", 1, NOW.plusSeconds(60));
        Budget full = new Budget(5000, 5000, NOW.plusSeconds(3660));
        assertThat(ledger.news(NOW.plusSeconds(60)))
                .containsExactly(new BudgetMark(CORE.owner(), CORE.resource(), full, 2500L));
        assertThat(ledger.moreAt(CORE, NOW.plusSeconds(60))).isEqualTo(NOW.plusSeconds(3600));
        assertThat(ledger.news(NOW.plusSeconds(3599))).isEmpty();
        assertThat(ledger.news(NOW.plusSeconds(3600)))
                .containsExactly(new BudgetMark(CORE.owner(), CORE.resource(), full, 2501L));
        assertThat(ledger.news(NOW.plusSeconds(3661))).isEmpty();
    }

    /** Nobody but a call of this life says what is left, nor whether GitHub answers at all. */
    @Test
    void isAssuredOfNothingByACallFromBeforeTheStartNorByAWindowThatIsOver() {
        restore(20, 11L);
        ledger.reserve(CORE, "a", 1);
        ledger.confirm(CORE, NOW.minusMillis(1), NOW);
        assertThat(ledger.awaitsFirstWord(CORE)).isTrue();
        ledger.observe(CORE, new Budget(100, 20, NOW), "x", 0, NOW, NOW);
        ledger.release(CORE, "a", 1);
        assertThat(usable(CORE, NOW)).isEqualTo(11);
        ledger.reserve(CORE, "a", 1);
        ledger.confirm(CORE, NOW.minusSeconds(600), NOW.minusSeconds(600)); // the clock was set back
        assertThat(ledger.awaitsFirstWord(CORE)).isFalse();
    }

    /** An answer that was under way at the crash tells of a window in which this owner spent next to nothing. */
    @Test
    void takesForCertainWhatAFullWindowLeavesWhereALateAnswerNamesANewOne() {
        restore(7, 6L);
        Instant next = NOW.plusSeconds(3600);
        ledger.observe(CORE, new Budget(100, 99, next), "x", 1, NOW.minusSeconds(1), NOW);
        assertThat(usable(CORE, NOW)).isEqualTo(51);
        assertThat(ledger.moreAt(CORE, NOW)).isEqualTo(next);
    }

    @Test
    void holdsAgainstNobodysShareWhatOthersSpentLongAfterTheStart() {
        Instant later = NOW.plusSeconds(18_000);
        Budget others = new Budget(5000, 2000, later.plusSeconds(600));
        ledger.observe(CORE, others, "a", 1, later, later);
        assertThat(ledger.usable(new Claim(CORE, "a", 50), later)).isEqualTo(2000);
    }

    @Test
    void tellsOfAMinuteOnlyThatHalfOfItOrAllIsSpent() {
        keepInReserve(10);
        assertThat(tellsOfSearch(17, NOW)).isFalse();
        assertThat(tellsOfSearch(16, NOW)).isTrue();
        assertThat(tellsOfSearch(4, NOW)).isFalse();
        assertThat(tellsOfSearch(3, NOW)).isTrue();
        assertThat(tellsOfSearch(2, NOW)).isFalse();
        assertThat(tellsOfSearch(29, NOW.plusSeconds(60))).isFalse();
        assertThat(tellsOfSearch(0, NOW.plusSeconds(120))).isTrue();
    }

    private boolean tellsOfSearch(long remaining, Instant now) {
        ledger.observe(SEARCH, new Budget(30, remaining, now.plusSeconds(60)), "a", 1, now, now);
        return !ledger.news(now).isEmpty();
    }

    @Test
    void tellsOfABudgetThatIsAtItsReserveOnceThatIsRaised() {
        say(100, 30, NOW, NOW);
        assertThat(ledger.news(NOW)).containsExactly(core(30, 21));
        say(100, 25, NOW, NOW);
        keepInReserve(24);
        assertThat(ledger.news(NOW)).containsExactly(core(25, 25));
        keepInReserve(25);
        assertThat(ledger.news(NOW)).containsExactly(core(25, 0));
    }

    @Test
    void keepsABoundedNumberOfBudgetsAndNoneThatIsReservedFrom() {
        ledger.reserve(CORE, "a", 1);
        for (int i = 0; i < 5_000; i++) {
            ledger.spendSilently(new BudgetKey("user:1", "unheard_of_" + i), "a", 1, NOW);
        }
        assertThat(ledger.balances(NOW)).hasSize(2_000).anyMatch(balance -> balance.reserved() == 1);
    }

    private void keepInReserve(int percent) {
        ledger.keepInReserve(Map.of(CORE.owner(), percent));
    }

    private static BudgetMark core(long remaining, long certain) {
        return new BudgetMark(CORE.owner(), CORE.resource(), new Budget(100, remaining, RESET), certain);
    }

    private void restore(long remaining, @Nullable Long certain) {
        ledger.restore(new BudgetMark(CORE.owner(), CORE.resource(), new Budget(100, remaining, RESET), certain));
    }

    private BudgetLedger restarted(Instant at) {
        return restarted(ledger, at);
    }

    /** The next life, which knows what the one before it told. */
    private static BudgetLedger restarted(BudgetLedger before, Instant at) {
        BudgetLedger next = new BudgetLedger(at);
        next.keepInReserve(Map.of(CORE.owner(), 10));
        before.marks(at).forEach(next::restore);
        return next;
    }

    private void say(long limit, long remaining, Instant sentAt, Instant now) {
        ledger.observe(CORE, new Budget(limit, remaining, RESET), "x", 1, sentAt, now);
    }

    private long headroom(BudgetKey key, Instant now) {
        return ledger.headroom(Claim.toAll(key), now);
    }

    private long usable(BudgetKey key, Instant now) {
        return ledger.usable(Claim.toAll(key), now);
    }
}
