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
import io.octopool.pool.visibility.Proof;
import io.octopool.pool.visibility.RepoVisibility;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
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
 * One GitHub answer of one pool: the answer, its freshness, and who may fetch it now.
 *
 * <p>Invariants: at most one fetch is under way, and everyone whom its result suits waits for it. A reader whose
 * {@code max-age} excludes that fetch joins the next one, which is started once for all such readers. An answer is served
 * for a repository only under a proof of the generation it was fetched under. Waiters are answered first, the write follows.
 *
 * <p>Being asked to stop, it first answers those who wait and writes what it fetched; sharding keeps what arrives meanwhile
 * for the next incarnation.
 */
public final class CachedRead
        extends EventSourcedBehaviorWithEnforcedReplies<CachedRead.Command, CachedReadEvent, CachedRead.State> {

    public static final EntityTypeKey<Command> KEY = EntityTypeKey.create(Command.class, "CachedRead");

    /** No answer is of use to anyone who has not asked for it in a day. */
    private static final Duration LONGEST_IDLE = Duration.ofDays(1);

    /**
     * Bounds of the cache on one node; beyond either, what was used least recently leaves memory first.
     *
     * @param entriesInMemory how many entities stay in memory
     * @param bytesInMemory what their answers may occupy
     */
    public record Settings(int entriesInMemory, long bytesInMemory) {}

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

    /** The state: the persisted answer, null when there is none. */
    public record State(@Nullable AnswerStored stored) implements CborSerializable {}

    private final String key;
    private final ActorContext<Command> context;
    private final FetchLadder ladder;
    private final FetchPorts ports;
    private final InstantSource clock;
    private final Shelf shelf;
    private final Flights flights = new Flights();
    private final List<Reader> awaitingProof = new ArrayList<>();
    private boolean recovered;
    private boolean wasRead;
    private boolean stopping;

    /** Starts sharding of answers on this node. Entity ids are {@link CanonicalRequest#cacheKey}s. */
    public static void init(
            ActorSystem<?> system, Settings settings, FetchLadder ladder, FetchPorts ports, InstantSource clock) {
        ClusterShardingSettings sharding = ClusterShardingSettings.create(system);
        ClusterShardingSettings.PassivationStrategySettings leastRecentlyUsed = sharding.passivationStrategySettings()
                .withIdleEntityPassivation(LONGEST_IDLE)
                .withActiveEntityLimit(settings.entriesInMemory())
                .withLeastRecentlyUsedReplacement();
        MemoryBudget memory = new MemoryBudget(settings.bytesInMemory());
        ClusterSharding.get(system)
                .init(Entity.of(
                                KEY,
                                entity -> Behaviors.setup(context -> {
                                    ActorRef<Command> self = context.getSelf();
                                    Runnable leave =
                                            () -> entity.getShard().tell(new ClusterSharding.Passivate<>(self));
                                    return new CachedRead(
                                            context, entity.getEntityId(), ladder, ports, memory, leave, clock);
                                }))
                        .withSettings(sharding.withPassivationStrategy(leastRecentlyUsed))
                        .withStopMessage(new Stop()));
    }

    /** The leaveMemory: asks for {@link Stop}; called from any thread. */
    CachedRead(
            ActorContext<Command> context,
            String key,
            FetchLadder ladder,
            FetchPorts ports,
            MemoryBudget memory,
            Runnable leaveMemory,
            InstantSource clock) {
        super(
                PersistenceId.of(KEY.name(), key),
                SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(10), 0.2));
        this.context = context;
        this.key = key;
        this.ladder = ladder;
        this.ports = ports;
        this.clock = clock;
        this.shelf = new Shelf(key, memory, leaveMemory);
    }

    @Override
    public State emptyState() {
        return new State(null);
    }

    @Override
    public Set<String> tagsFor(CachedReadEvent event) {
        return Set.of(CachedReadEvent.TAG);
    }

    @Override
    public CommandHandlerWithReply<Command, CachedReadEvent, State> commandHandler() {
        return newCommandHandlerWithReplyBuilder()
                .forAnyState()
                .onCommand(Read.class, read -> onRead(read))
                .onCommand(Peek.class, peek -> onPeek(peek))
                .onCommand(Leave.class, leave -> onLeave(leave))
                .onCommand(Proved.class, this::onProved)
                .onCommand(Landed.class, this::onLanded)
                .onCommand(Discard.class, this::onDiscard)
                .onCommand(Stop.class, _ -> onStop())
                .build();
    }

    /**
     * A write that failed starts the entity again; what it holds and who waits survives that. Was it stopping, it then has
     * nothing left to do but stop.
     */
    @Override
    public SignalHandler<State> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), state -> {
                    if (!recovered) {
                        recovered = true;
                        shelf.put(state.stored());
                    }
                    if (stopping && isIdle()) {
                        context.getSelf().tell(new Stop());
                    }
                })
                .onSignal(PostStop.instance(), _ -> shelf.leave())
                .build();
    }

    @Override
    public EventHandler<State, CachedReadEvent> eventHandler() {
        return (_, event) -> switch (event) {
            case AnswerStored stored -> new State(stored);
            case AnswerRemoved _ -> new State(null);
        };
    }

    private ReplyEffect<CachedReadEvent, State> onRead(Read read) {
        wasRead = true;
        Instant now = clock.instant();
        serve(Reader.of(read, now), now);
        takeOff(now);
        return Effect().noReply();
    }

    private ReplyEffect<CachedReadEvent, State> onPeek(Peek peek) {
        Instant now = clock.instant();
        Read read = new Read(peek.query(), context.getSystem().ignoreRef());
        ReadDecision decision = shelf.decide(Reader.of(read, now), now);
        if (!wasRead) {
            shelf.leaveMemory();
        }
        return Effect().reply(peek.replyTo(), Peeked.of(decision, shelf.held(), wasRead, flights.isUnderWay()));
    }

    private ReplyEffect<CachedReadEvent, State> onLeave(Leave leave) {
        flights.leave(leave.requestId());
        awaitingProof.removeIf(reader -> reader.query().requestId().equals(leave.requestId()));
        return finish(null);
    }

    private ReplyEffect<CachedReadEvent, State> onDiscard(State state, Discard discard) {
        Instant now = clock.instant();
        AnswerStored kept = shelf.held();
        if (discard.onlyIfExpired() && kept != null && now.isBefore(kept.staleUntil())) {
            return Effect().reply(discard.replyTo(), new Discarded(key, false));
        }
        if (discard.onlyIfExpired()) {
            shelf.put(null);
        } else {
            forget();
        }
        Discarded gone = new Discarded(key, true);
        return state.stored() == null
                ? Effect().reply(discard.replyTo(), gone)
                : Effect().persist(new AnswerRemoved(key, now)).thenReply(discard.replyTo(), _ -> gone);
    }

    private ReplyEffect<CachedReadEvent, State> onStop() {
        stopping = true;
        return finish(null);
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
                context.pipeToSelf(ports.prove(repo), (reply, _) -> new Proved(reader, reply));
            }
            case ReadDecision.Repeat(GaveUp refused) -> reader.answer(shelf.standInOrRefuse(refused, reader, now));
            case ReadDecision.Fetch _ -> flights.board(reader);
        }
    }

    private ReplyEffect<CachedReadEvent, State> onProved(State state, Proved proved) {
        Reader reader = proved.reader();
        if (!awaitingProof.remove(reader)) {
            return finish(null);
        }
        switch (proved.reply()) {
            case RepoVisibility.Reply.Public(Proof proof) -> {
                Instant now = clock.instant();
                serve(reader.provenBy(proof), now);
                takeOff(now);
            }
            case RepoVisibility.Reply.NotPublic _ -> {
                reader.refuse(Reason.REPO_NOT_PUBLIC);
                shelf.clear();
                flights.withdraw();
                return finish(shelf.removalOf(state.stored(), clock.instant()));
            }
            case RepoVisibility.Reply.Undecided(boolean unavailable) ->
                reader.refuse(unavailable ? Reason.GITHUB_UNREACHABLE : Reason.REPO_PUBLIC_CHECK_FAILED);
            case null -> reader.refuse(Reason.RELAY_OVERLOADED);
        }
        return finish(null);
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
        context.pipeToSelf(
                climbing.result().thenApply(fetched -> landed(flight, fetched, now)),
                (landed, failure) -> failure == null
                        ? landed
                        : landed(
                                flight, new GaveUp(Refusal.fallback(Reason.RELAY_OVERLOADED), null, null, false), now));
    }

    /** Not on the actor's thread: compressing a large body takes a while. */
    private static Landed landed(long flight, Fetched fetched, Instant startedAt) {
        return new Landed(
                flight, fetched, fetched instanceof Obtained obtained ? Filing.answer(obtained, startedAt) : null);
    }

    private ReplyEffect<CachedReadEvent, State> onLanded(State state, Landed landed) {
        Optional<Flight> flown = flights.land(landed.flight());
        if (flown.isEmpty()) {
            return finish(null);
        }
        Flight flight = flown.get();
        Instant now = clock.instant();
        CachedReadEvent event = switch (landed.fetched()) {
            case Obtained obtained ->
                shelf.take(flight, obtained, Objects.requireNonNull(landed.answer()), state.stored(), now);
            case NotModified unchanged -> onNotModified(state, flight, unchanged, now);
            case GaveUp gaveUp -> onGaveUp(state, flight, gaveUp, now);
        };
        flights.takeNext().forEach(reader -> serve(reader, now));
        takeOff(now);
        return finish(event);
    }

    /** Where the stored answer may not be shown, having another generation or being gone, the body is fetched after all. */
    private @Nullable CachedReadEvent onNotModified(State state, Flight flight, NotModified unchanged, Instant now) {
        AnswerStored basis = flight.basis();
        if (basis != null && Freshness.isCovered(basis, unchanged.proof())) {
            return shelf.take(flight, basis, unchanged, state.stored(), now);
        }
        shelf.put(null);
        flight.waiters().forEach(reader -> serve(reader, now));
        return null;
    }

    private @Nullable CachedReadEvent onGaveUp(State state, Flight flight, GaveUp gaveUp, Instant now) {
        boolean notPublic = gaveUp.refusal().is(Reason.REPO_NOT_PUBLIC);
        if (notPublic) {
            forget();
        }
        shelf.take(flight, gaveUp, now);
        return notPublic ? shelf.removalOf(state.stored(), now) : null;
    }

    /** Gives up whatever is known; what is being fetched is not kept either. */
    private void forget() {
        shelf.clear();
        flights.fence();
    }

    /** Writes the event, if there is one; stops if that was all that was left to do. */
    private ReplyEffect<CachedReadEvent, State> finish(@Nullable CachedReadEvent event) {
        boolean done = stopping && isIdle();
        if (event == null) {
            return done ? Effect().stop().thenNoReply() : Effect().noReply();
        }
        return done
                ? Effect().persist(event).thenStop().thenNoReply()
                : Effect().persist(event).thenNoReply();
    }

    private boolean isIdle() {
        return flights.isIdle() && awaitingProof.isEmpty();
    }
}
