package io.octopool.pool.visibility;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.octopool.pool.CborSerializable;
import io.octopool.pool.Changes;
import io.octopool.pool.events.RepoVisibilityEvent;
import io.octopool.pool.events.RepoVisibilityEvent.ProofForgotten;
import io.octopool.pool.events.RepoVisibilityEvent.VisibilityProved;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
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
 * Whether one repository is public. Concurrent questions share one probe of GitHub, and a definite answer holds for its time to
 * live. While a positive one is in use it is refreshed in the background, conditionally, before it expires; what comes of that
 * is news only if it is definite. Those who asked are answered first, the write follows.
 *
 * <p>The journal holds the verdict and its generation, and not every proof that repeats them ({@link ProofRules}): the
 * latest proof is in memory. Of two words of GitHub's the one stands that was asked for later.
 */
public final class RepoVisibility
        extends EventSourcedBehaviorWithEnforcedReplies<
                RepoVisibility.Command, RepoVisibilityEvent, RepoVisibility.State> {

    public static final EntityTypeKey<Command> KEY = EntityTypeKey.create(Command.class, "RepoVisibility");

    /** In memory a proof is kept longer than it holds, with the validator that makes the next one free. */
    private static final Duration LONGEST_IDLE = Duration.ofHours(1);

    private static final int MAX_IN_MEMORY = 20_000;
    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);

    /**
     * How long answers hold.
     *
     * @param publicFor time to live of a positive proof ({@code PUBLIC_REPO_TTL_SECONDS})
     * @param notPublicFor time to live of a negative one ({@code PUBLIC_REPO_NEGATIVE_TTL_SECONDS})
     */
    public record Lifetimes(Duration publicFor, Duration notPublicFor) {}

    public sealed interface Command {}

    /** Asks whether the repository is public, asking GitHub if nobody knows. */
    public record Prove(ActorRef<Reply> replyTo) implements Command, CborSerializable {}

    /** Asks what is known, without asking GitHub. */
    public record Peek(ActorRef<Known> replyTo) implements Command, CborSerializable {}

    /** Forgets a proof that ran out so long ago that no answer fetched under it is kept. */
    public record Forget(ActorRef<Forgotten> replyTo) implements Command, CborSerializable {}

    /**
     * GitHub answered a read of the repository without a credential: it was public (server spec 6.2).
     *
     * @param askedAt when the read was sent
     */
    public record ObservedPublic(Instant askedAt, ActorRef<Reply> replyTo) implements Command, CborSerializable {}

    /** What sharding sends to end the entity. */
    public record Stop() implements Command, CborSerializable {}

    private record Probed(Finding finding, Instant askedAt) implements Command, NoSerializationVerificationNeeded {}

    /** What is known and still holds, null if nothing is. */
    public record Known(@Nullable Reply reply) implements CborSerializable {}

    /** The gone: whether nothing is stored under the key any more. */
    public record Forgotten(String repoKey, boolean gone) implements CborSerializable {}

    /** The answer to a question; its kind is written with it, since it stands inside of {@link Known} too. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Reply.Public.class, name = "public"),
        @JsonSubTypes.Type(value = Reply.NotPublic.class, name = "not_public"),
        @JsonSubTypes.Type(value = Reply.Undecided.class, name = "undecided")
    })
    public sealed interface Reply extends CborSerializable {
        record Public(Proof proof) implements Reply {}

        record NotPublic(Instant until) implements Reply {}

        /**
         * GitHub could not be asked, or did not answer the question.
         *
         * @param unavailable whether GitHub was not there at all
         */
        record Undecided(boolean unavailable) implements Reply {}
    }

    /** The state: the last definite answer that was written, null if there never was one. */
    public record State(@Nullable VisibilityProved last) implements CborSerializable {}

    private final String owner;
    private final String repo;
    private final ProofRules rules;
    private final VisibilityProbe probe;
    private final Consumer<? super Changes.Change> changes;
    private final InstantSource clock;
    private final ActorContext<Command> context;
    private final List<ActorRef<Reply>> waiting = new ArrayList<>();

    /** The last definite answer since this incarnation began, null if there was none. */
    private @Nullable VisibilityProved recent;

    /** What GitHub is asked to compare with, null until a probe found the repository public. */
    private @Nullable String etag;

    private Instant noRefreshBefore = Instant.MIN;
    private boolean probing;
    private boolean stopping;

    /**
     * Starts sharding of repositories on this node. Entity ids are {@code owner/repo} in lower case, or {@code /<number>} for
     * the repository that GitHub keeps under that number.
     */
    public static void init(
            ActorSystem<?> system,
            Lifetimes lifetimes,
            VisibilityProbe probe,
            Consumer<? super Changes.Change> changes,
            InstantSource clock) {
        ClusterShardingSettings sharding = ClusterShardingSettings.create(system);
        ClusterShardingSettings.PassivationStrategySettings leastRecentlyUsed = sharding.passivationStrategySettings()
                .withIdleEntityPassivation(LONGEST_IDLE)
                .withActiveEntityLimit(MAX_IN_MEMORY)
                .withLeastRecentlyUsedReplacement();
        ClusterSharding.get(system)
                .init(Entity.of(
                                KEY,
                                entity -> Behaviors.setup(context -> new RepoVisibility(
                                        context, entity.getEntityId(), lifetimes, probe, changes, clock)))
                        .withSettings(sharding.withPassivationStrategy(leastRecentlyUsed))
                        .withStopMessage(new Stop()));
    }

    RepoVisibility(
            ActorContext<Command> context,
            String entityId,
            Lifetimes lifetimes,
            VisibilityProbe probe,
            Consumer<? super Changes.Change> changes,
            InstantSource clock) {
        super(
                PersistenceId.of(KEY.name(), entityId),
                SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(10), 0.2));
        int slash = entityId.indexOf('/');
        this.context = context;
        this.owner = entityId.substring(0, slash);
        this.repo = entityId.substring(slash + 1);
        this.rules = new ProofRules(lifetimes.publicFor(), lifetimes.notPublicFor());
        this.probe = probe;
        this.changes = changes;
        this.clock = clock;
    }

    @Override
    public State emptyState() {
        return new State(null);
    }

    @Override
    public Set<String> tagsFor(RepoVisibilityEvent event) {
        return Set.of(RepoVisibilityEvent.TAG);
    }

    @Override
    public CommandHandlerWithReply<Command, RepoVisibilityEvent, State> commandHandler() {
        return newCommandHandlerWithReplyBuilder()
                .forAnyState()
                .onCommand(Prove.class, this::onProve)
                .onCommand(Peek.class, this::onPeek)
                .onCommand(Forget.class, this::onForget)
                .onCommand(ObservedPublic.class, this::onObservedPublic)
                .onCommand(Probed.class, this::onProbed)
                .onCommand(Stop.class, _ -> onStop())
                .build();
    }

    /** A write that failed while the entity was stopping starts it again: it then has nothing left to do but stop. */
    @Override
    public SignalHandler<State> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), _ -> {
                    if (stopping && !probing) {
                        context.getSelf().tell(new Stop());
                    }
                })
                .build();
    }

    @Override
    public EventHandler<State, RepoVisibilityEvent> eventHandler() {
        return (_, event) -> switch (event) {
            case VisibilityProved proved -> new State(proved);
            case ProofForgotten _ -> new State(null);
        };
    }

    private ReplyEffect<RepoVisibilityEvent, State> onProve(State state, Prove prove) {
        Instant now = clock.instant();
        VisibilityProved known = known(state);
        if (known != null && now.isBefore(known.expiresAt())) {
            if (isDueForRefresh(known, now)) {
                startProbe(now);
            }
            return Effect().reply(prove.replyTo(), reply(known));
        }
        waiting.add(prove.replyTo());
        startProbe(now);
        return Effect().noReply();
    }

    private boolean isDueForRefresh(VisibilityProved known, Instant now) {
        return known.isPublic() && !now.isBefore(proof(known).refreshAt()) && !now.isBefore(noRefreshBefore);
    }

    /** Asks GitHub, unless it is being asked. */
    private void startProbe(Instant now) {
        if (!probing) {
            probing = true;
            String target = owner.isEmpty() ? "/repositories/" + repo : "/repos/" + owner + "/" + repo;
            context.pipeToSelf(
                    probe.probe(target, etag),
                    (finding, failure) ->
                            new Probed(failure == null ? finding : new Finding(ProbeVerdict.UNDECIDED, null), now));
        }
    }

    private ReplyEffect<RepoVisibilityEvent, State> onPeek(State state, Peek peek) {
        VisibilityProved known = known(state);
        boolean holds = known != null && clock.instant().isBefore(known.expiresAt());
        return Effect().reply(peek.replyTo(), new Known(known != null && holds ? reply(known) : null));
    }

    private ReplyEffect<RepoVisibilityEvent, State> onForget(State state, Forget forget) {
        Instant now = clock.instant();
        VisibilityProved known = known(state);
        if (state.last() == null || known == null || probing || !ProofRules.mayBeForgotten(known, now)) {
            return Effect().reply(forget.replyTo(), new Forgotten(repoKey(), state.last() == null));
        }
        recent = null;
        etag = null;
        return Effect()
                .persist(new ProofForgotten(owner, repo, now))
                .thenReply(forget.replyTo(), _ -> new Forgotten(repoKey(), true));
    }

    private ReplyEffect<RepoVisibilityEvent, State> onObservedPublic(State state, ObservedPublic observed) {
        Instant now = clock.instant();
        VisibilityProved known = known(state);
        boolean suffices =
                known != null && known.isPublic() && now.isBefore(proof(known).refreshAt());
        if (known != null && (suffices || !ProofRules.counts(known, true, observed.askedAt()))) {
            return Effect().reply(observed.replyTo(), reply(known));
        }
        waiting.add(observed.replyTo());
        return proved(state, true, observed.askedAt());
    }

    private ReplyEffect<RepoVisibilityEvent, State> onProbed(State state, Probed probed) {
        probing = false;
        ProbeVerdict verdict = probed.finding().verdict();
        return switch (verdict) {
            case PUBLIC -> {
                etag = probed.finding().etag() == null ? etag : probed.finding().etag();
                yield proved(state, true, probed.askedAt());
            }
            case NOT_PUBLIC -> {
                etag = null;
                yield proved(state, false, probed.askedAt());
            }
            case FAILED, UNREACHABLE, REFUSED, UNDECIDED -> undecided(state, verdict.isOutage());
        };
    }

    private ReplyEffect<RepoVisibilityEvent, State> proved(State state, boolean isPublic, Instant checkedAt) {
        VisibilityProved known = known(state);
        if (known != null && !ProofRules.counts(known, isPublic, checkedAt)) {
            answerAll(reply(known));
            return stopWhenIdle();
        }
        VisibilityProved proved = rules.next(owner, repo, known, isPublic, checkedAt, clock.instant());
        recent = proved;
        if (known != null && known.isPublic() != isPublic) {
            changes.accept(new Changes.VisibilityFlipped(repoKey(), isPublic));
        }
        answerAll(reply(proved));
        if (!ProofRules.isWorthStoring(state.last(), proved)) {
            return stopWhenIdle();
        }
        return stopping && !probing
                ? Effect().persist(proved).thenStop().thenNoReply()
                : Effect().persist(proved).thenNoReply();
    }

    /** What holds stays as it is; a refresh is tried again when half of its remaining time has passed. */
    private ReplyEffect<RepoVisibilityEvent, State> undecided(State state, boolean unavailable) {
        Instant now = clock.instant();
        VisibilityProved known = known(state);
        if (known != null && now.isBefore(known.expiresAt())) {
            Duration pause = Duration.between(now, known.expiresAt()).dividedBy(2);
            noRefreshBefore = now.plus(pause.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : pause);
            answerAll(reply(known));
        } else {
            answerAll(new Reply.Undecided(unavailable));
        }
        return stopWhenIdle();
    }

    /** Asked to stop while GitHub is being asked, it first answers those who wait. */
    private ReplyEffect<RepoVisibilityEvent, State> onStop() {
        stopping = true;
        return stopWhenIdle();
    }

    private ReplyEffect<RepoVisibilityEvent, State> stopWhenIdle() {
        return stopping && !probing ? Effect().stop().thenNoReply() : Effect().noReply();
    }

    private void answerAll(Reply reply) {
        waiting.forEach(replyTo -> replyTo.tell(reply));
        waiting.clear();
    }

    private @Nullable VisibilityProved known(State state) {
        return recent == null ? state.last() : recent;
    }

    private String repoKey() {
        return owner + "/" + repo;
    }

    private static Reply reply(VisibilityProved proved) {
        return proved.isPublic() ? new Reply.Public(proof(proved)) : new Reply.NotPublic(proved.expiresAt());
    }

    private static Proof proof(VisibilityProved proved) {
        return new Proof(proved.generation(), proved.checkedAt(), proved.expiresAt());
    }
}
