package io.octopool.pool.lease;

import io.octopool.pool.events.PoolEvent;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.javadsl.CommandHandlerWithReply;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import org.apache.pekko.persistence.typed.javadsl.ReplyEffect;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

/**
 * The durable half of a pool: keeps its facts and answers administration after the persist. The lease desk reads it once
 * and hears of every change before the one who asked for it does.
 */
final class PoolJournal extends EventSourcedBehaviorWithEnforcedReplies<PoolJournal.Command, PoolEvent, PoolState> {

    sealed interface Command extends NoSerializationVerificationNeeded {

        record Load() implements Command {}

        record Change(Pool.Change wanted) implements Command {}

        /** Facts that the desk already acts on. It is told of those among them that it did not know, and that they are kept. */
        record Note(long number, List<PoolEvent> events) implements Command {}

        /** Ends the journal, once all that it was told before is kept. */
        record Stop() implements Command {}
    }

    /** What the desk is told. */
    sealed interface Word extends NoSerializationVerificationNeeded {}

    /**
     * What the desk is told after each change, and once after {@link Command.Load}.
     *
     * @param news what changed, nothing after a load
     */
    record Facts(PoolState state, List<PoolEvent> news) implements Word {}

    /** The note of that number is kept. */
    record Noted(long number) implements Word {}

    /** The journal has been read, and knows nothing of the notes under way: after a failed write it starts again. */
    record Started() implements Word {}

    private final String pool;
    private final ActorRef<Word> desk;
    private final InstantSource clock;

    PoolJournal(String pool, ActorRef<Word> desk, InstantSource clock) {
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
                .onCommand(Command.Change.class, (state, change) -> onChange(state, change.wanted()))
                .onCommand(Command.Note.class, this::onNote)
                .onCommand(Command.Stop.class, (_, _) -> Effect().stop().thenNoReply())
                .build();
    }

    @Override
    public SignalHandler<PoolState> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), _ -> desk.tell(new Started()))
                .build();
    }

    @Override
    public EventHandler<PoolState, PoolEvent> eventHandler() {
        return PoolState::apply;
    }

    private ReplyEffect<PoolEvent, PoolState> onLoad(PoolState state) {
        desk.tell(new Facts(state, List.of()));
        return Effect().noReply();
    }

    private ReplyEffect<PoolEvent, PoolState> onChange(PoolState state, Pool.Change wanted) {
        PoolChanges.Decision decision =
                new PoolChanges(pool, state, wanted.attribution(), clock.instant()).decide(wanted.change());
        List<PoolEvent> events = decision.events();
        return events.isEmpty() || wanted.dryRun()
                ? Effect().reply(wanted.replyTo(), decision.reply())
                : Effect()
                        .persist(events)
                        .thenRun(written -> desk.tell(new Facts(written, events)))
                        .thenReply(wanted.replyTo(), _ -> decision.reply());
    }

    /** Whom a person removed or disabled meanwhile, the desk need not disable. */
    private ReplyEffect<PoolEvent, PoolState> onNote(PoolState state, Command.Note note) {
        List<PoolEvent> events = note.events().stream()
                .filter(event ->
                        !(event instanceof PoolEvent.IdentityDisabled off) || isActive(state, off.identityId()))
                .toList();
        List<PoolEvent> news =
                events.stream().filter(PoolEvent.Decided.class::isInstance).toList();
        return Effect()
                .persist(events)
                .thenRun(written -> {
                    desk.tell(new Noted(note.number()));
                    if (!news.isEmpty()) {
                        desk.tell(new Facts(written, news));
                    }
                })
                .thenNoReply();
    }

    private static boolean isActive(PoolState state, String identityId) {
        Identity known = state.identities().get(identityId);
        return known != null && known.isActive();
    }
}
