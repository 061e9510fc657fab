package io.octopool.pool.lease;

import io.octopool.pool.CborSerializable;
import io.octopool.pool.Changes;
import io.octopool.pool.budget.OwnerCall;
import io.octopool.pool.events.Attribution;
import io.octopool.pool.policy.Policy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.StashBuffer;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.sharding.typed.ClusterShardingSettings;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.jspecify.annotations.Nullable;

/**
 * A pool of identities: the lease desk, which decides in memory and never waits for the database, in front of a
 * {@link PoolJournal} that keeps the facts. Administration answers after the persist; leases and results never do.
 */
public final class Pool extends AbstractBehavior<Pool.Command> {

    public static final EntityTypeKey<Command> KEY = EntityTypeKey.create(Command.class, "Pool");

    private static final int STASH_CAPACITY = 10_000;

    /** How often those who wait are looked after, besides at each result. */
    private static final Duration TICK_LENGTH = Duration.ofMillis(100);

    private static final Tick TICK = new Tick();

    /** How long a pool that is to end waits until its facts are written. */
    private static final Duration LONGEST_STOP = Duration.ofSeconds(5);

    public sealed interface Command {}

    /**
     * Changes the pool; the reply comes after the persist.
     *
     * @param dryRun whether to decide and answer as ever, and write nothing
     */
    public record Change(PoolChange change, Attribution attribution, boolean dryRun, ActorRef<ChangeReply> replyTo)
            implements Command, CborSerializable {}

    public record GetPolicy(ActorRef<PolicyReply> replyTo) implements Command, CborSerializable {}

    /** Asks whether there is an identity that may be leased at all. */
    public record AskWhetherEmpty(ActorRef<Emptiness> replyTo) implements Command, CborSerializable {}

    public record GetHealth(ActorRef<HealthReply> replyTo) implements Command, CborSerializable {}

    /** Asks for the whole pool, for people to read. */
    public record GetView(ActorRef<ViewReply> replyTo) implements Command, CborSerializable {}

    /** Asks what would become of a lease, without leasing. */
    public record Explain(LeaseQuery query, ActorRef<ExplainReply> replyTo) implements Command, CborSerializable {}

    /** Asks whether GitHub may be called to check an identity, be it leased to anybody or not. */
    public record BeginCheck(String identityId, ActorRef<CheckStart> replyTo) implements Command, CborSerializable {}

    /**
     * Takes in what a call with an identity showed that somebody made to check it.
     *
     * @param sentAt when the call was made
     */
    public record RecordCheck(String identityId, CallResult result, Instant sentAt, ActorRef<CheckReply> replyTo)
            implements Command, CborSerializable {}

    /** Asks for an identity to call GitHub with. */
    public record LeaseIdentity(LeaseQuery query, ActorRef<LeaseReply> replyTo) implements Command, CborSerializable {}

    /** Ends a lease with what became of it. */
    public record RecordResult(LeaseTicket ticket, CallResult result) implements Command, CborSerializable {}

    /** What sharding sends to end the entity. */
    public record Stop() implements Command, CborSerializable {}

    /** What somebody else did at the expense of a budget owner. */
    private record Overheard(OwnerCall call) implements Command, NoSerializationVerificationNeeded {}

    private record Tick() implements Command, NoSerializationVerificationNeeded {}

    /** What was asked at that time, while the pool knew nothing yet. */
    private record Delayed(LeaseIdentity lease, Instant since) implements Command, NoSerializationVerificationNeeded {}

    private record Heard(PoolJournal.Word word) implements Command, NoSerializationVerificationNeeded {}

    private record PatienceOver() implements Command, NoSerializationVerificationNeeded {}

    public sealed interface PolicyReply extends CborSerializable {
        /** The switchedOff: whether the pool refuses every read. */
        record Found(Policy policy, boolean switchedOff) implements PolicyReply {}

        record NoSuchPool() implements PolicyReply {}
    }

    /** The empty: whether the pool has no active identity. */
    public record Emptiness(boolean empty) implements CborSerializable {}

    public sealed interface ViewReply extends CborSerializable {
        record View(PoolState facts, BookView book) implements ViewReply {}

        record NoSuchPool() implements ViewReply {}
    }

    public sealed interface ExplainReply extends CborSerializable {
        /** How each identity stands, in order of registration. */
        record Explained(List<Standing> standings) implements ExplainReply {
            public Explained {
                standings = List.copyOf(standings);
            }
        }

        record NoSuchPool() implements ExplainReply {}
    }

