package io.octopool.api.admin.explain;

import io.octopool.api.access.Asking;
import io.octopool.api.access.Policies;
import io.octopool.api.admin.Ids;
import io.octopool.api.admin.Pools;
import io.octopool.api.admin.pools.PublicReader;
import io.octopool.api.http.Exchange;
import io.octopool.api.http.Responses;
import io.octopool.api.relay.PolicyGate;
import io.octopool.github.request.CanonicalRequest;
import io.octopool.github.routes.Flag;
import io.octopool.github.routes.RouteCatalog;
import io.octopool.github.routes.RouteMatch;
import io.octopool.pool.cache.CachedRead;
import io.octopool.pool.cache.Peeked;
import io.octopool.pool.cache.ReadQuery;
import io.octopool.pool.lease.LeaseQuery;
import io.octopool.pool.lease.Pool;
import io.octopool.pool.lease.Standing;
import io.octopool.pool.visibility.Proof;
import io.octopool.pool.visibility.RepoVisibility;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /v1/admin/pools/{pool}/explain}: what would become of a read. It looks and changes nothing: GitHub is not called,
 * nothing is leased, and no route sticks to another identity.
 */
public final class ExplainEndpoint {

    private final Pools pools;
    private final ClusterSharding sharding;
    private final PublicReader reader;
    private final InstantSource clock;
    private final PolicyGate gate = new PolicyGate(RouteCatalog.github());

    public ExplainEndpoint(Pools pools, ClusterSharding sharding, PublicReader reader, InstantSource clock) {
        this.pools = pools;
        this.sharding = sharding;
        this.reader = reader;
        this.clock = clock;
    }

    public CompletionStage<HttpResponse> explain(String pool, Exchange exchange) {
        ReadAsked asked = ReadAsked.of(exchange.query());
        return pools.ask(Ids.pool(pool), Pool.GetPolicy::new)
                .thenCompose(reply -> switch (reply) {
                    case Pool.PolicyReply.Found found ->
                        evidence(
                                pool,
                                asked,
                                gate.pass(
                                        asked.path(),
                                        asked.query(),
                                        asked.headers().shape(),
                                        found),
                                exchange.requestId());
                    case Pool.PolicyReply.NoSuchPool _ -> throw Policies.noSuchPool();
                })
                .thenApply(evidence -> Responses.json(200, ExplainJson.of(pool, asked, evidence)));
    }

    private CompletionStage<Evidence> evidence(
            String pool, ReadAsked asked, PolicyGate.Passage passage, String requestId) {
        if (!(passage.decision() instanceof PolicyGate.Decision.Allowed(RouteMatch match, boolean tokenFree))) {
            return reader.status()
                    .thenApply(status ->
                            new Evidence(passage, null, null, reader.isApp(), status, List.of(), clock.instant()));
        }
        return visibility(match)
                .thenCompose(known -> cache(pool, asked.read(match), match, tokenFree, known, requestId)
                        .thenCompose(cache -> standings(pool, match, preferred(cache, known))
                                .thenCombine(
                                        reader.status(),
                                        (standings, status) -> new Evidence(
                                                passage,
                                                known.orElse(null),
                                                cache.orElse(null),
                                                reader.isApp(),
                                                status,
                                                standings,
                                                clock.instant()))));
    }

    private CompletionStage<Optional<RepoVisibility.Reply>> visibility(RouteMatch match) {
        return match.repository()
                .<CompletionStage<Optional<RepoVisibility.Reply>>>map(
                        name -> Asking.answered(sharding.entityRefFor(RepoVisibility.KEY, name.key())
                                        .<RepoVisibility.Known>ask(RepoVisibility.Peek::new, Asking.PATIENCE))
                                .thenApply(known -> Optional.ofNullable(known.reply())))
                .orElseGet(() -> CompletableFuture.completedStage(Optional.empty()));
    }

    private CompletionStage<Optional<Peeked>> cache(
            String pool,
            CanonicalRequest request,
            RouteMatch match,
            boolean tokenFree,
            Optional<RepoVisibility.Reply> visibility,
            String requestId) {
        if (match.route().has(Flag.LOG)) {
            return CompletableFuture.completedStage(Optional.empty());
        }
        Proof proof = visibility.orElse(null) instanceof RepoVisibility.Reply.Public(Proof known) ? known : null;
        ReadQuery query =
                new ReadQuery(requestId, pool, request, match.searched(), tokenFree, proof, null, Asking.PATIENCE);
        return Asking.answered(sharding.entityRefFor(CachedRead.KEY, request.cacheKey(pool))
                        .<Peeked>ask(replyTo -> new CachedRead.Peek(query, replyTo), Asking.PATIENCE))
                .thenApply(Optional::of);
    }

    /** Who fetched the stored answer, if it may be revalidated under the proof. */
    private static @Nullable String preferred(Optional<Peeked> cache, Optional<RepoVisibility.Reply> visibility) {
        Peeked.Entry entry = cache.map(Peeked::entry).orElse(null);
        return entry != null && Evidence.isCovered(entry, visibility.orElse(null))
                ? entry.source().identityId()
                : null;
    }

    private CompletionStage<List<Standing>> standings(String pool, RouteMatch match, @Nullable String preferred) {
        LeaseQuery query = LeaseQuery.ofRead(match, Set.of(), preferred, Asking.PATIENCE);
        return pools.<Pool.ExplainReply>ask(pool, replyTo -> new Pool.Explain(query, replyTo))
                .thenApply(reply -> switch (reply) {
                    case Pool.ExplainReply.Explained explained -> explained.standings();
                    case Pool.ExplainReply.NoSuchPool _ -> List.of();
                });
    }
}
