package io.octopool.persistence.janitor;

import io.octopool.pool.cache.CachedRead;
import io.octopool.pool.cache.CachedRead.Discard;
import io.octopool.pool.visibility.RepoVisibility;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;

/** The entities that hold what tables show: they decide what goes. */
interface Holders {

    /**
     * Asks for an answer to be given up.
     *
     * @return whether nothing is stored under the key any more; fails when the entity does not answer in time
     */
    CompletionStage<Boolean> discard(String cacheKey, Discard.Cause cause);

    /** Which of the answers have, or may have, their entity in memory; wakes none. */
    CompletionStage<Set<String>> inMemory(List<String> cacheKeys);

    /** Asks for a proof to be given up; as {@link #discard}. */
    CompletionStage<Boolean> forget(String repoKey);

    static Holders in(ActorSystem<?> system) {
        return new Sharded(system, ClusterSharding.get(system));
    }

    /** The entities, wherever in the cluster they are. */
    record Sharded(ActorSystem<?> system, ClusterSharding sharding) implements Holders {

        private static final Duration PATIENCE = Duration.ofSeconds(5);

        @Override
        public CompletionStage<Boolean> discard(String cacheKey, Discard.Cause cause) {
            return sharding.entityRefFor(CachedRead.KEY, cacheKey)
                    .<CachedRead.Discarded>ask(replyTo -> new Discard(cause, replyTo), PATIENCE)
                    .thenApply(CachedRead.Discarded::gone);
        }

        @Override
        public CompletionStage<Set<String>> inMemory(List<String> cacheKeys) {
            return Residents.among(system, cacheKeys);
        }

        @Override
        public CompletionStage<Boolean> forget(String repoKey) {
            return sharding.entityRefFor(RepoVisibility.KEY, repoKey)
                    .<RepoVisibility.Forgotten>ask(RepoVisibility.Forget::new, PATIENCE)
                    .thenApply(RepoVisibility.Forgotten::gone);
        }
    }
}
