package io.octopool.pool.lease;

import io.octopool.pool.events.PoolEvent;
import io.octopool.pool.lease.Pool.CreateReply;
import io.octopool.pool.lease.Pool.PolicyReply;
import io.octopool.pool.lease.Pool.RegisterReply;
import io.octopool.pool.policy.Policy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandlerWithReply;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import org.apache.pekko.persistence.typed.javadsl.ReplyEffect;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;

/**
 * The durable half of a pool: keeps its facts and answers administration after the persist. The lease desk reads it once
 * and hears of every change before the one who asked for it does.
 */
final class PoolJournal extends EventSourcedBehaviorWithEnforcedReplies<PoolJournal.Command, PoolEvent, PoolState> {

    sealed interface Command extends NoSerializationVerificationNeeded {

        record Load() implements Command {}

        record Create(Policy policy, ActorRef<CreateReply> replyTo) implements Command {}

        record Register(Policy policyIfNew, Identity identity, ActorRef<RegisterReply> replyTo) implements Command {}

        record SetPolicy(Policy policy, ActorRef<PolicyReply> replyTo) implements Command {}

        /** Facts that the desk already acts on. */
        record Note(List<PoolEvent> events) implements Command {}
    }

    /** What the desk is told after each change, and once after {@link Command.Load}. */
    record Facts(PoolState state) implements NoSerializationVerificationNeeded {}

    private final String pool;
    private final ActorRef<? super Facts> desk;
    private final InstantSource clock;

    PoolJournal(String pool, ActorRef<? super Facts> desk, InstantSource clock) {
        super(
                PersistenceId.of(Pool.KEY.name(), pool),
                SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(10), 0.2));
        this.pool = pool;
        this.desk = desk;
        this.clock = clock;
    }

    @Override
    public PoolState emptyState() {
        return PoolState.EMPTY;
    }

    @Override
    public Set<String> tagsFor(PoolEvent event) {
        return Set.of(PoolEvent.TAG);
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(200, 2);
    }

    @Override
    public CommandHandlerWithReply<Command, PoolEvent, PoolState> commandHandler() {
        return newCommandHandlerWithReplyBuilder()
                .forAnyState()
                .onCommand(Command.Load.class, (state, _) -> onLoad(state))
                .onCommand(Command.Create.class, this::onCreate)
                .onCommand(Command.Register.class, this::onRegister)
                .onCommand(Command.SetPolicy.class, this::onSetPolicy)
                .onCommand(Command.Note.class, (_, note) -> onNote(note))
                .build();
    }

    @Override
    public EventHandler<PoolState, PoolEvent> eventHandler() {
        return PoolState::apply;
    }

    private ReplyEffect<PoolEvent, PoolState> onLoad(PoolState state) {
        desk.tell(new Facts(state));
        return Effect().noReply();
    }

    private ReplyEffect<PoolEvent, PoolState> onCreate(PoolState state, Command.Create create) {
        if (state.exists()) {
            return Effect().reply(create.replyTo(), new CreateReply(pool));
        }
        return Effect()
                .persist(new PoolEvent.PoolCreated(pool, create.policy(), clock.instant()))
                .thenRun(this::tellDesk)
                .thenReply(create.replyTo(), _ -> new CreateReply(pool));
    }

    private ReplyEffect<PoolEvent, PoolState> onRegister(PoolState state, Command.Register register) {
        Identity known = state.identities().get(register.identity().id());
        if (known != null && !known.kind().equals(register.identity().kind())) {
            return Effect().reply(register.replyTo(), new RegisterReply.KindConflict(known.kind()));
        }
        List<PoolEvent> events = new ArrayList<>();
        if (!state.exists()) {
            events.add(new PoolEvent.PoolCreated(pool, register.policyIfNew(), clock.instant()));
        }
        events.add(new PoolEvent.IdentityRegistered(pool, register.identity(), clock.instant()));
        return Effect()
                .persist(events)
                .thenRun(this::tellDesk)
                .thenReply(register.replyTo(), _ -> new RegisterReply.Registered(register.identity()));
    }

    private ReplyEffect<PoolEvent, PoolState> onSetPolicy(PoolState state, Command.SetPolicy set) {
        if (!state.exists()) {
            return Effect().reply(set.replyTo(), new PolicyReply.NoSuchPool(pool));
        }
        PolicyReply done = new PolicyReply.Found(set.policy());
        return set.policy().equals(state.policy())
                ? Effect().reply(set.replyTo(), done)
                : Effect()
                        .persist(new PoolEvent.PolicyChanged(pool, set.policy(), clock.instant()))
                        .thenRun(this::tellDesk)
                        .thenReply(set.replyTo(), _ -> done);
    }

    private ReplyEffect<PoolEvent, PoolState> onNote(Command.Note note) {
        return Effect().persist(note.events()).thenNoReply();
    }

    private void tellDesk(PoolState state) {
        desk.tell(new Facts(state));
    }
}
