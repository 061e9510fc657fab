package io.octopool.pool.lease;

import io.octopool.pool.events.PoolEvent;
import io.octopool.pool.lease.PoolJournal.Command;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What the lease desk told the journal and the journal has not confirmed. A journal that starts again, because a write failed, is
 * told it once more: the facts hold, and telling them twice changes nothing. Not thread-safe: the desk owns it.
 */
final class Notebook {

    /** Beyond it the oldest go: they are rests and budgets that are over before so many are written. */
    static final int MOST = 10_000;

    private final Consumer<? super Command> journal;
    private final TreeMap<Long, List<PoolEvent>> unconfirmed = new TreeMap<>();
    private long last;

    Notebook(Consumer<? super Command> journal) {
        this.journal = journal;
    }

    void tell(List<PoolEvent> facts) {
        if (facts.isEmpty()) {
            return;
        }
        if (unconfirmed.size() >= MOST) {
            unconfirmed.pollFirstEntry();
        }
        last++;
        unconfirmed.put(last, facts);
        journal.accept(new Command.Note(last, facts));
    }

    void confirmed(long number) {
        unconfirmed.remove(number);
    }

    void tellAgain() {
        unconfirmed.forEach((number, facts) -> journal.accept(new Command.Note(number, facts)));
    }
}
