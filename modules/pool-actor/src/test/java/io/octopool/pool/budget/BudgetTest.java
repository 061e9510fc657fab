package io.octopool.pool.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class BudgetTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant RESET = NOW.plusSeconds(600);

    @Test
    void keepsTheLowestOfOneWindow() {
        Budget low = new Budget(5000, 10, RESET);
        assertThat(low.merge(new Budget(5000, 400, RESET), NOW).remaining()).isEqualTo(10);
        assertThat(low.merge(new Budget(5000, 9, RESET.plusSeconds(2)), NOW)).isEqualTo(new Budget(5000, 9, RESET));
    }

    @Test
    void letsANewerWindowWin() {
        Budget exhausted = new Budget(5000, 0, RESET);
        Budget fresh = new Budget(5000, 4999, RESET.plusSeconds(3600));
        assertThat(exhausted.merge(fresh, NOW)).isEqualTo(fresh);
        assertThat(fresh.merge(exhausted, RESET)).isEqualTo(fresh);
    }

    @Test
    void neverReopensAnExhaustedWindowWithALateAnswer() {
        Budget exhausted = new Budget(5000, 0, RESET);
        assertThat(exhausted.merge(new Budget(5000, 3, RESET), NOW).remainingAt(NOW))
                .isZero();
        assertThat(exhausted.remainingAt(RESET)).isPositive();
    }

    @Test
    void takesAnEarlierEndThatIsYetToComeForOneOfTheSameWindow() {
        Budget known = new Budget(5000, 100, RESET);
        Instant earlier = RESET.minusSeconds(300);
        assertThat(known.merge(new Budget(5000, 99, earlier), NOW)).isEqualTo(new Budget(5000, 99, earlier));
        assertThat(known.merge(new Budget(5000, 100, earlier), NOW)).isEqualTo(known);
        assertThat(known.merge(new Budget(5000, 99, earlier), earlier)).isEqualTo(known);
        Budget exhausted = new Budget(5000, 0, RESET);
        assertThat(exhausted.merge(new Budget(5000, 4000, earlier), NOW)).isEqualTo(exhausted);
    }

    @Test
    void isWorthMarkingAtEachCrossingAndAtAWindowAfterOne() {
        Duration hour = Duration.ofHours(1);
        Budget unseen = Budget.unseen(new BudgetKey("user:1", "core"));
        Budget start = new Budget(100, 90, RESET);
        assertThat(start.isWorthMarkingAfter(unseen, hour)).isFalse();
        assertThat(new Budget(100, 50, RESET).isWorthMarkingAfter(unseen, hour)).isTrue();
        assertThat(new Budget(100, 80, RESET).isWorthMarkingAfter(start, hour)).isFalse();
        assertThat(new Budget(100, 50, RESET).isWorthMarkingAfter(start, hour)).isTrue();
        assertThat(new Budget(100, 49, RESET).isWorthMarkingAfter(new Budget(100, 50, RESET), hour))
                .isFalse();
        assertThat(new Budget(100, 0, RESET).isWorthMarkingAfter(new Budget(100, 1, RESET), hour))
                .isTrue();
        Budget next = new Budget(100, 90, RESET.plusSeconds(3600));
        assertThat(next.isWorthMarkingAfter(start, hour)).isFalse();
        assertThat(next.isWorthMarkingAfter(new Budget(100, 50, RESET), hour)).isTrue();
    }

    @Test
    void marksOfAMinuteOnlyThatItIsExhausted() {
        Duration minute = Duration.ofMinutes(1);
        Budget unseen = Budget.unseen(new BudgetKey("user:1", "search"));
        Budget low = new Budget(30, 1, RESET);
        Budget empty = new Budget(30, 0, RESET);
        assertThat(low.isWorthMarkingAfter(unseen, minute)).isFalse();
        assertThat(empty.isWorthMarkingAfter(unseen, minute)).isTrue();
        assertThat(empty.isWorthMarkingAfter(low, minute)).isTrue();
        assertThat(empty.isWorthMarkingAfter(empty, minute)).isFalse();
        Budget next = new Budget(30, 29, RESET.plusSeconds(60));
        assertThat(next.isWorthMarkingAfter(empty, minute)).isFalse();
        assertThat(new Budget(30, 0, RESET.plusSeconds(60)).isWorthMarkingAfter(empty, minute))
                .isTrue();
    }
}
