package io.octopool.pool.visibility;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.octopool.pool.CborSerializable;
import io.octopool.pool.Changes;
import io.octopool.pool.events.RepoVisibilityEvent;
import io.octopool.pool.events.RepoVisibilityEvent.ProofForgotten;
import io.octopool.pool.events.RepoVisibilityEvent.VisibilityProved;
import io.octopool.pool.journal.JournalWord;
import io.octopool.pool.journal.Keeper;
import io.octopool.pool.journal.Lifecycle;
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
 * Whether one repository is public. Concurrent questions share one probe of GitHub, and a definite answer holds for its time to
 * live. While a positive one is in use it is refreshed in the background, conditionally, before it expires; what comes of that
 * is news only if it is definite. Those who asked are answered first, the write follows: what is in memory is told whatever
 * becomes of the journal, and who asks before the journal can be read is told so.
 *
 * <p>The journal holds the verdict and its generation, and not every proof that repeats them ({@link ProofRules}): the
 * latest proof is in memory. Of two words of GitHub's the one stands that was asked for later.
 */
public final class RepoVisibility extends AbstractBehavior<RepoVisibility.Command> {

    public static final EntityTypeKey<Command> KEY = EntityTypeKey.create(Command.class, "RepoVisibility");

    /** In memory a proof is kept longer than it holds, with the validator that makes the next one free. */
    private static final Duration LONGEST_IDLE = Duration.ofHours(1);

