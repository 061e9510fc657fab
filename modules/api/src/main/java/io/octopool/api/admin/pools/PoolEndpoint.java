package io.octopool.api.admin.pools;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.octopool.api.access.Asking;
import io.octopool.api.access.Policies;
import io.octopool.api.admin.Ids;
import io.octopool.api.admin.Order;
import io.octopool.api.admin.Pools;
import io.octopool.api.http.ApiError;
import io.octopool.api.http.Exchange;
import io.octopool.api.http.Fields;
import io.octopool.api.http.Json;
import io.octopool.api.http.RequestBody;
import io.octopool.api.http.Responses;
import io.octopool.api.http.Times;
import io.octopool.persistence.query.PoolCatalog;
import io.octopool.persistence.query.PoolRow;
import io.octopool.pool.lease.ChangeReply;
import io.octopool.pool.lease.Pool;
import io.octopool.pool.lease.PoolChange;
import io.octopool.pool.policy.Policy;
import io.octopool.pool.policy.PolicyAmendment;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code /v1/admin/pools}: which pools there are, what is in one, and its kill switch (design, "Responsible use"). */
public final class PoolEndpoint {

    private static final String POOL = "pool";

    private final RequestBody bodies;
    private final Pools pools;
    private final PoolCatalog catalog;
    private final PublicReader reader;
    private final Policy initialPolicy;

    public PoolEndpoint(
            RequestBody bodies, Pools pools, PoolCatalog catalog, PublicReader reader, Policy initialPolicy) {
        this.bodies = bodies;
        this.pools = pools;
        this.catalog = catalog;
        this.reader = reader;
        this.initialPolicy = initialPolicy;
    }

    /** From a table, which shows a change within seconds. */
    public CompletionStage<HttpResponse> list(Exchange exchange) {
        return Asking.answered(catalog.pools()).thenApply(rows -> {
            ObjectNode body = Json.object();
            ArrayNode shown = body.putArray("pools");
            for (PoolRow row : rows) {
                shown.addObject()
                        .put(POOL, row.id())
                        .put("status", row.disabled() ? "disabled" : "active")
                        .put("identities", row.identities())
                        .put("healthy", row.healthy())
                        .put("created_at", Times.shown(row.createdAt()));
            }
            return Responses.json(200, body);
        });
    }

    public CompletionStage<HttpResponse> create(Exchange exchange) {
        return bodies.object(exchange).thenCompose(body -> {
            String pool = Ids.pool(Fields.text(body, POOL));
            PolicyAmendment amendment = PolicyRequest.of(body, Set.of(POOL));
            Order order = Order.of(exchange, body);
            return pools.change(pool, new PoolChange.Create(amendment.appliedTo(initialPolicy)), order)
                    .thenApply(done -> created(pool, amendment, done, order));
        });
    }

    private static HttpResponse created(String pool, PolicyAmendment amendment, ChangeReply.Done done, Order order) {
        if (!done.created() && !amendment.appliedTo(done.policy()).equals(done.policy())) {
            throw ApiError.ofField(409, "pool_conflict", POOL, "The pool exists and has another policy.")
                    .asFailure();
        }
        return order.response(
                done.created() ? 201 : 200,
                done.changed(),
                PolicyJson.into(Json.object().put(POOL, pool), done.policy()));
    }

    public CompletionStage<HttpResponse> show(String pool, Exchange exchange) {
        return pools.ask(Ids.pool(pool), Pool.GetView::new)
                .thenCombine(reader.status(), (reply, status) -> switch (reply) {
                    case Pool.ViewReply.View view -> Responses.json(200, ViewJson.of(pool, view, status.orElse(null)));
                    case Pool.ViewReply.NoSuchPool _ -> throw Policies.noSuchPool();
                });
    }

    public CompletionStage<HttpResponse> disable(String pool, Exchange exchange) {
        return flip(pool, new PoolChange.SwitchOff(), "disabled", exchange);
    }

    public CompletionStage<HttpResponse> enable(String pool, Exchange exchange) {
        return flip(pool, new PoolChange.SwitchOn(), "active", exchange);
    }

    private CompletionStage<HttpResponse> flip(String pool, PoolChange change, String status, Exchange exchange) {
        return bodies.objectIfAny(exchange).thenCompose(body -> {
            Order order = Order.alone(exchange, body);
            return pools.change(Ids.pool(pool), change, order)
                    .thenApply(done -> order.response(
                            200, done.changed(), Json.object().put(POOL, pool).put("status", status)));
        });
    }
}
