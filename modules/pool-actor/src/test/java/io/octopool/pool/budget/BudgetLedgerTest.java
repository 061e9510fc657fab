package io.octopool.pool.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.pool.budget.BudgetLedger.Claim;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
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
        assertThat(usable(CORE, NOW)).isEqualTo(4997);
        assertThat(usable(SEARCH, NOW)).isEqualTo(27);
        assertThat(ledger.resetAt(CORE, NOW)).isEqualTo(NOW.plus(Duration.ofHours(1)));
        assertThat(usable(SEARCH, NOW.plusSeconds(59))).isEqualTo(27);
        assertThat(usable(SEARCH, NOW.plusSeconds(60))).isEqualTo(30);
        assertThat(usable(CORE, NOW.plusSeconds(3599))).isEqualTo(4997);
        assertThat(usable(CORE, NOW.plusSeconds(3600))).isEqualTo(5000);
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
        ledger.restore(CORE, new Budget(100, 70, RESET));
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
        ledger.restore(CORE, new Budget(100, 70, RESET));
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
        ledger.restore(CORE, new Budget(100, 20, RESET));
        assertThat(usable(CORE, NOW)).isEqualTo(5);
        assertThat(ledger.certain(CORE, NOW)).isEqualTo(1);
        ledger.spendSilently(CORE, "a", 1, NOW);
        assertThat(ledger.certain(CORE, NOW)).isZero();
        say(100, 19, NOW.minusMillis(1), NOW); // of a call from before the start
        assertThat(ledger.certain(CORE, NOW)).isZero();
        say(100, 18, NOW.plusMillis(1), NOW.plusMillis(2));
        assertThat(ledger.certain(CORE, NOW.plusMillis(2))).isEqualTo(3);
    }

    @Test
    void isCertainOfAllOnceTheWindowOfBeforeTheStartIsOver() {
        ledger.restore(CORE, new Budget(100, 20, RESET));
        assertThat(ledger.certain(CORE, RESET.minusMillis(1))).isEqualTo(11);
        assertThat(ledger.certain(CORE, RESET)).isEqualTo(100);
        assertThat(ledger.certain(SEARCH, NOW.plusSeconds(59))).isEqualTo(1);
        assertThat(ledger.certain(SEARCH, NOW.plusSeconds(60))).isEqualTo(30);
    }

    @Test
    void awaitsTheWordOfACallUnderWayWhereNoMoreIsCertain() {
        ledger.restore(CORE, new Budget(100, 5, RESET));
        assertThat(ledger.awaitsWord(CORE, 1, NOW)).isFalse();
        ledger.reserve(CORE, "a", 1);
        assertThat(ledger.awaitsWord(CORE, 1, NOW)).isTrue();
        say(100, 5, NOW, NOW);
        assertThat(ledger.awaitsWord(CORE, 1, NOW)).isFalse();
    }

    @Test
    void tellsOnceOfWhatCrossedAMarkWhetherGitHubSaidSoOrNot() {
        say(100, 51, NOW, NOW);
        assertThat(ledger.news(NOW)).isEmpty();
        ledger.spendSilently(CORE, "a", 1, NOW);
        assertThat(ledger.news(NOW)).containsExactly(core(50));
        assertThat(ledger.news(NOW)).isEmpty();
        say(100, 51, NOW.plusMillis(1), NOW.plusMillis(1)); // the unanswered call had not reached GitHub
        assertThat(ledger.news(NOW.plusMillis(1))).containsExactly(core(51));
        assertThat(ledger.inForce(NOW)).containsExactly(core(51));
    }

    @Test
    void tellsOfABudgetThatIsAtItsReserveOnceThatIsRaised() {
        say(100, 30, NOW, NOW);
        assertThat(ledger.news(NOW)).containsExactly(core(30));
        say(100, 25, NOW, NOW);
        keepInReserve(24);
        assertThat(ledger.news(NOW)).isEmpty();
        keepInReserve(25);
        assertThat(ledger.news(NOW)).containsExactly(core(25));
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

    private static KnownBudget core(long remaining) {
        return new KnownBudget(CORE.owner(), CORE.resource(), new Budget(100, remaining, RESET));
    }

    private void say(long limit, long remaining, Instant sentAt, Instant now) {
        ledger.observe(CORE, new Budget(limit, remaining, RESET), "x", 1, sentAt, now);
    }

    private long usable(BudgetKey key, Instant now) {
        return ledger.usable(Claim.toAll(key), now);
    }
}
