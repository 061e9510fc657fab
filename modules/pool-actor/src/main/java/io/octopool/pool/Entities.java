package io.octopool.pool;

import io.octopool.github.client.Credential;
import io.octopool.github.client.GitHub;
import io.octopool.github.client.LogHost;
import io.octopool.github.directory.Directory;
import io.octopool.github.directory.UserLookup;
import io.octopool.pool.audit.AuditTrail;
import io.octopool.pool.budget.PublicAllowance;
import io.octopool.pool.budget.PublicBudget;
import io.octopool.pool.budget.VerifierAllowance;
import io.octopool.pool.cache.CacheBounds;
import io.octopool.pool.cache.CachedRead;
import io.octopool.pool.cache.ReadQuery;
import io.octopool.pool.cache.ReadReply;
import io.octopool.pool.caller.Caller;
import io.octopool.pool.fetch.Climbing;
import io.octopool.pool.fetch.Credentials;
import io.octopool.pool.fetch.FetchLadder;
import io.octopool.pool.fetch.FetchPorts;
import io.octopool.pool.fetch.FetchRequest;
import io.octopool.pool.fetch.Fetched;
import io.octopool.pool.lease.CallResult;
import io.octopool.pool.lease.LeaseQuery;
import io.octopool.pool.lease.LeaseTicket;
import io.octopool.pool.lease.Pool;
import io.octopool.pool.logs.JobLog;
import io.octopool.pool.logs.LogStore;
import io.octopool.pool.visibility.RepoVisibility;
import io.octopool.pool.visibility.VisibilityProbe;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityRef;
import org.apache.pekko.cluster.typed.Cluster;

/** Starts every entity type on this node and joins them: the one place where they meet. */
public final class Entities {

    /** How long one entity waits for another, probes of GitHub included. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** The longest one call of a probe may take: two fit into {@link #PATIENCE}. GitHub itself gives up after 10 s. */
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(9);

    /** The longest a whole probe may take, redirects and second askers included. */
    private static final Duration PROBE_PATIENCE = Duration.ofSeconds(18);

    /** How long GitHub may take to say whose the verifier's token is. */
    private static final Duration WHOSE_TIMEOUT = Duration.ofSeconds(3);

    private Entities() {}

    /**
     * Starts sharding of all entity types.
     *
     * @param changes the topic on which the entities say what must not be remembered any longer
     * @param credentials the secrets behind the identities
     * @param logHost where GitHub keeps the logs of jobs
     * @param publicReader the credential that reads public data; anonymous if empty
     * @param verifier the credential to probe repositories with; the public reader's if empty
     * @param logs where the logs of jobs are kept
     * @param executor runs the fetches, each of which waits in a thread of its own: give it virtual ones
     * @return what calls with the verifier's token are made within, empty without one
     */
    public static Optional<VerifierAllowance> init(
            ActorSystem<?> system,
            Changes changes,
            EntitySettings settings,
            GitHub github,
            LogHost logHost,
            Credentials credentials,
            Optional<Credential> publicReader,
            Optional<Credential> verifier,
            LogStore logs,
            Executor executor,
            InstantSource clock) {
        ClusterSharding sharding = ClusterSharding.get(system);
        PublicAllowance anonymous = new ShardedAllowance(sharding, publicBudget(system, Optional.empty()));
        PublicAllowance reader = new ShardedAllowance(sharding, publicBudget(system, settings.publicReaderClientId()));
        FetchPorts ports = new ShardedPorts(sharding, reader);
        Optional<Verifier> asVerifier = verifier.map(token -> verifier(token, github, sharding, clock));
        PublicBudget.init(system, settings.leaseLimits(), changes, clock);
        Pool.init(system, settings.leaseLimits(), changes, changes::subscribe, clock);
        Caller.init(system, changes, clock);
        AuditTrail.init(system);
        RepoVisibility.init(
                system,
                new RepoVisibility.Lifetimes(settings.publicProofTtl(), settings.negativeProofTtl()),
                new VisibilityProbe(
                        github,
                        askers(asVerifier, publicReader, reader, anonymous),
                        Collections.min(List.of(settings.callTimeout(), PROBE_TIMEOUT)),
                        PROBE_PATIENCE,
                        clock),
                changes,
                clock);
        FetchLadder ladder = new FetchLadder(
                github,
                logHost,
                credentials,
                publicReader,
                ports,
                executor,
                new FetchLadder.Limits(settings.callTimeout(), settings.maxLogBytes()),
                clock);
        CachedRead.init(
                system,
                new CacheBounds(settings.cacheEntriesInMemory(), settings.cacheBytesInMemory()),
                ladder,
                ports,
                clock);
        JobLog.init(system, request -> download(ladder, request), logs, ports, clock);
        return asVerifier.map(Verifier::allowance);
    }

    private record Verifier(Credential token, VerifierAllowance allowance) {}

