package io.octopool.pool.visibility;

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
 * Whether one repository is public. Concurrent questions share one probe of GitHub; a definite answer holds for its time to
 * live and is remembered across restarts. Those who asked are answered first, the write follows.
 */
public final class RepoVisibility
        extends EventSourcedBehaviorWithEnforcedReplies<
                RepoVisibility.Command, RepoVisibilityEvent, RepoVisibility.State> {

    public static final EntityTypeKey<Command> KEY = EntityTypeKey.create(Command.class, "RepoVisibility");

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

    /** GitHub answered a read of the repository without a credential: it is public (server spec 6.2). */
    public record ObservedPublic(ActorRef<Reply> replyTo) implements Command, CborSerializable {}

    /** What sharding sends to end the entity. */
    public record Stop() implements Command, CborSerializable {}

    private record Probed(ProbeVerdict verdict, Instant askedAt)
            implements Command, NoSerializationVerificationNeeded {}

    /** What is known and still holds, null if nothing is. */
    public record Known(@Nullable Reply reply) implements CborSerializable {}

    /** The gone: whether nothing is stored under the key any more. */
    public record Forgotten(String repoKey, boolean gone) implements CborSerializable {}

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

    /** The state: the last definite answer, null if there never was one. */
    public record State(@Nullable VisibilityProved last) implements CborSerializable {}

    private final String owner;
    private final String repo;
    private final Lifetimes lifetimes;
    private final VisibilityProbe probe;
    private final Consumer<? super Changes.Change> changes;
    private final InstantSource clock;
    private final ActorContext<Command> context;
    private final List<ActorRef<Reply>> waiting = new ArrayList<>();
    private boolean probing;
    private boolean stopping;

    /** Starts sharding of repositories on this node. Entity ids are {@code owner/repo} in lower case. */
    public static void init(
            ActorSystem<?> system,
            Lifetimes lifetimes,
            VisibilityProbe probe,
            Consumer<? super Changes.Change> changes,
            InstantSource clock) {
        ClusterSharding.get(system)
                .init(Entity.of(
                                KEY,
                                entity -> Behaviors.setup(context -> new RepoVisibility(
                                        context, entity.getEntityId(), lifetimes, probe, changes, clock)))
                        .withSettings(ClusterShardingSettings.create(system))
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
        this.lifetimes = lifetimes;
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
        VisibilityProved last = state.last();
        if (last != null && now.isBefore(last.expiresAt())) {
            return Effect().reply(prove.replyTo(), reply(last));
        }
        waiting.add(prove.replyTo());
        if (!probing) {
            probing = true;
            context.pipeToSelf(
                    probe.probe(owner, repo),
                    (verdict, failure) -> new Probed(failure == null ? verdict : ProbeVerdict.UNDECIDED, now));
        }
        return Effect().noReply();
    }

    private ReplyEffect<RepoVisibilityEvent, State> onPeek(State state, Peek peek) {
        VisibilityProved last = state.last();
        boolean holds = last != null && clock.instant().isBefore(last.expiresAt());
        return Effect().reply(peek.replyTo(), new Known(last != null && holds ? reply(last) : null));
    }

    private ReplyEffect<RepoVisibilityEvent, State> onForget(State state, Forget forget) {
        return Effect().reply(forget.replyTo(), new Forgotten(owner + "/" + repo, state.last() == null));
    }

    private ReplyEffect<RepoVisibilityEvent, State> onObservedPublic(State state, ObservedPublic observed) {
        Instant now = clock.instant();
        VisibilityProved last = state.last();
        if (last != null && last.isPublic() && now.isBefore(last.expiresAt())) {
            return Effect().reply(observed.replyTo(), reply(last));
        }
        waiting.add(observed.replyTo());
        return proved(state, true, now, lifetimes.publicFor());
    }

    private ReplyEffect<RepoVisibilityEvent, State> onProbed(State state, Probed probed) {
        probing = false;
        return switch (probed.verdict()) {
            case PUBLIC -> proved(state, true, probed.askedAt(), lifetimes.publicFor());
            case NOT_PUBLIC -> proved(state, false, probed.askedAt(), lifetimes.notPublicFor());
            case UNAVAILABLE -> undecided(true);
            case REFUSED, UNDECIDED -> undecided(false);
        };
    }

    private ReplyEffect<RepoVisibilityEvent, State> proved(
            State state, boolean isPublic, Instant askedAt, Duration lifetime) {
        VisibilityProved last = state.last();
        boolean flips = last != null && last.isPublic() != isPublic;
        long generation = last == null ? 1 : flips ? last.generation() + 1 : last.generation();
        VisibilityProved proved =
                new VisibilityProved(owner, repo, isPublic, generation, askedAt, askedAt.plus(lifetime));
        if (flips) {
            changes.accept(new Changes.VisibilityFlipped(owner + "/" + repo));
        }
        answerAll(reply(proved));
        return stopping
                ? Effect().persist(proved).thenStop().thenNoReply()
                : Effect().persist(proved).thenNoReply();
    }

    private ReplyEffect<RepoVisibilityEvent, State> undecided(boolean unavailable) {
        answerAll(new Reply.Undecided(unavailable));
        return stopping ? Effect().stop().thenNoReply() : Effect().noReply();
    }

    /** Idle it stops, asking it first answers those who wait. */
    private ReplyEffect<RepoVisibilityEvent, State> onStop() {
        stopping = probing;
        return stopping ? Effect().noReply() : Effect().stop().thenNoReply();
    }

    private void answerAll(Reply reply) {
        waiting.forEach(replyTo -> replyTo.tell(reply));
        waiting.clear();
    }

    private static Reply reply(VisibilityProved proved) {
        return proved.isPublic()
                ? new Reply.Public(new Proof(proved.generation(), proved.checkedAt(), proved.expiresAt()))
                : new Reply.NotPublic(proved.expiresAt());
    }
}
