package io.octopool.api.admin.explain;

import io.octopool.api.access.Asking;
import io.octopool.api.admin.Pools;
import io.octopool.github.routes.RepoName;
import io.octopool.github.routes.RouteMatch;
import io.octopool.pool.cache.CachedRead;
import io.octopool.pool.cache.Peeked;
import io.octopool.pool.cache.ReadQuery;
import io.octopool.pool.lease.LeaseQuery;
import io.octopool.pool.lease.Pool;
import io.octopool.pool.lease.Standing;
import io.octopool.pool.logs.JobLog;
import io.octopool.pool.logs.PeekedLog;
import io.octopool.pool.visibility.RepoVisibility;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.jspecify.annotations.Nullable;

/** Asks entities what they have and would do, which changes nothing of theirs. */
record Peeks(Pools pools, ClusterSharding sharding) {

    /** What is known of the route's repository; empty if nothing is, or it has none. */
    CompletionStage<Optional<RepoVisibility.Reply>> visibility(RouteMatch match) {
        Optional<RepoName> repository = match.repository();
        return repository.isEmpty()
                ? CompletableFuture.completedStage(Optional.empty())
                : Asking.answered(sharding.entityRefFor(
                                        RepoVisibility.KEY, repository.get().key())
                                .<RepoVisibility.Known>ask(RepoVisibility.Peek::new, Asking.PATIENCE))
                        .thenApply(known -> Optional.ofNullable(known.reply()));
    }

    CompletionStage<Peeked> cached(ReadQuery query) {
        return Asking.answered(
                sharding.entityRefFor(CachedRead.KEY, query.request().cacheKey(query.pool()))
                        .ask(replyTo -> new CachedRead.Peek(query, replyTo), Asking.PATIENCE));
    }

    CompletionStage<PeekedLog> log(ReadQuery query) {
        return Asking.answered(sharding.entityRefFor(JobLog.KEY, query.request().cacheKey(query.pool()))
                .ask(replyTo -> new JobLog.Peek(query, replyTo), Asking.PATIENCE));
    }

    /** The preferred: who fetched what GitHub would be asked to confirm, null for nobody. */
    CompletionStage<List<Standing>> standings(String pool, RouteMatch match, @Nullable String preferred) {
        LeaseQuery query = LeaseQuery.ofRead(match, Set.of(), preferred, Asking.PATIENCE);
        return pools.<Pool.ExplainReply>ask(pool, replyTo -> new Pool.Explain(query, replyTo))
                .thenApply(reply -> switch (reply) {
                    case Pool.ExplainReply.Explained explained -> explained.standings();
                    case Pool.ExplainReply.NoSuchPool _ -> List.of();
                });
    }
}
