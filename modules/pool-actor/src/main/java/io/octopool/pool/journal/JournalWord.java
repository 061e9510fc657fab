package io.octopool.pool.journal;

import org.jspecify.annotations.Nullable;

/**
 * What an entity is told by its journal.
 *
 * @param <E> the entity's events
 */
public sealed interface JournalWord<E> {

    /**
     * The journal was read: at first, and whenever it starts again because a write failed.
     *
     * @param latest null if there is no event
     */
    record Recovered<E>(@Nullable E latest) implements JournalWord<E> {}

    record Written<E>(E event) implements JournalWord<E> {}

    /** The journal could not be read. It is tried again. */
    record Unreadable<E>() implements JournalWord<E> {}
}
