package io.octopool.pool.cache;

import io.octopool.github.answer.Lifetime;
import io.octopool.github.request.CanonicalRequest;
import io.octopool.github.routes.RepoName;
import io.octopool.github.routes.RouteMatch;
import io.octopool.pool.CborSerializable;
import io.octopool.pool.events.CachedReadEvent;
import io.octopool.pool.events.CachedReadEvent.AnswerRemoved;
import io.octopool.pool.events.CachedReadEvent.AnswerStored;
import io.octopool.pool.fetch.FetchLadder;
import io.octopool.pool.fetch.FetchPorts;
import io.octopool.pool.fetch.FetchRequest;
import io.octopool.pool.fetch.Fetched;
import io.octopool.pool.fetch.Refusal;
import io.octopool.pool.fetch.Refusal.Reason;
import io.octopool.pool.visibility.Proof;
import io.octopool.pool.visibility.RepoVisibility;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
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

    /** Bounds of the cache on one node: how many entities stay in memory; the least recently used go first. */
    public record Settings(int entriesInMemory) {}

    public sealed interface Command {}

    /** Asks for the answer. */
    public record Read(ReadQuery query, ActorRef<ReadReply> replyTo) implements Command, CborSerializable {

        Read with(Proof fresh) {
            return new Read(query.with(fresh), replyTo);
        }
    }

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

    private record Proved(Reader reader, RepoVisibility.Reply reply)
            implements Command, NoSerializationVerificationNeeded {}

    private record ProofUnanswered(Read read) implements Command, NoSerializationVerificationNeeded {}

    private record FetchEnded(Read leader, Fetched fetched) implements Command, NoSerializationVerificationNeeded {}

    /** The state: the stored answer, null when there is none. */
    public record State(@Nullable AnswerStored stored) implements CborSerializable {}

    /** Someone who asked, and until when an answer is of use to them: that time does not begin anew with each step. */
    private record Reader(Read read, Instant deadline) {}

    /** The one fetch under way. */
    private record Flight(Instant startedAt, List<Read> waiters) {}

    private final String key;
    private final ActorContext<Command> context;
    private final FetchLadder ladder;
    private final FetchPorts ports;
    private final InstantSource clock;
    private final List<Reader> nextFlight = new ArrayList<>();
    private @Nullable Flight flight;
    private int proofsAwaited;
    private boolean stopping;

    /** Starts sharding of answers on this node. Entity ids are {@link CanonicalRequest#cacheKey}s. */
    public static void init(
            ActorSystem<?> system, Settings settings, FetchLadder ladder, FetchPorts ports, InstantSource clock) {
        ClusterShardingSettings sharding = ClusterShardingSettings.create(system);
        ClusterShardingSettings.PassivationStrategySettings leastRecentlyUsed = sharding.passivationStrategySettings()
                .withIdleEntityPassivation(LONGEST_IDLE)
                .withActiveEntityLimit(settings.entriesInMemory())
                .withLeastRecentlyUsedReplacement();
        ClusterSharding.get(system)
                .init(Entity.of(
                                KEY,
                                entity -> Behaviors.setup(
                                        context -> new CachedRead(context, entity.getEntityId(), ladder, ports, clock)))
                        .withSettings(sharding.withPassivationStrategy(leastRecentlyUsed))
                        .withStopMessage(new Stop()));
    }

    CachedRead(ActorContext<Command> context, String key, FetchLadder ladder, FetchPorts ports, InstantSource clock) {
        super(
                PersistenceId.of(KEY.name(), key),
                SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(10), 0.2));
        this.context = context;
        this.key = key;
        this.ladder = ladder;
        this.ports = ports;
        this.clock = clock;
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
                .onCommand(Read.class, this::onRead)
                .onCommand(Proved.class, this::onProved)
                .onCommand(ProofUnanswered.class, unanswered -> onProofUnanswered(unanswered.read()))
                .onCommand(FetchEnded.class, this::onFetchEnded)
                .onCommand(Leave.class, _ -> Effect().noReply())
                .onCommand(Discard.class, this::onDiscard)
                .onCommand(Stop.class, _ -> onStop())
                .build();
    }

    /** A write that failed while the entity was stopping starts it again: it then has nothing left to do but stop. */
    @Override
    public SignalHandler<State> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), _ -> {
                    if (stopping && isIdle()) {
                        context.getSelf().tell(new Stop());
                    }
                })
                .build();
    }

    @Override
    public EventHandler<State, CachedReadEvent> eventHandler() {
        return (_, event) -> switch (event) {
            case AnswerStored stored -> new State(stored);
            case AnswerRemoved _ -> new State(null);
        };
    }

    private ReplyEffect<CachedReadEvent, State> onDiscard(State state, Discard discard) {
        AnswerStored stored = state.stored();
        if (stored == null || (discard.onlyIfExpired() && clock.instant().isBefore(stored.staleUntil()))) {
            return Effect().reply(discard.replyTo(), new Discarded(key, stored == null));
        }
        return Effect()
                .persist(new AnswerRemoved(key, clock.instant()))
                .thenReply(discard.replyTo(), _ -> new Discarded(key, true));
    }

    private ReplyEffect<CachedReadEvent, State> onRead(State state, Read read) {
        Instant now = clock.instant();
        AnswerStored stored = state.stored();
        ReadDecision decision =
                ReadDecision.of(stored, read.query().proof(), read.query().maxAge(), now);
        if (decision == ReadDecision.SERVE && stored != null) {
            return Effect()
                    .reply(
                            read.replyTo(),
                            new ReadReply.Fresh(
                                    stored.answer(),
                                    stored.freshUntil(),
                                    read.query().proof()));
        }
        if (decision == ReadDecision.PROVE && stored != null && stored.repo() != null) {
            askForProof(stored.repo(), reader(read, now));
            return Effect().noReply();
        }
        join(reader(read, now), now);
        return Effect().noReply();
    }

    private static Reader reader(Read read, Instant now) {
        return new Reader(read, now.plus(read.query().remaining()));
    }

    private void askForProof(String repo, Reader reader) {
        proofsAwaited++;
        context.pipeToSelf(
                ports.prove(repo),
                (reply, failure) -> failure == null ? new Proved(reader, reply) : new ProofUnanswered(reader.read()));
    }

    private ReplyEffect<CachedReadEvent, State> onProved(State state, Proved proved) {
        proofsAwaited--;
        Read read = proved.reader().read();
        switch (proved.reply()) {
            case RepoVisibility.Reply.Public(Proof proof) -> {
                // Served at once whatever its time to live: a proof given in answer to this very read covers it.
                AnswerStored stored = state.stored();
                if (stored != null && stored.generation() == proof.generation()) {
                    read.replyTo().tell(new ReadReply.Fresh(stored.answer(), stored.freshUntil(), proof));
                } else {
                    join(new Reader(read.with(proof), proved.reader().deadline()), clock.instant());
                }
            }
            case RepoVisibility.Reply.NotPublic _ -> refuse(read, Reason.REPO_NOT_PUBLIC);
            case RepoVisibility.Reply.Undecided(boolean unavailable) ->
                refuse(read, unavailable ? Reason.GITHUB_UNREACHABLE : Reason.REPO_PUBLIC_CHECK_FAILED);
        }
        return stopWhenIdle();
    }

    private ReplyEffect<CachedReadEvent, State> onProofUnanswered(Read read) {
        proofsAwaited--;
        refuse(read, Reason.RELAY_OVERLOADED);
        return stopWhenIdle();
    }

    private void join(Reader reader, Instant now) {
        Flight current = flight;
        if (current == null) {
            start(List.of(reader), now);
        } else if (ReadDecision.mayJoin(
                current.startedAt(), reader.read().query().maxAge(), now)) {
            current.waiters().add(reader.read());
        } else {
            nextFlight.add(reader);
        }
    }

    /** Starts the one fetch for all of them, in the order in which they came; it may last as long as the last of them waits. */
    private void start(List<Reader> readers, Instant now) {
        Read leader = readers.getFirst().read();
        flight = new Flight(now, readers.stream().map(Reader::read).collect(Collectors.toCollection(ArrayList::new)));
        FetchRequest request = new FetchRequest(
                leader.query().pool(),
                leader.query().request(),
                leader.query().match(),
                leader.query().tokenFree(),
                leader.query().proof(),
                null,
                readers.getLast().deadline());
        context.pipeToSelf(
                ladder.fetch(request),
                (fetched, failure) -> new FetchEnded(
                        leader,
                        failure == null
                                ? fetched
                                : new Fetched.GaveUp(Refusal.fallback(Reason.RELAY_OVERLOADED), null)));
    }

    private ReplyEffect<CachedReadEvent, State> onFetchEnded(State state, FetchEnded ended) {
        Flight landed = flight;
        flight = null;
        if (landed == null) {
            return Effect().noReply();
        }
        AnswerStored stored = null;
        switch (ended.fetched()) {
            case Fetched.Obtained obtained -> {
                Answer answer = answer(obtained, landed.startedAt());
                Lifetime lifetime = obtained.lifetime();
                stored = lifetime == null ? null : stored(ended.leader(), answer, lifetime, obtained.proof());
                fill(landed, answer, stored, obtained);
            }
            case Fetched.GaveUp(Refusal refusal, var identityId) ->
                landed.waiters().forEach(waiter -> waiter.replyTo().tell(new ReadReply.Refused(refusal, identityId)));
        }
        startNext();
        if (stored == null) {
            return stopWhenIdle();
        }
        return isIdle() && stopping
                ? Effect().persist(stored).thenStop().thenNoReply()
                : Effect().persist(stored).thenNoReply();
    }

    private static void fill(Flight landed, Answer answer, @Nullable AnswerStored stored, Fetched.Obtained obtained) {
        boolean coalesced = false;
        for (Read waiter : landed.waiters()) {
            waiter.replyTo()
                    .tell(new ReadReply.Filled(
                            answer,
                            stored == null ? null : stored.freshUntil(),
                            obtained.leaseReason(),
                            coalesced,
                            obtained.proof()));
            coalesced = true;
        }
    }

    private void startNext() {
        if (!nextFlight.isEmpty()) {
            List<Reader> readers = List.copyOf(nextFlight);
            nextFlight.clear();
            start(readers, clock.instant());
        }
    }

    private static Answer answer(Fetched.Obtained obtained, Instant fetchedAt) {
        return new Answer(
                obtained.status(),
                obtained.headers().toJson().text(),
                obtained.body().encoding().wireName(),
                CompressedBody.of(obtained.body().json().shared()),
                obtained.source(),
                obtained.headers().etag().orElse(null),
                obtained.headers().lastModified().orElse(null),
                fetchedAt);
    }

    private AnswerStored stored(Read leader, Answer answer, Lifetime lifetime, @Nullable Proof proof) {
        RouteMatch match = leader.query().match();
        Instant freshUntil = answer.fetchedAt().plus(lifetime.fresh());
        return new AnswerStored(
                key,
                leader.query().pool(),
                leader.query().request().path().encoded(),
                StoredJson.query(leader.query().request()),
                StoredJson.vary(leader.query().request()),
                match.routeKey(),
                match.kind(),
                match.repository().map(RepoName::key).orElse(null),
                proof == null ? 0 : proof.generation(),
                answer,
                clock.instant(),
                freshUntil,
                freshUntil.plus(lifetime.stale()));
    }

    private static void refuse(Read read, Reason reason) {
        read.replyTo().tell(new ReadReply.Refused(Refusal.fallback(reason), null));
    }

    private ReplyEffect<CachedReadEvent, State> onStop() {
        stopping = true;
        return stopWhenIdle();
    }

    private ReplyEffect<CachedReadEvent, State> stopWhenIdle() {
        return stopping && isIdle() ? Effect().stop().thenNoReply() : Effect().noReply();
    }

    private boolean isIdle() {
        return flight == null && proofsAwaited == 0;
    }
}
