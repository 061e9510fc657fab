package io.octopool.persistence.kit;

import io.octopool.pool.CborSerializable;
import io.octopool.pool.events.AuditTrailEvent;
import io.octopool.pool.events.CachedReadEvent;
import io.octopool.pool.events.CallerEvent;
import io.octopool.pool.events.PoolEvent;
import io.octopool.pool.events.PublicBudgetEvent;
import io.octopool.pool.events.RepoVisibilityEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;

/** An entity that writes the events it is told to, tags them as the real ones do, and remembers what it recovered. */
public final class Journalist
        extends EventSourcedBehavior<Journalist.Command, CborSerializable, List<CborSerializable>> {

    /** What it understands. */
    public sealed interface Command {}

    record Write(List<? extends CborSerializable> events, ActorRef<Done> replyTo) implements Command {}

    record Recall(ActorRef<List<CborSerializable>> replyTo) implements Command {}

    record Stop(ActorRef<Done> replyTo) implements Command {}

    Journalist(String persistenceId) {
        super(PersistenceId.ofUniqueId(persistenceId));
    }

    @Override
    public List<CborSerializable> emptyState() {
        return List.of();
    }

    @Override
    public CommandHandler<Command, CborSerializable, List<CborSerializable>> commandHandler() {
        return newCommandHandlerBuilder()
                .forAnyState()
                .onCommand(
                        Write.class,
                        write -> Effect()
                                .persist(List.<CborSerializable>copyOf(write.events()))
                                .thenRun(() -> write.replyTo().tell(Done.getInstance())))
                .onCommand(
                        Recall.class,
                        (known, recall) ->
                                Effect().none().thenRun(() -> recall.replyTo().tell(known)))
                .onCommand(
                        Stop.class,
                        stop -> Effect()
                                .none()
                                .thenRun(() -> stop.replyTo().tell(Done.getInstance()))
                                .thenStop())
                .build();
    }

    @Override
    public EventHandler<List<CborSerializable>, CborSerializable> eventHandler() {
        return (known, event) -> {
            List<CborSerializable> more = new ArrayList<>(known);
            more.add(event);
            return List.copyOf(more);
        };
    }

    @Override
    public Set<String> tagsFor(CborSerializable event) {
        return switch (event) {
            case PoolEvent ignored -> Set.of(PoolEvent.TAG);
            case CallerEvent ignored -> Set.of(CallerEvent.TAG);
            case CachedReadEvent ignored -> Set.of(CachedReadEvent.TAG);
            case RepoVisibilityEvent ignored -> Set.of(RepoVisibilityEvent.TAG);
            case AuditTrailEvent ignored -> Set.of(AuditTrailEvent.TAG);
            case PublicBudgetEvent ignored -> Set.of();
            default -> throw new IllegalArgumentException("no tag for " + event);
        };
    }
}
