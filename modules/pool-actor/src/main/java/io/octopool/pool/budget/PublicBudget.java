package io.octopool.pool.budget;

import io.octopool.pool.CborSerializable;
import io.octopool.pool.Changes;
import io.octopool.pool.events.PublicBudgetEvent;
import io.octopool.pool.events.PublicBudgetEvent.BudgetForgotten;
import io.octopool.pool.events.PublicBudgetEvent.BudgetNoted;
import io.octopool.pool.journal.JournalWord;
import io.octopool.pool.journal.Keeper;
import io.octopool.pool.journal.Lifecycle;
import io.octopool.pool.lease.CallResult;
import io.octopool.pool.lease.Cooldown;
import io.octopool.pool.lease.LeaseLimits;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
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
import org.apache.pekko.persistence.typed.PersistenceId;
import org.jspecify.annotations.Nullable;

/**
 * What one budget owner may still spend on calls that no pool makes: the public reader's (design, "Public reader"), and those
 * with the org verifier's token. Entity ids are {@link #ofApp}, {@link #ofHost}, {@link #ofUser} and {@link #OF_VERIFIER}. What
 * GitHub said is acted on at once; the journal hears of what would matter after a restart, and is never waited for.
 */
public final class PublicBudget extends AbstractBehavior<PublicBudget.Command> {

    public static final EntityTypeKey<Command> KEY = EntityTypeKey.create(Command.class, "PublicBudget");

    /**
     * The entity for calls with the org verifier's token while it is not known whose that is. Once it is known it goes on to heed
     * what is done at that user's expense, so that the next start asks GitHub nothing that the user may not ask.
     */
    public static final String OF_VERIFIER = "verifier";

    private static final String OF_USER = "user:";

    /** Longer than any window and any rest. */
    private static final Duration LONGEST_IDLE = Duration.ofHours(2);

    /** How long an asker waits beyond its patience: after that nobody is there to take what is granted. */
    public static final Duration ANSWERED_WITHIN = Duration.ofSeconds(3);

    /** How often those who wait are looked after, besides at each result. */
    private static final Duration TICK_LENGTH = Duration.ofMillis(100);

    private static final Tick TICK = new Tick();

    public sealed interface Command {}

    /**
     * Asks for leave to make one call.
     *
     * @param resource the budget that the call is expected to spend
     * @param remaining how long the reservation may last
     * @param patience how long to wait, in order, while the owner is as busy as it may be
     */
    public record Reserve(String resource, Duration remaining, Duration patience, ActorRef<ReserveReply> replyTo)
            implements Command, CborSerializable {}

    /** Ends a reservation with what became of the call. */
    public record RecordResult(long reservationId, CallResult result) implements Command, CborSerializable {}

    /** Says at which user's expense the calls are made: that of the entity with that id. It is forgotten when this one stops. */
    public record LearnPayer(String user) implements Command, CborSerializable {}

    /** Asks what is known, for people to read. */
    public record GetStatus(ActorRef<Status> replyTo) implements Command, CborSerializable {}

    /** What sharding sends to end the entity. */
    public record Stop() implements Command, CborSerializable {}

    /** A wish, and when it came. */
    private record Asked(Reserve reserve, Instant at) implements Command, NoSerializationVerificationNeeded {}

    /** What somebody else did at the owner's expense. */
    private record Overheard(OwnerCall call) implements Command, NoSerializationVerificationNeeded {}

    private record Tick() implements Command, NoSerializationVerificationNeeded {}

    private record Journalled(JournalWord<PublicBudgetEvent> word)
            implements Command, NoSerializationVerificationNeeded {}

    public sealed interface ReserveReply extends CborSerializable {
        record Granted(long reservationId) implements ReserveReply {}

        /** The until: when a call may be made again, null when unknown. */
        record Exhausted(@Nullable Instant until) implements ReserveReply {}

        /** The owner is as busy as it may be. The until: when it may not be any more, null when unknown. */
        record Busy(@Nullable Instant until) implements ReserveReply {}
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

    private final String owner;
    private final PublicBook book;
    private final ReserveLine line;
    private final Keeper<PublicBudgetEvent> journal;
    private final Lifecycle<Command, PublicBudgetEvent> life;
    private final TimerScheduler<Command> timers;
    private final Consumer<? super Changes.Change> changes;
    private final InstantSource clock;
    private @Nullable String user;
    private boolean loaded;

    /** The entity for calls with the id and secret of an OAuth app. */
    public static String ofApp(String clientId) {
        return "app:" + clientId;
    }

    /** The entity for calls without a credential, which GitHub counts by the address they come from. */
    public static String ofHost(String host) {
        return "ip:" + host;
    }

    /** The entity for calls with a token of that user. */
    public static String ofUser(long userId) {
        return OF_USER + userId;
    }

