package io.octopool.pool.journal;

import io.octopool.pool.CborSerializable;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.StashBuffer;

/**
 * The life of an entity from its first command to its end.
 *
 * <p>Invariants: what it is asked before its journal was read waits for that, or is refused when it waits in vain. Asked to stop,
 * it first takes up all that it was asked before, and ends when it is idle and what it had to write is written, or given up.
 * Not thread-safe: the entity owns it.
 *
 * @param <C> the entity's commands
 * @param <E> the entity's events
 */
public final class Lifecycle<C, E extends CborSerializable> {

    /** How many may wait until the journal was read: as many as may wait for one fetch. */
    public static final int MOST_EARLY = 10_000;

    private final Keeper<E> journal;
    private final StashBuffer<C> early;
    private final Consumer<? super C> refuse;
    private final BooleanSupplier idle;
    private boolean loaded;
    private boolean releasing;
    private boolean stopping;

    /**
     * A life that begins.
     *
     * @param early of capacity {@link #MOST_EARLY}
     * @param refuse tells whoever sent the command that it is not answered
     * @param idle whether the entity has nothing to do, writing aside
     */
    public Lifecycle(Keeper<E> journal, StashBuffer<C> early, Consumer<? super C> refuse, BooleanSupplier idle) {
        this.journal = journal;
        this.early = early;
        this.refuse = refuse;
        this.idle = idle;
    }

    /** Lets the entity handle the command, or keeps it for later. */
    public Behavior<C> handle(C command, Behavior<C> entity, Consumer<? super C> handler) {
        if (loaded) {
            handler.accept(command);
        } else if (early.isFull()) {
            refuse.accept(command);
        } else {
            early.stash(command);
        }
        return goOn(entity);
    }

    /** Takes in a word of the journal; the whenLoaded runs once, before anything is handled. */
    public Behavior<C> hear(JournalWord<E> word, Behavior<C> entity, Runnable whenLoaded) {
        switch (journal.hear(word)) {
            case LOADED -> {
                loaded = true;
                whenLoaded.run();
                releasing = true;
                early.unstashAll(entity);
                releasing = false;
            }
            case UNREADABLE -> {
                early.forEach(refuse::accept);
                early.clear();
            }
            case OTHER -> {}
        }
        return goOn(entity);
    }

    /** The entity is to end as soon as may be. */
    public Behavior<C> stop(Behavior<C> entity) {
        stopping = true;
        return goOn(entity);
    }

    private Behavior<C> goOn(Behavior<C> entity) {
        boolean done = early.isEmpty() && !releasing && idle.getAsBoolean() && journal.isIdle();
        return stopping && done ? Behaviors.stopped() : entity;
    }
}
