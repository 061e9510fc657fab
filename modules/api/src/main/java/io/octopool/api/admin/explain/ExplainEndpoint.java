package io.octopool.api.admin.explain;

import io.octopool.api.access.Policies;
import io.octopool.api.admin.Ids;
import io.octopool.api.admin.Pools;
import io.octopool.api.admin.pools.PublicReader;
import io.octopool.api.http.ApiError;
import io.octopool.api.http.Exchange;
import io.octopool.api.http.Responses;
import io.octopool.api.relay.PolicyGate;
import io.octopool.api.relay.Rehearsal;
import io.octopool.api.relay.RelayRequest;
import io.octopool.github.routes.RouteCatalog;
import io.octopool.github.routes.RouteMatch;
import io.octopool.pool.budget.PublicBudget;
import io.octopool.pool.lease.Pool;
import java.time.InstantSource;
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
    private final Peeks peeks;
    private final PublicReader reader;
    private final InstantSource clock;
    private final PolicyGate gate = new PolicyGate(RouteCatalog.github());

    public ExplainEndpoint(Pools pools, ClusterSharding sharding, PublicReader reader, InstantSource clock) {
        this.pools = pools;
        this.peeks = new Peeks(pools, sharding);
        this.reader = reader;
        this.clock = clock;
    }

    public CompletionStage<HttpResponse> explain(String pool, Exchange exchange) {
        RelayRequest asked = ReadAsked.of(pool, exchange.query());
        return pools.ask(Ids.pool(pool), Pool.GetPolicy::new)
                .thenCompose(reply -> switch (reply) {
                    case Pool.PolicyReply.Found found ->
                        reader.status()
                                .thenCompose(status ->
                                        explanation(asked, passage(asked, found), status.orElse(null), exchange));
                    case Pool.PolicyReply.NoSuchPool _ -> throw Policies.noSuchPool();
                })
                .thenApply(explanation -> Responses.json(200, ExplainJson.of(explanation)));
    }

    private PolicyGate.Passage passage(RelayRequest asked, Pool.PolicyReply.Found pool) {
        return gate.pass(asked.path(), asked.query(), asked.headers().shape(), pool);
    }

    private CompletionStage<Explanation> explanation(
            RelayRequest asked, PolicyGate.Passage passage, PublicBudget.@Nullable Status status, Exchange exchange) {
        return switch (passage.decision()) {
            case PolicyGate.Decision.Denied(ApiError error) ->
                CompletableFuture.completedStage(Explanation.denied(asked, passage, error, reader.isApp(), status));
            case PolicyGate.Decision.Allowed(RouteMatch match, boolean tokenFree) -> {
                Walk walk = new Walk(
                        peeks,
                        new Walk.Traveller(asked.pool(), exchange.requestId(), tokenFree, reader.isApp(), status),
                        clock);
                yield Rehearsal.of(exchange.requestId(), asked, exchange.presence(), match, tokenFree, walk)
                        .thenApply(ending -> Explanation.of(asked, passage, walk.steps(), ending));
            }
        };
    }
}
