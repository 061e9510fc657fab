package io.octopool.api.pools;

import io.octopool.api.access.ClientName;
import io.octopool.api.access.KnownCaller;
import io.octopool.api.http.ApiError;
import io.octopool.api.http.ApiFailure;
import java.util.Optional;
import org.apache.pekko.http.javadsl.model.Query;
import org.jspecify.annotations.Nullable;

/**
 * A question for statistics: what it asks, and who asks.
 *
 * @param filter the client that the caller asked about, null for the one that asks
 */
record StatsQuery(
        String pool,
        Window window,
        KnownCaller caller,
        @Nullable String filter) {

    /** @throws ApiFailure {@code invalid_window}, {@code client_name_invalid} */
    static StatsQuery of(String pool, KnownCaller caller, Query query) {
        Window window = Window.of(query.get("since").orElse(""))
                .orElseThrow(() -> ApiError.of(
                                400,
                                "invalid_window",
                                "since is a number of m, h or d: 1 minute to 30 days, such as 24h.")
                        .asFailure());
        Optional<String> client = query.get("client")
                .map(name -> ClientName.normalised(name)
                        .orElseThrow(() -> ApiError.of(400, "client_name_invalid", "client is not a client name.")
                                .asFailure()));
        return new StatsQuery(pool, window, caller, client.orElse(null));
    }

    /** The client whose usage is told. */
    String client() {
        return filter == null ? caller.clientName() : filter;
    }
}
