package io.octopool.pool.cache;

import io.octopool.github.request.CanonicalRequest;
import io.octopool.pool.CborSerializable;
import io.octopool.pool.events.CachedReadEvent;
import io.octopool.pool.events.CachedReadEvent.AnswerRemoved;
import io.octopool.pool.events.CachedReadEvent.AnswerStored;
import io.octopool.pool.fetch.Climbing;
import io.octopool.pool.fetch.FetchLadder;
import io.octopool.pool.fetch.FetchPorts;
import io.octopool.pool.fetch.Fetched;
import io.octopool.pool.fetch.Fetched.GaveUp;
import io.octopool.pool.fetch.Fetched.Obtained;
import io.octopool.pool.fetch.Refusal;
import io.octopool.pool.fetch.Refusal.Reason;
import io.octopool.pool.journal.JournalWord;
import io.octopool.pool.journal.Keeper;
import io.octopool.pool.journal.Lifecycle;
import io.octopool.pool.visibility.Proof;
import io.octopool.pool.visibility.RepoVisibility;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.StashBuffer;
import org.apache.pekko.cluster.sharding.typed.ClusterShardingSettings;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.jspecify.annotations.Nullable;

/**
 * One GitHub answer of one pool: the answer, its freshness, and who may fetch it now. The file is long because it is the whole
 * protocol of the entity; what is decided is next door.
 *
 * <p>Invariants: at most one fetch is under way, and everyone whom its result suits waits for it. A reader whose
 * {@code max-age} excludes that fetch joins the next one, which is started once for all such readers. An answer is served
 * for a repository only under a proof of the generation it was fetched under. Everyone is answered within their own time, and a
 * fetch is cancelled when the last of those who wait for it goes, not when the first does. Waiters are answered first, the write follows:
 * what is in memory is served whatever becomes of the journal, and who asks before the journal can be read is told so.
 *
 * <p>Being asked to stop, it first answers those who wait and writes what it fetched; sharding keeps what arrives meanwhile
 * for the next incarnation.
 */
public final class CachedRead extends AbstractBehavior<CachedRead.Command> {

    public static final EntityTypeKey<Command> KEY = EntityTypeKey.create(Command.class, "CachedRead");

    /** No answer is of use to anyone who has not asked for it in a day. */
    private static final Duration LONGEST_IDLE = Duration.ofDays(1);

    private static final GaveUp TOO_LATE = new GaveUp(Refusal.fallback(Reason.GITHUB_TIMEOUT), null, null, false);
    private static final GaveUp BROKEN = new GaveUp(Refusal.fallback(Reason.RELAY_OVERLOADED), null, null, false);

    public sealed interface Command {}

    /** Asks for the answer. */
    public record Read(ReadQuery query, ActorRef<ReadReply> replyTo) implements Command, CborSerializable {

        Read with(Proof fresh) {
            return new Read(query.with(fresh), replyTo);
        }
    }

    /** Asks what would become of that read. GitHub is not asked, and an answer that was not in memory leaves it again. */
    public record Peek(ReadQuery query, ActorRef<Peeked> replyTo) implements Command, CborSerializable {}

    /** The reader of that request waits no longer; a fetch that nobody waits for any more is cancelled. */
    public record Leave(String requestId) implements Command, CborSerializable {}

    /** Gives the stored answer up; an entity that nobody has read then leaves memory again. */
    public record Discard(Cause cause, ActorRef<Discarded> replyTo) implements Command, CborSerializable {

        /** Why an answer is given up. */
        public enum Cause {
            /** It has expired; one that may still be served stays. */
            EXPIRED,
            /** It makes room, or is of no use; what is being fetched is shown to those who wait and not kept. */
            EVICTED,
            /** Its repository is not public; those who wait are refused. */
            NOT_PUBLIC
        }
    }

    /** The gone: whether nothing is stored under the key any more. */
    public record Discarded(String key, boolean gone) implements CborSerializable {}

    /** What sharding sends to end the entity. */
    public record Stop() implements Command, CborSerializable {}

    /** The reply: null if there was none. */
    private record Proved(Reader reader, RepoVisibility.@Nullable Reply reply)
            implements Command, NoSerializationVerificationNeeded {}

    /** The answer: what was fetched, in the form in which it is kept; null if nothing was. */
    private record Landed(
            long flight, Fetched fetched, @Nullable Answer answer)
            implements Command, NoSerializationVerificationNeeded {}

    /** Someone may have waited for long enough. */
    private record Ring() implements Command, NoSerializationVerificationNeeded {}

    private record Journalled(JournalWord<CachedReadEvent> word)
            implements Command, NoSerializationVerificationNeeded {}

    private final String key;
    private final Keeper<CachedReadEvent> journal;
    private final Lifecycle<Command, CachedReadEvent> life;
    private final FetchLadder ladder;
    private final FetchPorts ports;
    private final InstantSource clock;
    private final Shelf shelf;
    private final Flights flights = new Flights();
    private final Alarm<Command> alarm;
    private final List<Reader> awaitingProof = new ArrayList<>();
    private boolean wasRead;

