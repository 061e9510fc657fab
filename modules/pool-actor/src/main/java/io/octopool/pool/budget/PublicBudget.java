package io.octopool.pool.budget;

import io.octopool.pool.CborSerializable;
import io.octopool.pool.events.PublicBudgetEvent;
import io.octopool.pool.events.PublicBudgetEvent.BudgetForgotten;
import io.octopool.pool.events.PublicBudgetEvent.BudgetNoted;
import io.octopool.pool.lease.CallResult;
import io.octopool.pool.lease.Cooldown;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.cluster.sharding.typed.ClusterShardingSettings;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.javadsl.CommandHandlerWithReply;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import org.apache.pekko.persistence.typed.javadsl.ReplyEffect;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;
import org.jspecify.annotations.Nullable;

/**
 * What one public reader may still spend (design, "Public reader"). Entity ids are {@link #ofApp} and {@link #ofHost}. What
 * GitHub said is acted on at once; the journal hears of what would matter after a restart.
 */
public final class PublicBudget
        extends EventSourcedBehaviorWithEnforcedReplies<PublicBudget.Command, PublicBudgetEvent, PublicBudget.State> {

    public static final EntityTypeKey<Command> KEY = EntityTypeKey.create(Command.class, "PublicBudget");

    /** Longer than any window and any rest. */
    private static final Duration LONGEST_IDLE = Duration.ofHours(2);

    public sealed interface Command {}

    /**
     * Asks for leave to make one call.
     *
     * @param resource the budget that the call is expected to spend
     * @param remaining how long the reservation may last
     */
    public record Reserve(String resource, Duration remaining, ActorRef<ReserveReply> replyTo)
            implements Command, CborSerializable {}

    /** Ends a reservation with what became of the call. */
    public record RecordResult(long reservationId, CallResult result) implements Command, CborSerializable {}

    /** Asks what is known, for people to read. */
    public record GetStatus(ActorRef<Status> replyTo) implements Command, CborSerializable {}

    /** What sharding sends to end the entity. */
    public record Stop() implements Command, CborSerializable {}

    public sealed interface ReserveReply extends CborSerializable {
        record Granted(long reservationId) implements ReserveReply {}

        /** The until: when a call may be made again, null when unknown. */
        record Exhausted(@Nullable Instant until) implements ReserveReply {}
    }

    /**
     * What is in force.
     *
     * @param owner the entity id
     * @param budgets those whose window has not ended
     * @param rest null if there is none
     */
    public record Status(
            String owner,
            List<KnownBudget> budgets,
            @Nullable Cooldown rest) implements CborSerializable {
        public Status {
            budgets = List.copyOf(budgets);
        }
    }

    /** What the journal holds, null if nothing. */
    public record State(@Nullable BudgetNoted noted) implements CborSerializable {}

    private final String owner;
    private final PublicBook book;
    private final InstantSource clock;

    /** The entity for calls with the id and secret of an OAuth app. */
    public static String ofApp(String clientId) {
        return "app:" + clientId;
    }

    /** The entity for calls without a credential, which GitHub counts by the address they come from. */
    public static String ofHost(String host) {
        return "ip:" + host;
    }

    /** Starts sharding of public budgets on this node. */
    public static void init(ActorSystem<?> system, InstantSource clock) {
        ClusterShardingSettings sharding = ClusterShardingSettings.create(system);
        ClusterSharding.get(system)
                .init(Entity.of(KEY, entity -> new PublicBudget(entity.getEntityId(), clock))
                        .withSettings(sharding.withPassivationStrategy(
                                sharding.passivationStrategySettings().withIdleEntityPassivation(LONGEST_IDLE)))
                        .withStopMessage(new Stop()));
    }

    PublicBudget(String owner, InstantSource clock) {
        super(
                PersistenceId.of(KEY.name(), owner),
                SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(10), 0.2));
        this.owner = owner;
        this.book = new PublicBook(owner, clock.instant());
        this.clock = clock;
    }

    @Override
    public State emptyState() {
        return new State(null);
    }

    @Override
    public CommandHandlerWithReply<Command, PublicBudgetEvent, State> commandHandler() {
        return newCommandHandlerWithReplyBuilder()
                .forAnyState()
                .onCommand(Reserve.class, this::onReserve)
                .onCommand(RecordResult.class, this::onResult)
                .onCommand(GetStatus.class, this::onGetStatus)
                .onCommand(Stop.class, (state, _) -> onStop(state))
                .build();
    }

    @Override
    public SignalHandler<State> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), state -> {
                    if (state.noted() != null) {
                        book.restore(state.noted());
                    }
                })
                .build();
    }

    @Override
    public EventHandler<State, PublicBudgetEvent> eventHandler() {
        return (_, event) -> switch (event) {
            case BudgetNoted noted -> new State(noted);
            case BudgetForgotten _ -> new State(null);
        };
    }

    private ReplyEffect<PublicBudgetEvent, State> onReserve(Reserve reserve) {
        return Effect()
                .reply(reserve.replyTo(), book.reserve(reserve.resource(), reserve.remaining(), clock.instant()));
    }

    private ReplyEffect<PublicBudgetEvent, State> onResult(RecordResult record) {
        Instant now = clock.instant();
        return book.settle(record.reservationId(), record.result(), now)
                ? Effect().persist(book.noted(now)).thenNoReply()
                : Effect().noReply();
    }

    private ReplyEffect<PublicBudgetEvent, State> onGetStatus(GetStatus get) {
        return Effect().reply(get.replyTo(), book.status(clock.instant()));
    }

    private ReplyEffect<PublicBudgetEvent, State> onStop(State state) {
        Instant now = clock.instant();
        return state.noted() == null || book.isInForce(now)
                ? Effect().stop().thenNoReply()
                : Effect().persist(new BudgetForgotten(owner, now)).thenStop().thenNoReply();
    }
}
