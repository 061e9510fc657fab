package io.octopool.pool.journal;

import io.octopool.pool.CborSerializable;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.RecoveryFailed;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;
import org.jspecify.annotations.Nullable;

/**
 * The journal of one entity whose events each replace all that went before (design, "Swept"). It is the entity's child, so that
 * the entity itself goes on from memory while the database is away: this one then starts again and again, with backoff.
 *
 * @param <E> the entity's events
 */
final class LatestFact<E extends CborSerializable>
        extends EventSourcedBehavior<LatestFact.Write<E>, E, LatestFact.State<E>> {

    record Write<E>(E event) implements NoSerializationVerificationNeeded {}

    /** The state: the last event, null if there is none. */
    record State<E>(@Nullable E latest) {}

    private final @Nullable String tag;
    private final Consumer<? super JournalWord<E>> entity;
    private @Nullable Throwable lastFailure;

    /** The tag: null for none. The entity: hears each word on this actor's thread. */
    LatestFact(PersistenceId id, @Nullable String tag, Consumer<? super JournalWord<E>> entity) {
        super(id, SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(10), 0.2));
        this.tag = tag;
        this.entity = entity;
    }

    @Override
    public State<E> emptyState() {
        return new State<>(null);
    }

    @Override
    public Set<String> tagsFor(E event) {
        return tag == null ? Set.of() : Set.of(tag);
    }

    @Override
    public CommandHandler<Write<E>, E, State<E>> commandHandler() {
        return (_, write) ->
                Effect().persist(write.event()).thenRun(_ -> entity.accept(new JournalWord.Written<>(write.event())));
    }

    @Override
    public EventHandler<State<E>, E> eventHandler() {
        return (_, event) -> new State<>(event);
    }

    @Override
    public SignalHandler<State<E>> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(
                        RecoveryCompleted.instance(),
                        state -> entity.accept(new JournalWord.Recovered<>(state.latest())))
                .onSignal(RecoveryFailed.class, (_, failed) -> onUnreadable(failed.getFailure()))
                .build();
    }

    /** Of one failure Pekko tells twice, the second time as the cause of another. */
    private void onUnreadable(Throwable failure) {
        boolean again = lastFailure != null && lastFailure.equals(failure.getCause());
        lastFailure = failure;
        if (!again) {
            entity.accept(new JournalWord.Unreadable<>());
        }
    }
}
