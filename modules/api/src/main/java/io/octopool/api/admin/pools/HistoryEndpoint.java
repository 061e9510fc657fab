package io.octopool.api.admin.pools;

import io.octopool.api.access.Asking;
import io.octopool.api.access.Policies;
import io.octopool.api.admin.Ids;
import io.octopool.api.admin.Pools;
import io.octopool.api.http.ApiError;
import io.octopool.api.http.Exchange;
import io.octopool.api.http.Responses;
import io.octopool.persistence.query.PoolCatalog;
import io.octopool.pool.lease.Pool;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.Query;

/** {@code GET /v1/admin/pools/{pool}/history}: who changed the pool, when and why, the latest first. */
public final class HistoryEndpoint {

    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 500;
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    private final Pools pools;
    private final PoolCatalog catalog;

    public HistoryEndpoint(Pools pools, PoolCatalog catalog) {
        this.pools = pools;
        this.catalog = catalog;
    }

    public CompletionStage<HttpResponse> of(String pool, Exchange exchange) {
        Query query = exchange.query();
        int limit = (int) number(query, "limit", DEFAULT_LIMIT, MAX_LIMIT);
        long before = number(query, "before", Long.MAX_VALUE, Long.MAX_VALUE);
        return pools.ask(Ids.pool(pool), Pool.GetPolicy::new).thenCompose(reply -> switch (reply) {
            case Pool.PolicyReply.Found _ ->
                Asking.answered(catalog.history(pool, limit, before))
                        .thenApply(decisions -> Responses.json(200, HistoryJson.of(pool, decisions, limit)));
            case Pool.PolicyReply.NoSuchPool _ -> throw Policies.noSuchPool();
        });
    }

    private static long number(Query query, String name, long otherwise, long most) {
        return query.get(name)
                .map(text -> {
                    long number = NUMBER.matcher(text).matches() ? Long.parseLong(text) : 0;
                    if (number < 1 || number > most) {
                        String range = most == Long.MAX_VALUE ? "above 0" : "from 1 to " + most;
                        throw ApiError.invalidField(name, name + " must be a whole number " + range + ".")
                                .asFailure();
                    }
                    return number;
                })
                .orElse(otherwise);
    }
}