    /** Starts sharding of answers on this node. Entity ids are {@link CanonicalRequest#cacheKey}s. */
    public static void init(
            ActorSystem<?> system, CacheBounds bounds, FetchLadder ladder, FetchPorts ports, InstantSource clock) {
        ClusterShardingSettings sharding = ClusterShardingSettings.create(system);
        ClusterShardingSettings.PassivationStrategySettings leastRecentlyUsed = sharding.passivationStrategySettings()
                .withIdleEntityPassivation(LONGEST_IDLE)
                .withActiveEntityLimit(bounds.entriesInMemory())
                .withLeastRecentlyUsedReplacement();
        MemoryBudget memory = new MemoryBudget(bounds.bytesInMemory());
        ClusterSharding.get(system)
                .init(Entity.of(
                                KEY,
                                entity -> create(
                                        entity.getEntityId(),
                                        ladder,
                                        ports,
                                        memory,
                                        self -> entity.getShard().tell(new ClusterSharding.Passivate<>(self)),
                                        clock))
                        .withSettings(sharding.withPassivationStrategy(leastRecentlyUsed))
                        .withStopMessage(new Stop()));
    }

    /** The leaveMemory: asks for {@link Stop}; called from any thread. */
    static Behavior<Command> create(
            String key,
            FetchLadder ladder,
            FetchPorts ports,
            MemoryBudget memory,
            Consumer<ActorRef<Command>> leaveMemory,
            InstantSource clock) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> Behaviors.withStash(
                Lifecycle.MOST_EARLY,
                early -> new CachedRead(
                        context,
                        new Alarm<>(timers, new Ring()),
                        early,
                        key,
                        ladder,
                        ports,
                        new Shelf(key, memory, () -> leaveMemory.accept(context.getSelf())),
                        clock))));
    }

    private CachedRead(
            ActorContext<Command> context,
            Alarm<Command> alarm,
            StashBuffer<Command> early,
            String key,
            FetchLadder ladder,
            FetchPorts ports,
            Shelf shelf,
            InstantSource clock) {
        super(context);
        this.alarm = alarm;
        this.key = key;
        this.ladder = ladder;
        this.ports = ports;
        this.shelf = shelf;
        this.clock = clock;
        this.journal = Keeper.start(context, PersistenceId.of(KEY.name(), key), CachedReadEvent.TAG, Journalled::new);
        this.life = new Lifecycle<>(journal, early, CachedRead::refuse, this::isIdle);
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Journalled.class, heard -> life.hear(heard.word(), this, () -> shelf.put(stored())))
                .onMessage(Stop.class, _ -> life.stop(this))
                .onAnyMessage(command -> life.handle(command, this, this::on))
                .onSignal(PostStop.class, _ -> {
                    shelf.leave();
                    return this;
                })
                .build();
    }

    private void on(Command command) {
        switch (command) {
            case Read read -> onRead(read);
            case Peek peek -> onPeek(peek);
            case Leave leave -> onLeave(leave);
            case Proved proved -> onProved(proved);
            case Landed landed -> onLanded(landed);
            case Discard discard -> onDiscard(discard);
            case Ring _ -> onRing();
            case Stop _, Journalled _ -> {} // are the lifecycle's
        }
    }

    private static void refuse(Command early) {
        if (early instanceof Read read) {
            read.replyTo().tell(new ReadReply.Refused(Refusal.fallback(Reason.RELAY_OVERLOADED), null));
        }
    }

    /** The answer that is written, or being written, null if none. */
    private @Nullable AnswerStored stored() {
        return journal.latest() instanceof AnswerStored stored ? stored : null;
    }

    private void onRead(Read read) {
        wasRead = true;
        Instant now = clock.instant();
        serve(Reader.of(read, now), now);
        takeOff(now);
    }

    private void onPeek(Peek peek) {
        Instant now = clock.instant();
        Read read = new Read(peek.query(), getContext().getSystem().ignoreRef());
        ReadDecision decision = shelf.decide(Reader.of(read, now), now);
        if (!wasRead) {
            shelf.leaveMemory();
        }
        peek.replyTo().tell(Peeked.of(decision, shelf.held(), wasRead, flights.isUnderWay()));
    }

    private void onLeave(Leave leave) {
        flights.leave(leave.requestId());
        awaitingProof.removeIf(reader -> reader.query().requestId().equals(leave.requestId()));
        takeOff(clock.instant());
    }

    private void onRing() {
        Instant now = clock.instant();
        flights.takeLate(now).forEach(reader -> dismiss(reader, now));
        takeOff(now);
        alarm.off();
        flights.firstDeadline().ifPresent(first -> alarm.setBy(first, now));
    }

    /** Answers a reader whose time is over with what may stand in; for that it is enough to know the proof, GitHub is not asked. */
    private void dismiss(Reader reader, Instant now) {
        AnswerStored held = shelf.held();
        String repo = held == null ? null : held.repo();
        if (repo != null && StandIn.lacksProof(held, TOO_LATE, reader, now)) {
            awaitingProof.add(reader);
            getContext()
                    .pipeToSelf(
                            ports.known(repo),
                            (known, _) -> new Proved(reader, known == null ? null : known.orElse(null)));
        } else {
            reader.answer(shelf.standInOrRefuse(TOO_LATE, reader, now));
        }
    }

    private void onDiscard(Discard discard) {
        Instant now = clock.instant();
        if (!wasRead) {
            shelf.leaveMemory();
        }
        AnswerStored kept = shelf.held();
        switch (discard.cause()) {
            case EXPIRED -> {
                if (kept != null && now.isBefore(kept.staleUntil())) {
                    discard.replyTo().tell(new Discarded(key, false));
                    return;
                }
                shelf.put(null);
            }
            case EVICTED -> {
                shelf.clear();
                flights.fence();
            }
            case NOT_PUBLIC -> hide();
        }
        Discarded gone = new Discarded(key, true);
        if (stored() == null) {
            discard.replyTo().tell(gone);
        } else {
            journal.write(new AnswerRemoved(key, now), () -> discard.replyTo().tell(gone));
        }
    }

    /** Answers the reader if that can be done at once, else lets it wait for what it takes. */
    private void serve(Reader reader, Instant now) {
        switch (shelf.decide(reader, now)) {
            case ReadDecision.Serve(AnswerStored answer, Proof proof) -> {
                shelf.used();
                reader.answer(new ReadReply.Fresh(answer.answer(), answer.freshUntil(), proof));
            }
            case ReadDecision.Prove(String repo) -> {
                awaitingProof.add(reader);
                getContext().pipeToSelf(ports.prove(repo), (reply, _) -> new Proved(reader, reply));
            }
            case ReadDecision.Repeat(GaveUp refused) -> reader.answer(shelf.standInOrRefuse(refused, reader, now));
            case ReadDecision.ProveTokenFree _, ReadDecision.Fetch _ -> board(reader, now);
        }
    }

    private void board(Reader reader, Instant now) {
        if (reader.gaveUpBy(now)) {
            dismiss(reader, now);
        } else {
            flights.board(reader);
            alarm.setBy(reader.deadline(), now);
        }
    }

    private void onProved(Proved proved) {
        Reader reader = proved.reader();
        if (!awaitingProof.remove(reader)) {
            return;
        }
        Instant now = clock.instant();
        switch (proved.reply()) {
            case RepoVisibility.Reply.Public(Proof proof) -> {
                serve(reader.provenBy(proof), now);
                takeOff(now);
            }
            case RepoVisibility.Reply.NotPublic _ -> {
                reader.refuse(Reason.REPO_NOT_PUBLIC);
                hide();
                write(shelf.removalOf(stored(), now));
            }
            case RepoVisibility.Reply.Undecided(var cause) -> reader.refuse(Reason.of(cause));
            case null -> reader.refuse(reader.gaveUpBy(now) ? Reason.GITHUB_TIMEOUT : Reason.RELAY_OVERLOADED);
        }
    }

    /** Starts the one fetch for all who wait for the next, unless one is under way. */
    private void takeOff(Instant now) {
        if (flights.isUnderWay()) {
            return;
        }
        flights.takeLate(now).forEach(reader -> dismiss(reader, now));
        List<Reader> waiters = flights.takeNext();
        if (waiters.isEmpty()) {
            alarm.off();
        } else {
            takeOff(waiters, now);
        }
    }

    private void takeOff(List<Reader> waiters, Instant now) {
        Departure departure = Departure.of(waiters, shelf, now);
        long flight = flights.nextNumber();
        Climbing climbing = ladder.fetch(departure.request());
        flights.started(now, waiters, departure.basis(), climbing);
        getContext()
                .pipeToSelf(
                        climbing.result().thenApply(fetched -> landed(flight, fetched, now)),
                        (landed, failure) -> failure == null ? landed : new Landed(flight, BROKEN, null));
    }

    /** Not on the actor's thread: compressing a large body takes a while. */
    private static Landed landed(long flight, Fetched fetched, Instant startedAt) {
        return new Landed(
                flight, fetched, fetched instanceof Obtained obtained ? Filing.answer(obtained, startedAt) : null);
    }

    private void onLanded(Landed landed) {
        flights.land(landed.flight()).ifPresent(flight -> {
            Instant now = clock.instant();
            write(shelf.take(flight, landed.fetched(), landed.answer(), stored(), reader -> serve(reader, now), now));
            flights.takeNext().forEach(reader -> serve(reader, now));
            takeOff(now);
        });
    }

    /** Gives up whatever is known or being fetched: nobody may be shown any of it. */
    private void hide() {
        shelf.clear();
        flights.takeAll().forEach(reader -> reader.refuse(Reason.REPO_NOT_PUBLIC));
    }

    private void write(@Nullable CachedReadEvent event) {
        if (event != null) {
            journal.write(event);
        }
    }

    private boolean isIdle() {
        return flights.isIdle() && awaitingProof.isEmpty();
    }
}
