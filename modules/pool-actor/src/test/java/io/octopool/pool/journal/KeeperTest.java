package io.octopool.pool.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.pool.events.CachedReadEvent;
import io.octopool.pool.events.CachedReadEvent.AnswerRemoved;
import io.octopool.pool.journal.Keeper.News;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeeperTest {

    private final List<CachedReadEvent> sent = new ArrayList<>();
    private final List<String> done = new ArrayList<>();
    private final Keeper<CachedReadEvent> keeper = new Keeper<>("CachedRead|k", sent::add);

    @Test
    void knowsWhatTheJournalHeldAndSaysOnceThatItWasRead() {
        assertThat(keeper.hear(recovered(event(1)))).isEqualTo(News.LOADED);
        assertThat(keeper.latest()).isEqualTo(event(1));
        assertThat(keeper.hear(recovered(event(1)))).isEqualTo(News.OTHER);
    }

    @Test
    void saysThatTheJournalCannotBeReadWhenTwoAttemptsInARowHaveFailed() {
        assertThat(keeper.hear(unreadable())).isEqualTo(News.OTHER);
        assertThat(keeper.hear(unreadable())).isEqualTo(News.UNREADABLE);
        assertThat(keeper.hear(unreadable())).isEqualTo(News.UNREADABLE);
        assertThat(keeper.hear(recovered(event(1)))).isEqualTo(News.LOADED);
        keeper.hear(unreadable());
        assertThat(keeper.hear(unreadable())).isEqualTo(News.OTHER);
    }

    @Test
    void writesOneAfterTheOtherAndOfThoseThatWaitTheLatest() {
        keeper.hear(recovered(event(0)));
        keeper.write(event(1), () -> done.add("one"));
        keeper.write(event(2), () -> done.add("two"));
        keeper.write(event(3), () -> done.add("three"));
        assertThat(sent).containsExactly(event(1));
        assertThat(keeper.latest()).isEqualTo(event(3));
        keeper.hear(new JournalWord.Written<>(event(1)));
        assertThat(sent).containsExactly(event(1), event(3));
        assertThat(keeper.isIdle()).isFalse();
        keeper.hear(new JournalWord.Written<>(event(3)));
        assertThat(keeper.isIdle()).isTrue();
        assertThat(done).containsExactly("one", "three");
    }

    @Test
    void givesAFailedWriteUpAndGoesOnWithWhatWaits() {
        keeper.hear(recovered(event(0)));
        keeper.write(event(1), () -> done.add("one"));
        keeper.write(event(2), () -> done.add("two"));
        keeper.hear(recovered(event(0)));
        assertThat(sent).containsExactly(event(1), event(2));
        keeper.hear(recovered(event(0)));
        assertThat(keeper.latest()).isEqualTo(event(0));
        assertThat(keeper.isIdle()).isTrue();
        assertThat(done).isEmpty();
    }

    @Test
    void keepsTheLatestWriteWhileTheJournalIsAwayAndHoldsNobodyUp() {
        keeper.hear(recovered(event(0)));
        keeper.write(event(1));
        keeper.hear(unreadable());
        keeper.write(event(2));
        keeper.write(event(3));
        assertThat(sent).containsExactly(event(1));
        assertThat(keeper.isIdle()).isTrue();
        keeper.hear(recovered(event(0)));
        assertThat(sent).containsExactly(event(1), event(3));
        assertThat(keeper.isIdle()).isFalse();
    }

    private static CachedReadEvent event(int at) {
        return new AnswerRemoved("k", Instant.ofEpochSecond(at));
    }

    private static JournalWord<CachedReadEvent> recovered(CachedReadEvent latest) {
        return new JournalWord.Recovered<>(latest);
    }

    private static JournalWord<CachedReadEvent> unreadable() {
        return new JournalWord.Unreadable<>();
    }
}
