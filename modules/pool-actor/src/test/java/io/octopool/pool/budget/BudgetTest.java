package io.octopool.pool.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class BudgetTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Instant RESET = NOW.plusSeconds(600);

    @Test
    void keepsTheLowestAndTheLatestEndOfOneWindow() {
        Budget low = new Budget(5000, 10, RESET);
        Instant later = RESET.plusSeconds(2);
        assertThat(low.merge(new Budget(5000, 400, RESET))).isEqualTo(low);
        assertThat(low.merge(new Budget(5000, 400, later))).isEqualTo(new Budget(5000, 10, later));
        assertThat(low.merge(new Budget(5000, 9, later))).isEqualTo(new Budget(5000, 9, later));
        assertThat(new Budget(5000, 10, later).merge(new Budget(5000, 9, RESET)))
                .isEqualTo(new Budget(5000, 9, later));
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

    private record Told(long remaining, int reserve, Duration window, long least) {}

    @Test
    void knowsWhatMustBeLeftWhereNothingWasToldSince() {
        List<Told> table = List.of(
                new Told(100, 0, HOUR, 51),
                new Told(50, 0, HOUR, 21),
                new Told(66, 30, HOUR, 66),
                new Told(65, 30, HOUR, 45),
                new Told(32, 15, HOUR, 24),
                new Told(16, 15, HOUR, 16),
                new Told(15, 15, HOUR, 0),
                new Told(5, 0, HOUR, 2),
                new Told(1, 0, HOUR, 1),
                new Told(0, 0, HOUR, 0),
                new Told(100, 60, HOUR, 81),
                new Told(100, 100, HOUR, 0),
                new Told(100, 10, MINUTE, 56),
                new Told(55, 10, MINUTE, 11),
                new Told(10, 10, MINUTE, 0));
        assertThat(table)
                .allSatisfy(row -> assertThat(
                                new Budget(100, row.remaining(), RESET).leastLeft(row.reserve(), row.window()))
                        .isEqualTo(row.least()));
    }
}
