package io.octopool.api.admin.identities;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.octopool.api.access.Policies;
import io.octopool.api.admin.Ids;
import io.octopool.api.admin.Order;
import io.octopool.api.admin.Pools;
import io.octopool.api.http.Exchange;
import io.octopool.api.http.Json;
import io.octopool.api.http.RequestBody;
import io.octopool.api.http.Responses;
import io.octopool.api.secrets.Secrets;
import io.octopool.persistence.registry.IdentityRegistry;
import io.octopool.pool.lease.Identity;
import io.octopool.pool.lease.Pool;
import io.octopool.pool.lease.PoolChange;
import io.octopool.pool.policy.Policy;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code /v1/admin/pools/{pool}/identities} (server spec 1.7): the GitHub credentials of a pool. */
public final class IdentityEndpoint {

    private static final int OK = 200;
    private static final int CREATED = 201;

    private final RequestBody bodies;
    private final Secrets secrets;
    private final PatOwner owners;
    private final Claims claims;
    private final Pools pools;
    private final Policy initialPolicy;
    private final InstantSource clock;

    public IdentityEndpoint(
            RequestBody bodies,
            Secrets secrets,
            PatOwner owners,
            IdentityRegistry registry,
            Pools pools,
            Policy initialPolicy,
            InstantSource clock) {
        this.bodies = bodies;
        this.secrets = secrets;
        this.owners = owners;
        this.claims = new Claims(registry, pools);
        this.pools = pools;
        this.initialPolicy = initialPolicy;
        this.clock = clock;
    }

    public CompletionStage<HttpResponse> list(String pool, Exchange exchange) {
        return pools.ask(Ids.pool(pool), Pool.GetView::new).thenApply(reply -> switch (reply) {
            case Pool.ViewReply.View view -> {
                ObjectNode body = Json.object().put("pool", pool);
                ArrayNode identities = body.putArray("identities");
                view.facts().identities().values().stream()
                        .map(identity -> IdentityJson.of(
                                pool, identity, view.facts().disabled().get(identity.id())))
                        .forEach(identities::add);
                yield Responses.json(OK, body);
            }
            case Pool.ViewReply.NoSuchPool _ -> throw Policies.noSuchPool();
        });
    }

    public CompletionStage<HttpResponse> register(String pool, Exchange exchange) {
        return bodies.object(exchange).thenCompose(body -> {
            IdentityRequest request = IdentityRequest.of(body, secrets);
            Ids.pool(pool);
            Order order = Order.of(exchange, body);
            return identity(pool, request)
                    .thenCompose(identity -> register(pool, new PoolChange.Register(initialPolicy, identity), order));
        });
    }

    /** The pool is asked first whether it takes the identity, so that no id is claimed for one that it refuses. */
    private CompletionStage<HttpResponse> register(String pool, PoolChange.Register change, Order order) {
        return pools.change(pool, change, order.asDryRun())
                .thenCompose(_ -> claims.claim(change.identity().id(), pool, order.dryRun()))
                .thenCompose(_ -> change(CREATED, pool, change, order));
    }

    /** Of a PAT's owner GitHub is asked, because the budget is that user's; an App's is its installation's. */
    private CompletionStage<Identity> identity(String pool, IdentityRequest request) {
        IdentityRequest.App app = request.app();
        return app == null
                ? owners.of(pool, request).thenApply(user -> request.pat(user.id(), user.login()))
                : CompletableFuture.completedStage(request.app(app));
    }

    public CompletionStage<HttpResponse> remove(String pool, String id, Exchange exchange) {
        return ordered(exchange).thenCompose(order -> {
            Instant askedAt = clock.instant();
            return change(OK, pool, new PoolChange.Remove(Ids.identity(id)), order)
                    .thenCompose(response -> order.dryRun()
                            ? CompletableFuture.completedStage(response)
                            : claims.release(id, pool, askedAt).thenApply(_ -> response));
        });
    }

    public CompletionStage<HttpResponse> disable(String pool, String id, Exchange exchange) {
        return ordered(exchange)
                .thenCompose(order -> change(OK, pool, new PoolChange.Disable(Ids.identity(id)), order));
    }

    public CompletionStage<HttpResponse> enable(String pool, String id, Exchange exchange) {
        return ordered(exchange).thenCompose(order -> change(OK, pool, new PoolChange.Enable(Ids.identity(id)), order));
    }

    private CompletionStage<Order> ordered(Exchange exchange) {
        return bodies.objectIfAny(exchange).thenApply(body -> Order.alone(exchange, body));
    }

    private CompletionStage<HttpResponse> change(int status, String pool, PoolChange change, Order order) {
        return pools.change(Ids.pool(pool), change, order).thenApply(done -> {
            ObjectNode body = Json.object();
            body.set("identity", IdentityJson.of(pool, Objects.requireNonNull(done.identity()), done.off()));
            return order.response(status, done.changed(), body);
        });
    }
}