    public sealed interface CheckStart extends CborSerializable {
        record Ready(Identity identity) implements CheckStart {}

        /** GitHub asked to slow down, so it is not to be called. */
        record Resting(Identity identity, CooldownInForce rest) implements CheckStart {}

        record NoSuchIdentity() implements CheckStart {}

        record NoSuchPool() implements CheckStart {}
    }

    /** The noted: whether the check was taken in, which it is unless the pool has no such identity. */
    public record CheckReply(boolean noted) implements CborSerializable {}

    public sealed interface LeaseReply extends CborSerializable {
        /** The identity may be called once; the lease ends with {@link RecordResult}. */
        record Leased(LeaseTicket ticket, Identity identity, LeaseReason reason) implements LeaseReply {}

        /**
         * No active identity reaches the repository, or all that do were excluded.
         *
         * @param poolIsEmpty whether the pool has no active identity at all
         */
        record NoIdentity(boolean poolIsEmpty) implements LeaseReply {}

        /** The until: when the first candidate is usable again, null when unknown. */
        record CoolingDown(@Nullable Instant until) implements LeaseReply {}

        /** Every identity that could serve was busy until the time was nearly over. The until: when one is free, null when unknown. */
        record Saturated(@Nullable Instant until) implements LeaseReply {}
    }

    private final ActorRef<PoolJournal.Command> journal;
    private final Notebook notes;
    private final LeaseBook book;
    private final PoolAnswers answers;
    private final TimerScheduler<Command> timers;
    private final StashBuffer<Command> stash;
    private final InstantSource clock;
    private final Consumer<? super Changes.Change> changes;
    private final String pool;
    private boolean loaded;
    private boolean stopping;

    /** Starts sharding of pools on this node. Pools are never passivated. */
    public static void init(
            ActorSystem<?> system,
            LeaseLimits limits,
            Consumer<? super Changes.Change> changes,
            Consumer<ActorRef<Changes.Change>> subscribe,
            InstantSource clock) {
        ClusterSharding.get(system)
                .init(Entity.of(KEY, context -> create(context.getEntityId(), limits, changes, subscribe, clock))
                        .withSettings(ClusterShardingSettings.create(system).withNoPassivationStrategy())
                        .withStopMessage(new Stop()));
    }

