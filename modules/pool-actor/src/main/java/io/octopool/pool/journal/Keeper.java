package io.octopool.pool.journal;

import io.octopool.pool.CborSerializable;
import io.octopool.pool.journal.LatestFact.Write;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The entity's side of its journal: what is written, what is being written, and what will be.
 *
 * <p>Invariants: one write is under way at most; of those that wait the latest is kept, since it replaces the others. A write
 * that failed is logged and given up: what it would have kept is in the entity's memory. Not thread-safe: the entity owns it.
 *
 * @param <E> the entity's events
 */
public final class Keeper<E extends CborSerializable> {

    private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);

    /** What a word of the journal means to the entity. */
    public enum News {
        /** The journal has been read for the first time; {@link #latest} is what it holds. */
        LOADED,
        /** The journal has not been read yet, and two attempts in a row say that it cannot be for now. */
        UNREADABLE,
        /** Whatever else: a write may have ended. */
        OTHER
    }

    private record Planned<E>(E event, Runnable whenWritten) {}

    private final String id;
    private final Consumer<E> journal;
    private @Nullable E latest;
    private @Nullable Planned<E> underWay;
    private @Nullable Planned<E> waiting;
    private boolean loaded;
    private boolean readable;
    private boolean doubtful;

    /**
     * Starts the journal, as a child of the entity.
     *
     * @param tag the tag of the events, null for none
     * @param command what the entity is sent for a word of the journal, which it passes on to {@link #hear}
     */
    public static <E extends CborSerializable, C> Keeper<E> start(
            ActorContext<C> context, PersistenceId id, @Nullable String tag, Function<JournalWord<E>, C> command) {
        ActorRef<C> entity = context.getSelf();
        ActorRef<Write<E>> journal = context.spawn(
                Behaviors.setup(_ -> new LatestFact<E>(id, tag, word -> entity.tell(command.apply(word)))), "journal");
        context.watch(journal); // without its journal the entity ends too, and is started again when it is asked
        return new Keeper<>(id.id(), event -> journal.tell(new Write<>(event)));
    }

    Keeper(String id, Consumer<E> journal) {
        this.id = id;
        this.journal = journal;
    }

    /** The event that the journal holds once all is written, null if none or not known yet. */
    public @Nullable E latest() {
        return waiting != null ? waiting.event() : underWay != null ? underWay.event() : latest;
    }

    /** Whether there is no write to wait for; while the journal cannot be read there is none. */
    public boolean isIdle() {
        return underWay == null && (waiting == null || !readable);
    }

    public void write(E event) {
        write(event, () -> {});
    }

    /** Writes as soon as may be; the whenWritten runs once the event is durable, and never if it does not become so. */
    public void write(E event, Runnable whenWritten) {
        waiting = new Planned<>(event, whenWritten);
        writeNext();
    }

    /** Takes in a word of the journal. */
    public News hear(JournalWord<E> word) {
        return switch (word) {
            case JournalWord.Recovered<E> recovered -> onRecovered(recovered.latest());
            case JournalWord.Written<E> written -> onWritten(written.event());
            case JournalWord.Unreadable<E> _ -> onUnreadable();
        };
    }

    private News onRecovered(@Nullable E found) {
        latest = found;
        doubtful = false;
        readable = true;
        giveUpWrite();
        writeNext();
        boolean first = !loaded;
        loaded = true;
        return first ? News.LOADED : News.OTHER;
    }

    private News onWritten(E event) {
        latest = event;
        Planned<E> done = underWay;
        underWay = null;
        writeNext();
        if (done != null) {
            done.whenWritten().run();
        }
        return News.OTHER;
    }

    private News onUnreadable() {
        News news = doubtful && !loaded ? News.UNREADABLE : News.OTHER;
        doubtful = true;
        readable = false;
        giveUpWrite();
        return news;
    }

    /** The journal starts again only when a write has failed. */
    private void giveUpWrite() {
        if (underWay != null) {
            LOG.warn("{}: an event could not be written", id);
            underWay = null;
        }
    }

    private void writeNext() {
        Planned<E> planned = waiting;
        if (readable && underWay == null && planned != null) {
            waiting = null;
            underWay = planned;
            journal.accept(planned.event());
        }
    }
}
