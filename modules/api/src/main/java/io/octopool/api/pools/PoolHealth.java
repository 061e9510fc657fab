package io.octopool.api.pools;

import io.octopool.api.access.Asking;
import io.octopool.api.access.BearerToken;
import io.octopool.api.access.Callers;
import io.octopool.api.access.Policies;
import io.octopool.api.http.Exchange;
import io.octopool.api.http.Responses;
import io.octopool.pool.lease.HealthReply;
import io.octopool.pool.lease.Pool;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code GET /v1/pools/{pool}/health} (server spec 1.7): also how a client learns that its token is alive. */
public final class PoolHealth {

    private final Callers callers;
    private final ClusterSharding sharding;

    public PoolHealth(Callers callers, ClusterSharding sharding) {
        this.callers = callers;
        this.sharding = sharding;
    }

    public CompletionStage<HttpResponse> of(String pool, Exchange exchange) {
        return callers.of(BearerToken.of(exchange), pool)
                .thenCompose(_ -> Asking.answered(
                        sharding.entityRefFor(Pool.KEY, pool).<HealthReply>ask(Pool.GetHealth::new, Asking.PATIENCE)))
                .thenApply(reply -> switch (reply) {
                    case HealthReply.Health health -> Responses.json(200, HealthBody.of(pool, health));
                    case HealthReply.NoSuchPool _ -> throw Policies.noSuchPool();
                });
    }
}
