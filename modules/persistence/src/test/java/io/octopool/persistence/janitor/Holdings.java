package io.octopool.persistence.janitor;

import io.octopool.pool.cache.CachedRead;
import io.octopool.pool.cache.CachedRead.Discard;
import io.octopool.pool.cache.CachedRead.Discarded;
import io.octopool.pool.events.CachedReadEvent;
import io.octopool.pool.events.CachedReadEvent.AnswerRemoved;
import io.octopool.pool.events.CachedReadEvent.AnswerStored;
import io.octopool.pool.events.RepoVisibilityEvent;
import io.octopool.pool.events.RepoVisibilityEvent.ProofForgotten;
import io.octopool.pool.events.RepoVisibilityEvent.VisibilityProved;
import io.octopool.pool.visibility.RepoVisibility;
import io.octopool.pool.visibility.RepoVisibility.Forget;
import io.octopool.pool.visibility.RepoVisibility.Forgotten;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;

/** Entities that recover what the journal holds and give it up when asked to, and do nothing else. */
final class Holdings {

    private Holdings() {}

    static void init(ActorSystem<?> system, InstantSource clock) {
        ClusterSharding sharding = ClusterSharding.get(system);
        sharding.init(Entity.of(CachedRead.KEY, entity -> new Answer(entity.getEntityId(), clock)));
        sharding.init(Entity.of(RepoVisibility.KEY, entity -> new Proof(entity.getEntityId(), clock)));
    }

    private static final class Answer
            extends EventSourcedBehavior<CachedRead.Command, CachedReadEvent, Optional<AnswerStored>> {

        private final String key;
        private final InstantSource clock;

        Answer(String key, InstantSource clock) {
            super(PersistenceId.of(CachedRead.KEY.name(), key));
            this.key = key;
            this.clock = clock;
        }

        @Override
        public Optional<AnswerStored> emptyState() {
            return Optional.empty();
        }

        @Override
        public Set<String> tagsFor(CachedReadEvent event) {
            return Set.of(CachedReadEvent.TAG);
        }

        @Override
        public CommandHandler<CachedRead.Command, CachedReadEvent, Optional<AnswerStored>> commandHandler() {
            return newCommandHandlerBuilder()
                    .forAnyState()
                    .onCommand(Discard.class, (stored, discard) -> {
                        boolean stays = stored.isPresent()
                                && discard.cause() == Discard.Cause.EXPIRED
                                && clock.instant().isBefore(stored.get().staleUntil());
                        Discarded reply = new Discarded(key, !stays);
                        return stored.isEmpty() || stays
                                ? Effect()
                                        .none()
                                        .thenRun(() -> discard.replyTo().tell(reply))
                                : Effect()
                                        .persist(new AnswerRemoved(key, clock.instant()))
                                        .thenRun(() -> discard.replyTo().tell(reply));
                    })
                    .build();
        }

        @Override
        public EventHandler<Optional<AnswerStored>, CachedReadEvent> eventHandler() {
            return (_, event) -> switch (event) {
                case AnswerStored stored -> Optional.of(stored);
                case AnswerRemoved _ -> Optional.empty();
            };
        }
    }

    private static final class Proof
            extends EventSourcedBehavior<RepoVisibility.Command, RepoVisibilityEvent, Optional<VisibilityProved>> {

        private final String repoKey;
        private final InstantSource clock;

        Proof(String repoKey, InstantSource clock) {
            super(PersistenceId.of(RepoVisibility.KEY.name(), repoKey));
            this.repoKey = repoKey;
            this.clock = clock;
        }

        @Override
        public Optional<VisibilityProved> emptyState() {
            return Optional.empty();
        }

        @Override
        public Set<String> tagsFor(RepoVisibilityEvent event) {
            return Set.of(RepoVisibilityEvent.TAG);
        }

        @Override
        public CommandHandler<RepoVisibility.Command, RepoVisibilityEvent, Optional<VisibilityProved>>
                commandHandler() {
            return newCommandHandlerBuilder()
                    .forAnyState()
                    .onCommand(Forget.class, (known, forget) -> {
                        Forgotten reply = new Forgotten(repoKey, true);
                        return known.isEmpty()
                                ? Effect().none().thenRun(() -> forget.replyTo().tell(reply))
                                : Effect()
                                        .persist(new ProofForgotten(
                                                known.get().owner(), known.get().repo(), clock.instant()))
                                        .thenRun(() -> forget.replyTo().tell(reply));
                    })
                    .build();
        }

        @Override
        public EventHandler<Optional<VisibilityProved>, RepoVisibilityEvent> eventHandler() {
            return (_, event) -> switch (event) {
                case VisibilityProved proved -> Optional.of(proved);
                case ProofForgotten _ -> Optional.empty();
            };
        }
    }
}