    static Behavior<Command> create(
            String pool,
            LeaseLimits limits,
            Consumer<? super Changes.Change> changes,
            Consumer<ActorRef<Changes.Change>> subscribe,
            InstantSource clock) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> Behaviors.withStash(
                STASH_CAPACITY,
                stash -> new Pool(
                        context,
                        timers,
                        stash,
                        pool,
                        new LeaseBook(pool, limits, clock.instant()),
                        changes,
                        subscribe,
                        clock))));
    }

    private Pool(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            StashBuffer<Command> stash,
            String pool,
            LeaseBook book,
            Consumer<? super Changes.Change> changes,
            Consumer<ActorRef<Changes.Change>> subscribe,
            InstantSource clock) {
        super(context);
        this.pool = pool;
        this.stash = stash;
        this.clock = clock;
        this.changes = changes;
        this.book = book;
        this.answers = new PoolAnswers(book, clock);
        this.timers = timers;
        ActorRef<PoolJournal.Word> words = context.messageAdapter(PoolJournal.Word.class, Heard::new);
        this.journal = context.spawn(Behaviors.setup(_ -> new PoolJournal(pool, words, clock)), "journal");
        this.notes = new Notebook(journal::tell);
        context.watch(journal); // without its journal the pool ends too, and sharding starts both again
        journal.tell(new PoolJournal.Command.Load());
        Changes.hearOfCalls(context, id(), subscribe, Overheard::new);
    }

    private String id() {
        return KEY.name() + "|" + pool;
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Heard.class, this::onHeard)
                .onMessage(Change.class, this::onChange)
                .onMessage(GetPolicy.class, get -> answer(get, get.replyTo(), answers::policy))
                .onMessage(AskWhetherEmpty.class, it -> answer(it, it.replyTo(), answers::emptiness))
                .onMessage(GetHealth.class, get -> answer(get, get.replyTo(), answers::health))
                .onMessage(GetView.class, get -> answer(get, get.replyTo(), answers::view))
                .onMessage(Explain.class, why -> answer(why, why.replyTo(), () -> answers.explain(why.query())))
                .onMessage(BeginCheck.class, it -> answer(it, it.replyTo(), () -> answers.check(it.identityId())))
                .onMessage(RecordCheck.class, this::onCheck)
                .onMessage(LeaseIdentity.class, this::onLease)
                .onMessage(Delayed.class, this::onDelayed)
                .onMessage(RecordResult.class, this::onResult)
                .onMessage(Overheard.class, this::onOverheard)
                .onMessage(Tick.class, _ -> onTick())
                .onMessage(Stop.class, _ -> onStop())
                .onMessage(PatienceOver.class, _ -> Behaviors.stopped())
                .onSignal(Terminated.class, _ -> Behaviors.stopped())
                .build();
    }

    private Behavior<Command> onHeard(Heard heard) {
        return switch (heard.word()) {
            case PoolJournal.Facts facts -> onFacts(facts);
            case PoolJournal.Noted(long number) -> {
                notes.confirmed(number);
                yield this;
            }
            case PoolJournal.Started _ -> {
                notes.tellAgain();
                yield this;
            }
        };
    }

    private Behavior<Command> onFacts(PoolJournal.Facts facts) {
        if (loaded) {
            book.learn(facts.state(), facts.news());
            changes.accept(new Changes.PoolChanged(pool));
            return onTick();
        }
        book.restore(facts.state());
        loaded = true;
        return stash.unstashAll(this);
    }

    /** The journal first writes what it was told, for as long as that may take. */
    private Behavior<Command> onStop() {
        stopping = true;
        book.dismiss();
        journal.tell(new PoolJournal.Command.Stop());
        timers.startSingleTimer(new PatienceOver(), LONGEST_STOP);
        return this;
    }

    /** Whoever waits is looked after until nobody does. */
    private Behavior<Command> onTick() {
        book.tick(clock.instant());
        noteAndTick();
        return this;
    }

    private void noteAndTick() {
        notes.tell(book.marks(clock.instant()));
        if (book.isAwaited() && !timers.isTimerActive(TICK)) {
            timers.startSingleTimer(TICK, TICK, TICK_LENGTH);
        }
    }

    private Behavior<Command> onChange(Change change) {
        journal.tell(new PoolJournal.Command.Change(change));
        return this;
    }

    private Behavior<Command> onCheck(RecordCheck check) {
        return whenLoaded(check, () -> {
            Identity identity = book.facts().identities().get(check.identityId());
            if (identity != null) {
                settle(book.openForCheck(identity, check.result(), check.sentAt(), clock.instant()), check.result());
            }
            check.replyTo().tell(new CheckReply(identity != null));
        });
    }

    private Behavior<Command> onLease(LeaseIdentity lease) {
        if (loaded && !stopping) {
            ask(lease.query(), lease.replyTo());
        } else if (stopping || stash.isFull()) {
            lease.replyTo().tell(new LeaseReply.Saturated(null));
        } else {
            stash.stash(new Delayed(lease, clock.instant()));
        }
        return this;
    }

    /** Whoever asks gives up when the time is over that it asked with, which the pool spent learning. */
    private Behavior<Command> onDelayed(Delayed delayed) {
        LeaseIdentity lease = delayed.lease();
        Duration waited = Duration.between(delayed.since(), clock.instant());
        Duration left = lease.query().remaining().minus(waited.isNegative() ? Duration.ZERO : waited);
        if (left.isPositive() && !stopping) {
            ask(lease.query().withRemaining(left), lease.replyTo());
        } else {
            lease.replyTo().tell(new LeaseReply.Saturated(null));
        }
        return this;
    }

    private void ask(LeaseQuery query, ActorRef<LeaseReply> replyTo) {
        book.ask(query, clock.instant(), outcome -> replyTo.tell(answers.lease(outcome)));
        noteAndTick();
    }

    private Behavior<Command> onResult(RecordResult record) {
        return whenLoaded(record, () -> settle(record.ticket(), record.result()));
    }

    private void settle(LeaseTicket ticket, CallResult result) {
        OwnerCall.of(ticket, result).ifPresent(call -> changes.accept(new Changes.OwnerCalled(id(), call)));
        notes.tell(book.settle(ticket, result, clock.instant()));
    }

    private Behavior<Command> onOverheard(Overheard heard) {
        if (loaded) {
            notes.tell(book.overhear(heard.call(), clock.instant()));
        }
        return this;
    }

    private <R> Behavior<Command> answer(Command question, ActorRef<R> asker, Supplier<R> reply) {
        return whenLoaded(question, () -> asker.tell(reply.get()));
    }

    private Behavior<Command> whenLoaded(Command command, Runnable handle) {
        if (loaded) {
            handle.run();
        } else if (!stash.isFull()) {
            stash.stash(command);
        }
        return this;
    }
}
