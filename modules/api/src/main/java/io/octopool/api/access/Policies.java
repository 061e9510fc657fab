package io.octopool.api.access;

import com.github.benmanes.caffeine.cache.Ticker;
import io.octopool.api.http.ApiError;
import io.octopool.api.http.ApiFailure;
import io.octopool.pool.lease.Pool;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;

/** What pools allow, remembered until they change, 30 s at most (server spec 2.10). */
public final class Policies {

    private static final int BOUND = 1_000;

    private final ClusterSharding sharding;
    private final Remembered<String, Pool.PolicyReply> known;

    public Policies(ClusterSharding sharding, Ticker ticker) {
        this.sharding = sharding;
        this.known = new Remembered<>(BOUND, ticker);
    }

    /** Fails with {@code pool_not_found}, or with {@code relay_overloaded} when the pool does not answer. */
    public CompletionStage<Pool.PolicyReply.Found> of(String pool) {
        return known.get(pool, this::ask, Pool.PolicyReply.Found.class::isInstance)
                .thenApply(reply -> switch (reply) {
                    case Pool.PolicyReply.Found found -> found;
                    case Pool.PolicyReply.NoSuchPool _ -> throw noSuchPool();
                });
    }

    /** Forgets the policy of a pool. */
    public void changed(String pool) {
        known.forget((id, _) -> id.equals(pool));
    }

    public static ApiFailure noSuchPool() {
        return ApiError.of(404, "pool_not_found", "There is no such pool.").asFailure();
    }

    private CompletionStage<Pool.PolicyReply> ask(String pool) {
        return Asking.answered(
                sharding.entityRefFor(Pool.KEY, pool).<Pool.PolicyReply>ask(Pool.GetPolicy::new, Asking.PATIENCE));
    }
}
