package io.octopool.pool.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class BudgetTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant RESET = NOW.plusSeconds(600);

    @Test
    void keepsTheLowestOfOneWindow() {
        Budget low = new Budget(5000, 10, RESET);
        assertThat(low.merge(new Budget(5000, 400, RESET)).remaining()).isEqualTo(10);
        assertThat(low.merge(new Budget(5000, 9, RESET.plusSeconds(2)))).isEqualTo(new Budget(5000, 9, RESET));
    }

    @Test
    void letsANewerWindowWin() {
        Budget exhausted = new Budget(5000, 0, RESET);
        Budget fresh = new Budget(5000, 4999, RESET.plusSeconds(3600));
        assertThat(exhausted.merge(fresh)).isEqualTo(fresh);
        assertThat(fresh.merge(exhausted)).isEqualTo(fresh);
    }

    @Test
    void neverReopensAnExhaustedWindowWithALateAnswer() {
        Budget exhausted = new Budget(5000, 0, RESET);
        assertThat(exhausted.merge(new Budget(5000, 3, RESET)).remainingAt(NOW)).isZero();
        assertThat(exhausted.remainingAt(RESET)).isPositive();
    }

    @Test
    void isWorthMarkingAtANewWindowAndAtEachCrossing() {
        Budget unseen = Budget.unseen(new BudgetKey("user:1", "core"));
        Budget start = new Budget(100, 90, RESET);
        assertThat(start.isWorthMarkingAfter(unseen)).isTrue();
        assertThat(new Budget(100, 80, RESET).isWorthMarkingAfter(start)).isFalse();
        assertThat(new Budget(100, 50, RESET).isWorthMarkingAfter(start)).isTrue();
        assertThat(new Budget(100, 49, RESET).isWorthMarkingAfter(new Budget(100, 50, RESET)))
                .isFalse();
        assertThat(new Budget(100, 0, RESET).isWorthMarkingAfter(new Budget(100, 1, RESET)))
                .isTrue();
    }
}