    private static Verifier verifier(Credential token, GitHub github, ClusterSharding sharding, InstantSource clock) {
        Directory directory = new Directory(github, clock);
        return new Verifier(
                token,
                new VerifierAllowance(
                        () -> directory
                                .self(token, WHOSE_TIMEOUT)
                                .thenApply(self -> new VerifierAllowance.Word(
                                        self.lookup() instanceof UserLookup.Found user
                                                ? OptionalLong.of(user.id())
                                                : OptionalLong.empty(),
                                        CallResult.of(self.outcome(), clock.instant()))),
                        entityId -> new ShardedAllowance(sharding, entityId),
                        payer -> sharding.entityRefFor(PublicBudget.KEY, PublicBudget.OF_VERIFIER)
                                .tell(new PublicBudget.LearnPayer(payer)),
                        clock));
    }

    /** The verifier, then the public reader, each if there is one, and then nobody. */
    private static List<VisibilityProbe.Asker> askers(
            Optional<Verifier> verifier,
            Optional<Credential> publicReader,
            PublicAllowance reader,
            PublicAllowance anonymous) {
        VisibilityProbe.Asker nobody = new VisibilityProbe.Asker(new Credential.Anonymous(), anonymous);
        List<VisibilityProbe.Asker> askers = new ArrayList<>();
        verifier.ifPresent(known -> askers.add(new VisibilityProbe.Asker(known.token(), known.allowance())));
        publicReader.ifPresent(app -> askers.add(new VisibilityProbe.Asker(app, reader)));
        askers.add(nobody);
        return askers;
    }

    /** The {@link PublicBudget} that pays for reads without an identity; the clientId: of the public reader, if there is one. */
    public static String publicBudget(ActorSystem<?> system, Optional<String> clientId) {
        return clientId.map(PublicBudget::ofApp).orElseGet(() -> PublicBudget.ofHost(host(system)));
    }

    /** The address by which GitHub counts this node's calls without credential, as far as the node knows it. */
    private static String host(ActorSystem<?> system) {
        return Cluster.get(system).selfMember().address().getHost().orElse("local");
    }

    private static CompletionStage<Fetched> download(FetchLadder ladder, FetchRequest request) {
        Climbing climbing = ladder.fetch(request);
        CompletableFuture<Fetched> fetched =
                climbing.result().thenApply(Function.identity()).toCompletableFuture();
        CompletionStage<?> _ = fetched.whenComplete((_, _) -> {
            if (fetched.isCancelled()) {
                climbing.cancel();
            }
        });
        return fetched;
    }

    /** One public budget, wherever in the cluster it is. */
    private record ShardedAllowance(ClusterSharding sharding, String entityId) implements PublicAllowance {

        @Override
        public CompletionStage<PublicBudget.ReserveReply> reserve(
                String resource, Duration remaining, Duration patience) {
            return sharding.entityRefFor(PublicBudget.KEY, entityId)
                    .ask(
                            replyTo -> new PublicBudget.Reserve(resource, remaining, patience, replyTo),
                            patience.plus(PublicBudget.ANSWERED_WITHIN));
        }

        @Override
        public void settle(long reservationId, CallResult result) {
            sharding.entityRefFor(PublicBudget.KEY, entityId)
                    .tell(new PublicBudget.RecordResult(reservationId, result));
        }
    }

    /** The other entities, wherever in the cluster they are. */
    private record ShardedPorts(ClusterSharding sharding, PublicAllowance reader) implements FetchPorts {

        @Override
        public CompletionStage<Boolean> hasIdentities(String pool) {
            return sharding.entityRefFor(Pool.KEY, pool)
                    .<Pool.Emptiness>ask(Pool.AskWhetherEmpty::new, PATIENCE)
                    .thenApply(reply -> !reply.empty());
        }

        @Override
        public CompletionStage<Pool.LeaseReply> lease(String pool, LeaseQuery query) {
            return sharding.entityRefFor(Pool.KEY, pool)
                    .ask(replyTo -> new Pool.LeaseIdentity(query, replyTo), query.remaining());
        }

        @Override
        public void settle(String pool, LeaseTicket lease, CallResult result) {
            sharding.entityRefFor(Pool.KEY, pool).tell(new Pool.RecordResult(lease, result));
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
        public CompletionStage<PublicBudget.ReserveReply> reservePublic(
                String resource, Duration remaining, Duration patience) {
            return reader.reserve(resource, remaining, patience);
        }

        @Override
        public void settlePublic(long reservationId, CallResult result) {
            reader.settle(reservationId, result);
        }

        @Override
        public CompletionStage<ReadReply> read(ReadQuery query) {
            return entry(query).ask(replyTo -> new CachedRead.Read(query, replyTo), query.remaining());
        }

        @Override
        public void leave(ReadQuery query) {
            entry(query).tell(new CachedRead.Leave(query.requestId()));
        }

        private EntityRef<CachedRead.Command> entry(ReadQuery query) {
            return sharding.entityRefFor(CachedRead.KEY, query.request().cacheKey(query.pool()));
        }

        @Override
        public CompletionStage<RepoVisibility.Reply> observedPublic(String repoKey, Instant askedAt) {
            return sharding.entityRefFor(RepoVisibility.KEY, repoKey)
                    .ask(replyTo -> new RepoVisibility.ObservedPublic(askedAt, replyTo), PATIENCE);
        }
    }
}
