package io.octopool.persistence.janitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class AgendaTest {

    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final Instant END = NOW.plusSeconds(20);

    private final Agenda fresh = Agenda.of(3, END);

    @Test
    void givesEachChoreItsTurnOnce() {
        Agenda agenda = fresh;
        for (int turn = 0; turn < 3; turn++) {
            assertThat(agenda.isOver(NOW)).isFalse();
            assertThat(agenda.position()).isEqualTo(turn);
            agenda = agenda.after(false);
        }
        assertThat(agenda.isOver(NOW)).isTrue();
    }

    @Test
    void staysWithAChoreThatFindsMore() {
        Agenda busy = fresh.after(true).after(true);
        assertThat(busy.position()).isZero();
        assertThat(busy.isOver(NOW)).isFalse();
    }

    @Test
    void beginsTheNextRoundBehindTheChoreThatUsedUpTheTime() {
        Agenda interrupted = fresh.after(false).after(true);
        assertThat(interrupted.isOver(END)).isTrue();
        Agenda next = interrupted.nextRound(END.plusSeconds(60));
        assertThat(next.isOver(END)).isFalse();
        assertThat(next.position()).isEqualTo(2);
        assertThat(next.after(false).after(false).position()).isEqualTo(1);
        assertThat(next.after(false).after(false).isOver(END)).isFalse();
        assertThat(next.after(false).after(false).after(false).isOver(END)).isTrue();
    }

    @Test
    void givesEachOfManyBusyChoresARoundInTurn() {
        Agenda agenda = fresh;
        for (int round = 0; round < 6; round++) {
            assertThat(agenda.position()).isEqualTo(round % 3);
            agenda = agenda.after(true).after(true).nextRound(END);
        }
    }

    @Test
    void beginsTheNextRoundWithAChoreThatTimeDidNotReach() {
        assertThat(fresh.after(false).nextRound(END).position()).isEqualTo(1);
    }

    @Test
    void endsTheRoundAtAFailureAndDoesNotBeginWithTheSameChoreAgain() {
        Agenda failed = fresh.afterFailure();
        assertThat(failed.isOver(NOW)).isTrue();
        assertThat(failed.nextRound(END).position()).isEqualTo(1);
    }
}
