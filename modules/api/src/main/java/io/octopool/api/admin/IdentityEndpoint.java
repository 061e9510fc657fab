package io.octopool.api.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.octopool.api.access.Asking;
import io.octopool.api.http.ApiError;
import io.octopool.api.http.ApiFailure;
import io.octopool.api.http.Exchange;
import io.octopool.api.http.Json;
import io.octopool.api.http.RequestBody;
import io.octopool.api.http.Responses;
import io.octopool.api.secrets.Secrets;
import io.octopool.persistence.query.Identities;
import io.octopool.pool.lease.Identity;
import io.octopool.pool.lease.Pool;
import io.octopool.pool.policy.Policy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code POST /v1/admin/pools/{pool}/identities} (server spec 1.7): puts a GitHub credential into a pool. */
final class IdentityEndpoint {

    private final AdminAccess access;
    private final RequestBody bodies;
    private final People people;
    private final Secrets secrets;
    private final Identities identities;
    private final ClusterSharding sharding;
    private final Policy initialPolicy;

    IdentityEndpoint(
            AdminAccess access,
            RequestBody bodies,
            People people,
            Secrets secrets,
            Identities identities,
            ClusterSharding sharding,
            Policy initialPolicy) {
        this.access = access;
        this.bodies = bodies;
        this.people = people;
        this.secrets = secrets;
        this.identities = identities;
        this.sharding = sharding;
        this.initialPolicy = initialPolicy;
    }

    CompletionStage<HttpResponse> answer(String pool, Exchange exchange) {
        access.check(exchange);
        return bodies.object(exchange).thenCompose(body -> {
            IdentityRequest request = IdentityRequest.of(body, secrets);
            Ids.pool(pool);
            return identity(request)
                    .thenCompose(
                            identity -> requireOwnPool(request.id(), pool).thenCompose(_ -> register(pool, identity)));
        });
    }

    /** Of a PAT's owner GitHub is asked, because the budget is that user's; an App's is its installation's. */
    private CompletionStage<Identity> identity(IdentityRequest request) {
        IdentityRequest.App app = request.app();
        return app == null
                ? people.find(request.login()).thenApply(user -> request.pat(user.id(), user.login()))
                : CompletableFuture.completedStage(request.app(app));
    }

    private CompletionStage<Void> requireOwnPool(String id, String pool) {
        return Asking.answered(identities.poolOf(id)).thenAccept(owner -> {
            if (owner.isPresent() && !owner.get().equals(pool)) {
                throw conflict("An identity of this id belongs to another pool.");
            }
        });
    }

    private CompletionStage<HttpResponse> register(String pool, Identity identity) {
        CompletionStage<Pool.RegisterReply> reply = sharding.entityRefFor(Pool.KEY, pool)
                .ask(replyTo -> new Pool.RegisterIdentity(initialPolicy, identity, replyTo), Asking.PATIENCE);
        return Asking.answered(reply).thenApply(answer -> switch (answer) {
            case Pool.RegisterReply.Registered(Identity registered) -> response(pool, registered);
            case Pool.RegisterReply.KindConflict _ -> throw conflict("An identity of this id has another kind.");
        });
    }

    private static HttpResponse response(String pool, Identity identity) {
        ObjectNode body = Json.object();
        ObjectNode shown = body.putObject("identity")
                .put("id", identity.id())
                .put("pool", pool)
                .put("kind", identity.kind())
                .put("login", identity.login())
                .put("secret_ref", identity.secretRef())
                .put("installation_id", identity.installationId())
                .put("weight", identity.weight());
        if (identity.appId() != null) {
            shown.put("app_id", identity.appId());
        }
        return Responses.json(201, body);
    }

    private static ApiFailure conflict(String message) {
        return ApiError.of(409, "identity_conflict", message).asFailure();
    }
}
