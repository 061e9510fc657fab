package io.octopool.pool.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PacerTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void allowsABurstAndThenASteadyRate() {
        Pacer pacer = pacer(900, false);
        assertThat(pacer.left(NOW)).isEqualTo(255);
        pacer.take(255, NOW);
        assertThat(pacer.left(NOW)).isZero();
        assertThat(pacer.nextAt(NOW)).isEqualTo(NOW.plusMillis(100));
        assertThat(pacer.left(NOW.plusSeconds(1))).isEqualTo(10);
        pacer.giveBack(5, NOW.plusSeconds(1));
        assertThat(pacer.left(NOW.plusSeconds(1))).isEqualTo(15);
        assertThat(pacer.left(NOW.plusSeconds(3600))).isEqualTo(255);
    }

    @Test
    void isCarefulWhereABurstMayHaveBeenSpentBefore() {
        assertThat(pacer(900, true).left(NOW)).isEqualTo(45);
    }

    @Test
    void doesNotPaceWithoutALimit() {
        assertThat(Pacer.of(0, false, NOW)).isNull();
    }

    @Test
    void gainsNothingByAClockThatIsSetBack() {
        Pacer pacer = pacer(900, false);
        pacer.take(255, NOW);
        assertThat(pacer.left(NOW.minusSeconds(3600))).isZero();
        assertThat(pacer.left(NOW.minusSeconds(3599))).isEqualTo(10);
    }

    @Test
    void staysBelowTheLimitInEveryMinute() {
        for (int limit : new int[] {1, 4, 60, 900, 5000}) {
            Random random = new Random(limit);
            Pacer pacer = pacer(limit, false);
            Queue<Instant> lastMinute = new ArrayDeque<>();
            Instant now = NOW;
            for (int i = 0; i < 20_000; i++) {
                now = now.plus(Duration.ofMillis(random.nextInt(100) == 0 ? 20_000 : random.nextInt(60)));
                if (pacer.left(now) >= 1) {
                    pacer.take(1, now);
                    lastMinute.add(now);
                }
                while (!lastMinute.isEmpty()
                        && lastMinute.element().isBefore(now.minusSeconds(60).plusNanos(1))) {
                    lastMinute.remove();
                }
                assertThat(lastMinute.size()).isLessThanOrEqualTo(Math.max(1, (int) (limit * 0.95)));
            }
        }
    }

    private static Pacer pacer(int limit, boolean spent) {
        return Objects.requireNonNull(Pacer.of(limit, spent, NOW));
    }
}