    /** Starts sharding of these budgets on this node. */
    public static void init(ActorSystem<?> system, LeaseLimits limits, Changes changes, InstantSource clock) {
        ClusterShardingSettings sharding = ClusterShardingSettings.create(system);
        ClusterSharding.get(system)
                .init(Entity.of(KEY, entity -> create(entity.getEntityId(), limits, changes, changes::subscribe, clock))
                        .withSettings(sharding.withPassivationStrategy(
                                sharding.passivationStrategySettings().withIdleEntityPassivation(LONGEST_IDLE)))
                        .withStopMessage(new Stop()));
    }

    /** The subscribe: lets the entity hear of what others publish. */
    static Behavior<Command> create(
            String owner,
            LeaseLimits limits,
            Consumer<? super Changes.Change> changes,
            Consumer<ActorRef<Changes.Change>> subscribe,
            InstantSource clock) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> Behaviors.withStash(
                Lifecycle.MOST_EARLY,
                early -> new PublicBudget(context, timers, early, owner, limits, changes, subscribe, clock))));
    }

    private PublicBudget(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            StashBuffer<Command> early,
            String owner,
            LeaseLimits limits,
            Consumer<? super Changes.Change> changes,
            Consumer<ActorRef<Changes.Change>> subscribe,
            InstantSource clock) {
        super(context);
        this.owner = owner;
        this.user = owner.startsWith(OF_USER) ? owner : null;
        this.timers = timers;
        this.changes = changes;
        this.clock = clock;
        this.book = new PublicBook(owner, limits, clock.instant());
        this.line = new ReserveLine(book);
        this.journal = Keeper.start(context, PersistenceId.of(KEY.name(), owner), null, Journalled::new);
        this.life = new Lifecycle<>(journal, early, PublicBudget::refuse, line::isEmpty);
        Changes.hearOfCalls(context, id(), subscribe, Overheard::new);
    }

    private String id() {
        return KEY.name() + "|" + owner;
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Journalled.class, heard -> onJournalled(heard.word()))
                .onMessage(Stop.class, _ -> onStop())
                .onMessage(Reserve.class, wish -> life.handle(new Asked(wish, clock.instant()), this, this::on))
                .onAnyMessage(command -> life.handle(command, this, this::on))
                .build();
    }

    private void on(Command command) {
        Instant now = clock.instant();
        switch (command) {
            case Asked asked -> onAsked(asked, now);
            case RecordResult record -> onResult(record, now);
            case Overheard heard -> onOverheard(heard.call(), now);
            case LearnPayer learn -> user = learn.user();
            case GetStatus get -> get.replyTo().tell(book.status(now));
            case Tick _ -> {} // the line is served below
            case Reserve _, Stop _, Journalled _ -> {} // are seen to before
        }
        line.serve(now);
        if (book.hasNews(now)) {
            journal.write(book.noted(now));
        }
        if (!line.isEmpty() && !timers.isTimerActive(TICK)) {
            timers.startSingleTimer(TICK, TICK, TICK_LENGTH);
        }
    }

    /** A journal that has been read once more lost what was being written. */
    private Behavior<Command> onJournalled(JournalWord<PublicBudgetEvent> word) {
        if (loaded && word instanceof JournalWord.Recovered && book.isInForce(clock.instant())) {
            journal.write(book.noted(clock.instant()));
        }
        return life.hear(word, this, this::restore);
    }

    private void restore() {
        loaded = true;
        if (journal.latest() instanceof BudgetNoted noted) {
            book.restore(noted);
            forgetIfOver();
        }
    }

    /** Leaves nothing in the journal where nothing is in force any more. */
    private void forgetIfOver() {
        Instant now = clock.instant();
        if (journal.latest() instanceof BudgetNoted && !book.isInForce(now)) {
            journal.write(new BudgetForgotten(owner, now));
        }
    }

    private void onAsked(Asked asked, Instant now) {
        Reserve wish = asked.reserve();
        if (now.isBefore(asked.at().plus(wish.patience()).plus(ANSWERED_WITHIN))) {
            line.join(wish, asked.at());
        } else {
            wish.replyTo().tell(new ReserveReply.Busy(null));
        }
    }

    private void onResult(RecordResult record, Instant now) {
        String payer = user;
        if (payer != null) { // the others have no identities
            book.call(payer, record.reservationId(), record.result())
                    .ifPresent(call -> changes.accept(new Changes.OwnerCalled(id(), call)));
        }
        book.settle(record.reservationId(), record.result(), now);
    }

    private void onOverheard(OwnerCall call, Instant now) {
        if (call.owner().equals(user)) {
            book.overhear(call, now);
        }
    }

    private Behavior<Command> onStop() {
        line.dismiss();
        forgetIfOver();
        return life.stop(this);
    }

    /** While it is not known what may be spent, nothing is. */
    private static void refuse(Command early) {
        switch (early) {
            case Asked asked -> asked.reserve().replyTo().tell(new ReserveReply.Busy(null));
            case GetStatus _ -> {} // nothing is known that could be told
            case Reserve _,
                    RecordResult _,
                    Overheard _,
                    LearnPayer _,
                    Tick _,
                    Stop _,
                    Journalled _ -> {} // wait for no reply
        }
    }
}
