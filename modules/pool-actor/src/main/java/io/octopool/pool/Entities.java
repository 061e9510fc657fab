package io.octopool.pool;

import io.octopool.github.client.Credential;
import io.octopool.github.client.GitHub;
import io.octopool.github.client.LogHost;
import io.octopool.pool.audit.AuditTrail;
import io.octopool.pool.budget.PublicBudget;
import io.octopool.pool.cache.CachedRead;
import io.octopool.pool.cache.ReadQuery;
import io.octopool.pool.cache.ReadReply;
import io.octopool.pool.caller.Caller;
import io.octopool.pool.fetch.Credentials;
import io.octopool.pool.fetch.FetchLadder;
import io.octopool.pool.fetch.FetchPorts;
import io.octopool.pool.lease.CallResult;
import io.octopool.pool.lease.LeaseQuery;
import io.octopool.pool.lease.Pool;
import io.octopool.pool.visibility.RepoVisibility;
import io.octopool.pool.visibility.VisibilityProbe;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;

/** Starts every entity type on this node and joins them: the one place where they meet. */
public final class Entities {

    /** How long one entity waits for another, probes of GitHub included. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** The longest one call of a probe may take: two fit into {@link #PATIENCE}. GitHub itself gives up after 10 s. */
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(9);

    private Entities() {}

    /**
     * Starts sharding of all entity types.
     *
     * @param credentials the secrets behind the identities
     * @param logs where GitHub keeps the logs of jobs
     * @param publicReader the credential of the app that reads public data; anonymous if empty
     * @param verifier the credential to probe repositories with; anonymous if empty
     * @param executor runs the fetches, each of which waits in a thread of its own: give it virtual ones
     * @return the topic on which the entities say what must not be remembered any longer
     */
    public static Changes init(
            ActorSystem<?> system,
            EntitySettings settings,
            GitHub github,
            LogHost logs,
            Credentials credentials,
            Optional<Credential> publicReader,
            Optional<Credential> verifier,
            Executor executor,
            InstantSource clock) {
        Changes changes = Changes.join(system);
        FetchPorts ports = new ShardedPorts(ClusterSharding.get(system));
        Pool.init(system, changes, clock);
        Caller.init(system, changes, clock);
        AuditTrail.init(system);
        RepoVisibility.init(
                system,
                new RepoVisibility.Lifetimes(settings.publicProofTtl(), settings.negativeProofTtl()),
                new VisibilityProbe(
                        github,
                        verifier.orElseGet(Credential.Anonymous::new),
                        Collections.min(List.of(settings.callTimeout(), PROBE_TIMEOUT))),
                changes,
                clock);
        FetchLadder ladder = new FetchLadder(
                github,
                logs,
                credentials,
                publicReader,
                ports,
                executor,
                new FetchLadder.Limits(settings.callTimeout(), settings.maxLogBytes()),
                clock);
        CachedRead.init(
                system,
                new CachedRead.Settings(settings.cacheEntriesInMemory(), settings.cacheBytesInMemory()),
                ladder,
                ports,
                clock);
        return changes;
    }

    /** The other entities, wherever in the cluster they are. */
    private record ShardedPorts(ClusterSharding sharding) implements FetchPorts {

        @Override
        public CompletionStage<Pool.LeaseReply> lease(String pool, LeaseQuery query) {
            return sharding.entityRefFor(Pool.KEY, pool)
                    .ask(replyTo -> new Pool.LeaseIdentity(query, replyTo), query.remaining());
        }

        @Override
        public void settle(String pool, long leaseId, CallResult result) {
            sharding.entityRefFor(Pool.KEY, pool).tell(new Pool.RecordResult(leaseId, result));
        }

        @Override
        public CompletionStage<RepoVisibility.Reply> prove(String repoKey) {
            return sharding.entityRefFor(RepoVisibility.KEY, repoKey).ask(RepoVisibility.Prove::new, PATIENCE);
        }

        @Override
        public CompletionStage<Optional<RepoVisibility.Reply>> known(String repoKey) {
            return sharding.entityRefFor(RepoVisibility.KEY, repoKey)
                    .<RepoVisibility.Known>ask(RepoVisibility.Peek::new, PATIENCE)
                    .thenApply(known -> Optional.ofNullable(known.reply()));
        }

        @Override
        public CompletionStage<PublicBudget.ReserveReply> reservePublic(String resource, Duration remaining) {
            return CompletableFuture.completedStage(new PublicBudget.ReserveReply.Granted(0));
        }

        @Override
        public void settlePublic(long reservationId, CallResult result) {}

        @Override
        public CompletionStage<ReadReply> read(ReadQuery query) {
            return sharding.entityRefFor(CachedRead.KEY, query.request().cacheKey(query.pool()))
                    .ask(replyTo -> new CachedRead.Read(query, replyTo), query.remaining());
        }

        @Override
        public CompletionStage<RepoVisibility.Reply> observedPublic(String repoKey) {
            return sharding.entityRefFor(RepoVisibility.KEY, repoKey).ask(RepoVisibility.ObservedPublic::new, PATIENCE);
        }
    }
}