    private static final int MAX_IN_MEMORY = 20_000;

    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);

    /** How long it is remembered that GitHub did not decide: as long as any refusal (design, "CachedRead"). */
    private static final Duration INDECISION_TTL = Duration.ofSeconds(5);

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

    private record Journalled(JournalWord<RepoVisibilityEvent> word)
            implements Command, NoSerializationVerificationNeeded {}

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

        /** Nobody knows. */
        record Undecided(Cause cause) implements Reply {}

        /** Why nobody knows. */
        enum Cause {
            /** GitHub was not there at all. */
            UNREACHABLE,
            /** GitHub did not answer the question. */
            UNANSWERED,
            /** The journal cannot be read. */
            OVERLOADED
        }
    }

    private final String owner;
    private final String repo;
    private final ProofRules rules;
    private final VisibilityProbe probe;
    private final Consumer<? super Changes.Change> changes;
    private final InstantSource clock;
    private final Keeper<RepoVisibilityEvent> journal;
    private final Lifecycle<Command, RepoVisibilityEvent> life;
    private final List<ActorRef<Reply>> waiting = new ArrayList<>();

    /** The last definite answer since this incarnation began, null if there was none. */
    private @Nullable VisibilityProved recent;

    /** What GitHub is asked to compare with, null until a probe found the repository public. */
    private @Nullable String etag;

    private Instant noRefreshBefore = Instant.MIN;

    /** What GitHub could not be brought to say is not asked again before then. */
    private Instant noProbeBefore = Instant.MIN;

    private Reply.Undecided lastIndecision = new Reply.Undecided(Reply.Cause.UNANSWERED);
    private boolean probing;

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
                .init(Entity.of(KEY, entity -> create(entity.getEntityId(), lifetimes, probe, changes, clock))
                        .withSettings(sharding.withPassivationStrategy(leastRecentlyUsed))
                        .withStopMessage(new Stop()));
    }

    static Behavior<Command> create(
            String entityId,
            Lifetimes lifetimes,
            VisibilityProbe probe,
            Consumer<? super Changes.Change> changes,
            InstantSource clock) {
        return Behaviors.setup(context -> Behaviors.withStash(
                Lifecycle.MOST_EARLY,
                early -> new RepoVisibility(context, early, entityId, lifetimes, probe, changes, clock)));
    }

    private RepoVisibility(
            ActorContext<Command> context,
            StashBuffer<Command> early,
            String entityId,
            Lifetimes lifetimes,
            VisibilityProbe probe,
            Consumer<? super Changes.Change> changes,
            InstantSource clock) {
        super(context);
        int slash = entityId.indexOf('/');
        this.owner = entityId.substring(0, slash);
        this.repo = entityId.substring(slash + 1);
        this.rules = new ProofRules(lifetimes.publicFor(), lifetimes.notPublicFor());
        this.probe = probe;
        this.changes = changes;
        this.clock = clock;
        this.journal =
                Keeper.start(context, PersistenceId.of(KEY.name(), entityId), RepoVisibilityEvent.TAG, Journalled::new);
        this.life = new Lifecycle<>(journal, early, RepoVisibility::refuse, () -> !probing);
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Journalled.class, heard -> life.hear(heard.word(), this, () -> {}))
                .onMessage(Stop.class, _ -> life.stop(this))
                .onAnyMessage(command -> life.handle(command, this, this::on))
                .build();
    }

    private void on(Command command) {
        switch (command) {
            case Prove prove -> onProve(prove);
            case Peek peek -> onPeek(peek);
            case Forget forget -> onForget(forget);
            case ObservedPublic observed -> onObservedPublic(observed);
            case Probed probed -> onProbed(probed);
            case Stop _, Journalled _ -> {} // are the lifecycle's
        }
    }

    private static void refuse(Command early) {
        Reply overloaded = new Reply.Undecided(Reply.Cause.OVERLOADED);
        switch (early) {
            case Prove prove -> prove.replyTo().tell(overloaded);
            case ObservedPublic observed -> observed.replyTo().tell(overloaded);
            case Peek peek -> peek.replyTo().tell(new Known(null));
            case Forget _, Probed _, Stop _, Journalled _ -> {}
        }
    }

    private void onProve(Prove prove) {
        Instant now = clock.instant();
        VisibilityProved known = known();
        if (known != null && now.isBefore(known.expiresAt())) {
            if (isDueForRefresh(known, now)) {
                startProbe(now);
            }
            prove.replyTo().tell(reply(known));
        } else if (now.isBefore(noProbeBefore)) {
            prove.replyTo().tell(lastIndecision);
        } else {
            waiting.add(prove.replyTo());
            startProbe(now);
        }
    }

    private boolean isDueForRefresh(VisibilityProved known, Instant now) {
        return known.isPublic() && !now.isBefore(proof(known).refreshAt()) && !now.isBefore(noRefreshBefore);
    }

    /** Asks GitHub, unless it is being asked. */
    private void startProbe(Instant now) {
        if (!probing) {
            probing = true;
            String target = owner.isEmpty() ? "/repositories/" + repo : "/repos/" + owner + "/" + repo;
            getContext()
                    .pipeToSelf(
                            probe.probe(target, etag),
                            (finding, failure) -> new Probed(
                                    failure == null ? finding : new Finding(ProbeVerdict.UNDECIDED, null), now));
        }
    }

    private void onPeek(Peek peek) {
        VisibilityProved known = known();
        boolean holds = known != null && clock.instant().isBefore(known.expiresAt());
        peek.replyTo().tell(new Known(known != null && holds ? reply(known) : null));
    }

    private void onForget(Forget forget) {
        Instant now = clock.instant();
        VisibilityProved known = known();
        if (stored() == null || known == null || probing || !ProofRules.mayBeForgotten(known, now)) {
            forget.replyTo().tell(new Forgotten(repoKey(), stored() == null));
            return;
        }
        recent = null;
        etag = null;
        journal.write(
                new ProofForgotten(owner, repo, now), () -> forget.replyTo().tell(new Forgotten(repoKey(), true)));
    }

    private void onObservedPublic(ObservedPublic observed) {
        Instant now = clock.instant();
        VisibilityProved known = known();
        boolean suffices =
                known != null && known.isPublic() && now.isBefore(proof(known).refreshAt());
        if (known != null && (suffices || !ProofRules.counts(known, true, observed.askedAt()))) {
            observed.replyTo().tell(reply(known));
        } else {
            waiting.add(observed.replyTo());
            proved(true, observed.askedAt());
        }
    }

    private void onProbed(Probed probed) {
        probing = false;
        ProbeVerdict verdict = probed.finding().verdict();
        switch (verdict) {
            case PUBLIC -> {
                etag = probed.finding().etag() == null ? etag : probed.finding().etag();
                proved(true, probed.askedAt());
            }
            case NOT_PUBLIC -> {
                etag = null;
                proved(false, probed.askedAt());
            }
            case FAILED, UNREACHABLE, REFUSED, UNDECIDED ->
                undecided(verdict.isOutage() ? Reply.Cause.UNREACHABLE : Reply.Cause.UNANSWERED);
        }
    }

    private void proved(boolean isPublic, Instant checkedAt) {
        VisibilityProved known = known();
        if (known != null && !ProofRules.counts(known, isPublic, checkedAt)) {
            answerAll(reply(known));
            return;
        }
        VisibilityProved proved = rules.next(owner, repo, known, isPublic, checkedAt, clock.instant());
        recent = proved;
        noProbeBefore = Instant.MIN;
        if (known != null && known.isPublic() != isPublic) {
            changes.accept(new Changes.VisibilityFlipped(repoKey(), isPublic));
        }
        answerAll(reply(proved));
        if (ProofRules.isWorthStoring(stored(), proved)) {
            journal.write(proved);
        }
    }

    /** What holds stays as it is; a refresh is tried again when half of its remaining time has passed. */
    private void undecided(Reply.Cause cause) {
        Instant now = clock.instant();
        VisibilityProved known = known();
        if (known != null && now.isBefore(known.expiresAt())) {
            Duration pause = Duration.between(now, known.expiresAt()).dividedBy(2);
            noRefreshBefore = now.plus(pause.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : pause);
            answerAll(reply(known));
        } else {
            lastIndecision = new Reply.Undecided(cause);
            noProbeBefore = now.plus(INDECISION_TTL);
            answerAll(lastIndecision);
        }
    }

    private void answerAll(Reply reply) {
        waiting.forEach(replyTo -> replyTo.tell(reply));
        waiting.clear();
    }

    private @Nullable VisibilityProved known() {
        return recent == null ? stored() : recent;
    }

    /** The definite answer that is written, or being written, null if none. */
    private @Nullable VisibilityProved stored() {
        return journal.latest() instanceof VisibilityProved proved ? proved : null;
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
