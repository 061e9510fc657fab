package io.octopool.pool.caller;

import io.octopool.pool.CborSerializable;
import io.octopool.pool.Changes;
import io.octopool.pool.events.CallerEvent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.ClusterShardingSettings;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandlerWithReply;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import org.apache.pekko.persistence.typed.javadsl.ReplyEffect;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;

/**
 * A person known to the server: enrolment, granted pools and client tokens. Nobody else writes these facts, and a token is
 * checked here and nowhere else, in constant time.
 */
public final class Caller extends EventSourcedBehaviorWithEnforcedReplies<Caller.Command, CallerEvent, CallerState> {

    public static final EntityTypeKey<Command> KEY = EntityTypeKey.create(Command.class, "Caller");

    public sealed interface Command extends CborSerializable {}

    /**
     * Makes a verified member a caller of the pool and gives the client a token in place of its earlier one.
     *
     * @param verifiedAt when GitHub confirmed the membership
     * @param clientName normalised (server spec 2.5)
     * @param tokenHash {@link ClientToken#hash} of the new token
     */
    public record Enrol(
            String githubLogin,
            long githubUserId,
            String orgLogin,
            String name,
            Instant verifiedAt,
            String pool,
            String clientName,
            String tokenHash,
            ActorRef<Enrolled> replyTo)
            implements Command {}

    /** Asks who holds the token, if its holder may use the pool. */
    public record CheckToken(String tokenHash, String pool, ActorRef<CheckReply> replyTo) implements Command {}

    /** What sharding sends to end the entity. */
    public record Stop() implements Command {}

    public record Enrolled(
            String callerId, String name, String githubLogin, String orgLogin, String pool, String clientName)
            implements CborSerializable {}

    public sealed interface CheckReply extends CborSerializable {
        /** The token is live and its caller has the pool. */
        record Valid(
                String callerId,
                String githubLogin,
                String orgLogin,
                Instant verifiedAt,
                String tokenId,
                String clientName)
                implements CheckReply {}

        /** Unknown token or pool not granted: the answer does not say which (server spec 2.3). */
        record Invalid() implements CheckReply {}
    }

    private final String entityId;
    private final InstantSource clock;
    private final Consumer<? super Changes.Change> changes;
    private final Runnable passivate;

    /** Starts sharding of callers on this node. */
    public static void init(ActorSystem<?> system, Consumer<? super Changes.Change> changes, InstantSource clock) {
        ClusterSharding.get(system)
                .init(Entity.of(
                                KEY,
                                context -> Behaviors.setup(actor -> new Caller(
                                        context.getEntityId(),
                                        clock,
                                        changes,
                                        () -> context.getShard()
                                                .tell(new ClusterSharding.Passivate<>(actor.getSelf())))))
                        .withSettings(ClusterShardingSettings.create(system))
                        .withStopMessage(new Stop()));
    }

    /** The passivate: asks the shard to end this entity. */
    Caller(String entityId, InstantSource clock, Consumer<? super Changes.Change> changes, Runnable passivate) {
        super(
                PersistenceId.of(KEY.name(), entityId),
                SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(10), 0.2));
        this.entityId = entityId;
        this.clock = clock;
        this.changes = changes;
        this.passivate = passivate;
    }

    @Override
    public CallerState emptyState() {
        return CallerState.EMPTY;
    }

    @Override
    public Set<String> tagsFor(CallerEvent event) {
        return Set.of(CallerEvent.TAG);
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(100, 2);
    }

    @Override
    public CommandHandlerWithReply<Command, CallerEvent, CallerState> commandHandler() {
        return newCommandHandlerWithReplyBuilder()
                .forAnyState()
                .onCommand(Enrol.class, this::onEnrol)
                .onCommand(CheckToken.class, this::onCheckToken)
                .onCommand(Stop.class, _ -> Effect().stop().thenNoReply())
                .build();
    }

    @Override
    public EventHandler<CallerState, CallerEvent> eventHandler() {
        return CallerState::apply;
    }

    private ReplyEffect<CallerEvent, CallerState> onEnrol(CallerState state, Enrol enrol) {
        List<CallerEvent> events = Enrolment.decide(state, enrol, UUID.randomUUID(), clock.instant());
        return Effect()
                .persist(events)
                .thenRun(_ -> changes.accept(new Changes.CallerChanged(entityId)))
                .thenReply(
                        enrol.replyTo(),
                        _ -> new Enrolled(
                                events.getFirst().callerId(),
                                enrol.name(),
                                enrol.githubLogin(),
                                enrol.orgLogin(),
                                enrol.pool(),
                                enrol.clientName()));
    }

    private ReplyEffect<CallerEvent, CallerState> onCheckToken(CallerState state, CheckToken check) {
        CallerState.Profile profile = state.profile();
        if (profile == null) {
            passivate.run();
            return Effect().reply(check.replyTo(), new CheckReply.Invalid());
        }
        if (!state.pools().contains(check.pool())) {
            return Effect().reply(check.replyTo(), new CheckReply.Invalid());
        }
        byte[] asked = check.tokenHash().getBytes(StandardCharsets.US_ASCII);
        return Effect()
                .reply(
                        check.replyTo(),
                        state.tokens().stream()
                                .filter(token ->
                                        MessageDigest.isEqual(token.hash().getBytes(StandardCharsets.US_ASCII), asked))
                                .findFirst()
                                .<CheckReply>map(token -> new CheckReply.Valid(
                                        profile.callerId(),
                                        profile.githubLogin(),
                                        profile.orgLogin(),
                                        profile.verifiedAt(),
                                        token.tokenId(),
                                        token.clientName()))
                                .orElseGet(CheckReply.Invalid::new));
    }
}
