package io.octopool.api.admin.pools;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.octopool.api.access.Policies;
import io.octopool.api.admin.Ids;
import io.octopool.api.admin.Order;
import io.octopool.api.admin.Pools;
import io.octopool.api.http.Exchange;
import io.octopool.api.http.Json;
import io.octopool.api.http.RequestBody;
import io.octopool.api.http.Responses;
import io.octopool.pool.lease.ChangeReply;
import io.octopool.pool.lease.Pool;
import io.octopool.pool.lease.PoolChange;
import io.octopool.pool.policy.Policy;
import io.octopool.pool.policy.PolicyAmendment;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code GET} and {@code PUT /v1/admin/pools/{pool}/policy}: what a pool lets its callers read (server spec 4.5, 17.1 item 5). */
public final class PolicyEndpoint {

    private static final int OK = 200;
    private static final int CREATED = 201;

    private final RequestBody bodies;
    private final Pools pools;
    private final Policy initialPolicy;

    public PolicyEndpoint(RequestBody bodies, Pools pools, Policy initialPolicy) {
        this.bodies = bodies;
        this.pools = pools;
        this.initialPolicy = initialPolicy;
    }

    public CompletionStage<HttpResponse> show(String pool, Exchange exchange) {
        return pools.ask(Ids.pool(pool), Pool.GetPolicy::new).thenApply(reply -> switch (reply) {
            case Pool.PolicyReply.Found found ->
                Responses.json(OK, PolicyJson.into(Json.object().put("pool", pool), found.policy()));
            case Pool.PolicyReply.NoSuchPool _ -> throw Policies.noSuchPool();
        });
    }

    /** Changes what the body names; a pool that does not exist comes into being with the rest as in any new pool. */
    public CompletionStage<HttpResponse> change(String pool, Exchange exchange) {
        return bodies.object(exchange).thenCompose(body -> {
            PolicyAmendment amendment = PolicyRequest.of(body, Set.of());
            Order order = Order.of(exchange, body);
            return pools.change(Ids.pool(pool), new PoolChange.AmendPolicy(initialPolicy, amendment), order)
                    .thenApply(done -> response(done.created() ? CREATED : OK, pool, done, order));
        });
    }

    private static HttpResponse response(int status, String pool, ChangeReply.Done done, Order order) {
        ObjectNode body = PolicyJson.into(Json.object().put("pool", pool), done.policy());
        return order.response(status, done.changed(), body);
    }
}
