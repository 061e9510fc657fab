package io.octopool.pool.journal;

import java.util.function.Consumer;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.StashBuffer;

/**
 * What an entity was asked before its journal was read: it waits for that, or is told that it waits in vain.
 *
 * @param <C> the entity's commands
 */
public final class EarlyCommands<C> {

    /** As many as may wait for one fetch. */
    public static final int MOST = 10_000;

    private final StashBuffer<C> stash;
    private final Consumer<? super C> refuse;

    /**
     * An empty one.
     *
     * @param stash of capacity {@link #MOST}
     * @param refuse tells whoever sent the command that it is not answered
     */
    public EarlyCommands(StashBuffer<C> stash, Consumer<? super C> refuse) {
        this.stash = stash;
        this.refuse = refuse;
    }

    public boolean isEmpty() {
        return stash.isEmpty();
    }

    /** Lets the command wait; where too many do it is refused. */
    public void keep(C command) {
        if (stash.isFull()) {
            refuse.accept(command);
        } else {
            stash.stash(command);
        }
    }

    /** The journal cannot be read. */
    public void refuseAll() {
        stash.forEach(refuse::accept);
        stash.clear();
    }

    /** The journal was read: the behavior takes up what waits. */
    public Behavior<C> release(Behavior<C> behavior) {
        return stash.unstashAll(behavior);
    }
}
