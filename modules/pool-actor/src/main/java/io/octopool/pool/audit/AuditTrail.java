package io.octopool.pool.audit;

import io.octopool.pool.CborSerializable;
import io.octopool.pool.events.AuditTrailEvent;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.cluster.sharding.typed.ClusterShardingSettings;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandlerWithReply;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import org.apache.pekko.persistence.typed.javadsl.ReplyEffect;

/** One slice of the audit trail: the journal's writer for batches of records. It owns nothing else. */
public final class AuditTrail
        extends EventSourcedBehaviorWithEnforcedReplies<AuditTrail.Command, AuditTrailEvent, AuditTrail.Nothing> {

    public static final EntityTypeKey<Command> KEY = EntityTypeKey.create(Command.class, "AuditTrail");

    /** Entity ids are the slice numbers below this. */
    public static final int SLICES = 8;

    public sealed interface Command extends CborSerializable {}

    /** Journals a batch and then replies. */
    public record Append(List<AuditRecord> records, ActorRef<Appended> replyTo) implements Command {
        public Append {
            records = List.copyOf(records);
        }
    }

    /** What sharding sends to end the entity. */
    public record Stop() implements Command {}

    /** The count: records that are now in the journal. */
    public record Appended(int count) implements CborSerializable {}

    /** The state: a slice remembers nothing. */
    public record Nothing() implements CborSerializable {}

    /** Starts sharding of slices on this node. */
    public static void init(ActorSystem<?> system) {
        ClusterSharding.get(system)
                .init(Entity.of(KEY, context -> new AuditTrail(context.getEntityId()))
                        .withSettings(ClusterShardingSettings.create(system).withNoPassivationStrategy())
                        .withStopMessage(new Stop()));
    }

    AuditTrail(String slice) {
        super(
                PersistenceId.of(KEY.name(), slice),
                SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(10), 0.2));
    }

    @Override
    public Nothing emptyState() {
        return new Nothing();
    }

    @Override
    public Set<String> tagsFor(AuditTrailEvent event) {
        return Set.of(AuditTrailEvent.TAG);
    }

    @Override
    public CommandHandlerWithReply<Command, AuditTrailEvent, Nothing> commandHandler() {
        return newCommandHandlerWithReplyBuilder()
                .forAnyState()
                .onCommand(Append.class, this::onAppend)
                .onCommand(Stop.class, _ -> Effect().stop().thenNoReply())
                .build();
    }

    @Override
    public EventHandler<Nothing, AuditTrailEvent> eventHandler() {
        return (state, _) -> state;
    }

    private ReplyEffect<AuditTrailEvent, Nothing> onAppend(Append append) {
        return Effect()
                .persist(new AuditTrailEvent.RecordsAppended(append.records()))
                .thenReply(append.replyTo(), _ -> new Appended(append.records().size()));
    }
}
