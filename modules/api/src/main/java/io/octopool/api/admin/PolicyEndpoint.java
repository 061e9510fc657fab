package io.octopool.api.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.octopool.api.access.Asking;
import io.octopool.api.access.Policies;
import io.octopool.api.http.Exchange;
import io.octopool.api.http.Json;
import io.octopool.api.http.RequestBody;
import io.octopool.api.http.Responses;
import io.octopool.pool.lease.Pool;
import io.octopool.pool.policy.Policy;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityRef;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code GET} and {@code PUT /v1/admin/pools/{pool}/policy}: what a pool lets its callers read (server spec 4.5, 17.1 item 5). */
final class PolicyEndpoint {

    private static final int OK = 200;
    private static final int CREATED = 201;

    private final AdminAccess access;
    private final RequestBody bodies;
    private final ClusterSharding sharding;
    private final Policy initialPolicy;

    PolicyEndpoint(AdminAccess access, RequestBody bodies, ClusterSharding sharding, Policy initialPolicy) {
        this.access = access;
        this.bodies = bodies;
        this.sharding = sharding;
        this.initialPolicy = initialPolicy;
    }

    CompletionStage<HttpResponse> show(String pool, Exchange exchange) {
        access.check(exchange);
        return present(entity(Ids.pool(pool))).thenApply(reply -> response(OK, pool, found(reply)));
    }

    /** Changes what the body names; a pool that does not exist comes into being with the rest as in any new pool. */
    CompletionStage<HttpResponse> change(String pool, Exchange exchange) {
        access.check(exchange);
        return bodies.object(exchange).thenCompose(body -> {
            PolicyRequest request = PolicyRequest.of(body);
            EntityRef<Pool.Command> entity = entity(Ids.pool(pool));
            return present(entity).thenCompose(reply -> switch (reply) {
                case Pool.PolicyReply.Found(Policy policy) -> set(OK, pool, entity, request.appliedTo(policy));
                case Pool.PolicyReply.NoSuchPool _ -> create(pool, entity, request.appliedTo(initialPolicy));
            });
        });
    }

    private CompletionStage<HttpResponse> create(String pool, EntityRef<Pool.Command> entity, Policy policy) {
        return Asking.answered(
                        entity.<Pool.CreateReply>ask(replyTo -> new Pool.CreatePool(policy, replyTo), Asking.PATIENCE))
                .thenCompose(_ -> set(CREATED, pool, entity, policy));
    }

    private static CompletionStage<HttpResponse> set(
            int status, String pool, EntityRef<Pool.Command> entity, Policy policy) {
        return Asking.answered(
                        entity.<Pool.PolicyReply>ask(replyTo -> new Pool.SetPolicy(policy, replyTo), Asking.PATIENCE))
                .thenApply(reply -> response(status, pool, found(reply)));
    }

    private static CompletionStage<Pool.PolicyReply> present(EntityRef<Pool.Command> entity) {
        return Asking.answered(entity.ask(Pool.GetPolicy::new, Asking.PATIENCE));
    }

    private EntityRef<Pool.Command> entity(String pool) {
        return sharding.entityRefFor(Pool.KEY, pool);
    }

    private static Policy found(Pool.PolicyReply reply) {
        return switch (reply) {
            case Pool.PolicyReply.Found(Policy policy) -> policy;
            case Pool.PolicyReply.NoSuchPool _ -> throw Policies.noSuchPool();
        };
    }

    private static HttpResponse response(int status, String pool, Policy policy) {
        ObjectNode body = Json.object().put("pool", pool);
        ObjectNode shown = body.putObject("policy");
        ArrayNode owners = shown.putArray(PolicyRequest.OWNERS);
        policy.allowedOwners().forEach(owners::add);
        shown.put(PolicyRequest.PUBLIC, policy.allowPublicRepos())
                .put(PolicyRequest.SEARCH, policy.allowSearch())
                .put(PolicyRequest.LOGS, policy.allowLogs());
        return Responses.json(status, body);
    }
}
