package io.octopool.pool.cache;

import io.octopool.github.request.CanonicalRequest;
import io.octopool.pool.CborSerializable;
import io.octopool.pool.cache.Flights.Flight;
import io.octopool.pool.events.CachedReadEvent;
import io.octopool.pool.events.CachedReadEvent.AnswerRemoved;
import io.octopool.pool.events.CachedReadEvent.AnswerStored;
import io.octopool.pool.fetch.Climbing;
import io.octopool.pool.fetch.FetchLadder;
import io.octopool.pool.fetch.FetchPorts;
import io.octopool.pool.fetch.FetchRequest;
import io.octopool.pool.fetch.Fetched;
import io.octopool.pool.fetch.Fetched.GaveUp;
import io.octopool.pool.fetch.Fetched.NotModified;
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
import java.util.Objects;
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
 * One GitHub answer of one pool: the answer, its freshness, and who may fetch it now.
 *
 * <p>Invariants: at most one fetch is under way, and everyone whom its result suits waits for it. A reader whose
 * {@code max-age} excludes that fetch joins the next one, which is started once for all such readers. An answer is served
 * for a repository only under a proof of the generation it was fetched under. Waiters are answered first, the write follows:
 * what is in memory is served whatever becomes of the journal, and who asks before the journal can be read is told so.
 *
 * <p>Being asked to stop, it first answers those who wait and writes what it fetched; sharding keeps what arrives meanwhile
 * for the next incarnation.
 */
public final class CachedRead extends AbstractBehavior<CachedRead.Command> {

    public static final EntityTypeKey<Command> KEY = EntityTypeKey.create(Command.class, "CachedRead");

    /** No answer is of use to anyone who has not asked for it in a day. */
    private static final Duration LONGEST_IDLE = Duration.ofDays(1);

    public sealed interface Command {}

    /** Asks for the answer. */
    public record Read(ReadQuery query, ActorRef<ReadReply> replyTo) implements Command, CborSerializable {

        Read with(Proof fresh) {
            return new Read(query.with(fresh), replyTo);
        }
    }

    /** Asks what would become of that read. GitHub is not asked, and an answer that was not in memory leaves it again. */
    public record Peek(ReadQuery query, ActorRef<Peeked> replyTo) implements Command, CborSerializable {}

    /** The reader of that request waits no longer; a fetch that nobody waits for is cancelled. */
    public record Leave(String requestId) implements Command, CborSerializable {}

    /**
     * Gives the stored answer up.
     *
     * @param onlyIfExpired whether an answer that may still be served stays
     */
    public record Discard(boolean onlyIfExpired, ActorRef<Discarded> replyTo) implements Command, CborSerializable {}

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
        return Behaviors.setup(context -> Behaviors.withStash(
                Lifecycle.MOST_EARLY,
                early -> new CachedRead(
                        context,
                        early,
                        key,
                        ladder,
                        ports,
                        new Shelf(key, memory, () -> leaveMemory.accept(context.getSelf())),
                        clock)));
    }

    private CachedRead(
            ActorContext<Command> context,
            StashBuffer<Command> early,
            String key,
            FetchLadder ladder,
            FetchPorts ports,
            Shelf shelf,
            InstantSource clock) {
        super(context);
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
    }

    private void onDiscard(Discard discard) {
        Instant now = clock.instant();
        AnswerStored kept = shelf.held();
        if (discard.onlyIfExpired() && kept != null && now.isBefore(kept.staleUntil())) {
            discard.replyTo().tell(new Discarded(key, false));
            return;
        }
        if (discard.onlyIfExpired()) {
            shelf.put(null);
        } else {
            forget();
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
            case ReadDecision.Fetch _ -> flights.board(reader);
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
                shelf.clear();
                flights.withdraw();
                write(shelf.removalOf(stored(), now));
            }
            case RepoVisibility.Reply.Undecided(var cause) -> reader.refuse(Reason.of(cause));
            case null -> reader.refuse(Reason.RELAY_OVERLOADED);
        }
    }

    /**
     * Starts the one fetch for all who wait for the next, unless one is under way; it may last as long as the last of them waits.
     */
    private void takeOff(Instant now) {
        if (flights.isUnderWay()) {
            return;
        }
        List<Reader> waiters = new ArrayList<>();
        for (Reader reader : flights.takeNext()) {
            if (reader.gaveUpBy(now)) {
                reader.refuse(Reason.GITHUB_TIMEOUT);
            } else {
                waiters.add(reader);
            }
        }
        if (!waiters.isEmpty()) {
            takeOff(waiters, now);
        }
    }

    private void takeOff(List<Reader> waiters, Instant now) {
        ReadQuery query = waiters.getFirst().query();
        Proof proof = waiters.getFirst().proofAt(now);
        AnswerStored basis = shelf.basisUnder(proof);
        FetchRequest request = new FetchRequest(
                query.pool(),
                query.request(),
                query.match(),
                waiters.stream().anyMatch(waiter -> waiter.query().tokenFree()),
                proof,
                basis == null ? null : Freshness.validator(basis, now),
                waiters.stream().map(Reader::deadline).max(Instant::compareTo).orElseThrow());
        long flight = flights.nextNumber();
        Climbing climbing = ladder.fetch(request);
        flights.started(now, waiters, basis, climbing);
        getContext()
                .pipeToSelf(
                        climbing.result().thenApply(fetched -> landed(flight, fetched, now)),
                        (landed, failure) -> failure == null
                                ? landed
                                : landed(
                                        flight,
                                        new GaveUp(Refusal.fallback(Reason.RELAY_OVERLOADED), null, null, false),
                                        now));
    }

    /** Not on the actor's thread: compressing a large body takes a while. */
    private static Landed landed(long flight, Fetched fetched, Instant startedAt) {
        return new Landed(
                flight, fetched, fetched instanceof Obtained obtained ? Filing.answer(obtained, startedAt) : null);
    }

    private void onLanded(Landed landed) {
        flights.land(landed.flight()).ifPresent(flight -> {
            Instant now = clock.instant();
            write(outcomeOf(flight, landed, now));
            flights.takeNext().forEach(reader -> serve(reader, now));
            takeOff(now);
        });
    }

    private @Nullable CachedReadEvent outcomeOf(Flight flight, Landed landed, Instant now) {
        return switch (landed.fetched()) {
            case Obtained obtained ->
                shelf.take(flight, obtained, Objects.requireNonNull(landed.answer()), stored(), now);
            case NotModified unchanged -> onNotModified(flight, unchanged, now);
            case GaveUp gaveUp -> onGaveUp(flight, gaveUp, now);
        };
    }

    /** Where the stored answer may not be shown, having another generation or being gone, the body is fetched after all. */
    private @Nullable CachedReadEvent onNotModified(Flight flight, NotModified unchanged, Instant now) {
        AnswerStored basis = flight.basis();
        if (basis != null && Freshness.isCovered(basis, unchanged.proof())) {
            return shelf.take(flight, basis, unchanged, stored(), now);
        }
        shelf.put(null);
        flight.waiters().forEach(reader -> serve(reader, now));
        return null;
    }

    private @Nullable CachedReadEvent onGaveUp(Flight flight, GaveUp gaveUp, Instant now) {
        boolean notPublic = gaveUp.refusal().is(Reason.REPO_NOT_PUBLIC);
        if (notPublic) {
            forget();
        }
        shelf.take(flight, gaveUp, now);
        return notPublic ? shelf.removalOf(stored(), now) : null;
    }

    /** Gives up whatever is known; what is being fetched is not kept either. */
    private void forget() {
        shelf.clear();
        flights.fence();
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
