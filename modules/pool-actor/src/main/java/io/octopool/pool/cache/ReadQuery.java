package io.octopool.pool.cache;

import io.octopool.github.request.CanonicalRequest;
import io.octopool.github.routes.RepoName;
import io.octopool.github.routes.RouteCatalog;
import io.octopool.github.routes.RouteMatch;
import io.octopool.pool.CborSerializable;
import io.octopool.pool.visibility.Proof;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a reader wants to know.
 *
 * @param requestId names the reader, who may leave before there is an answer
 * @param searched the repository that a search is confined to (server spec 4.7), null for any other read
 * @param tokenFree whether only transports without a pooled credential may be used (server spec 4.6)
 * @param proof the visibility proof that the reader remembers, null for none
 * @param maxAge the oldest answer the reader takes, null for any that is fresh
 * @param remaining how long the reader waits, {@link #MOST_PATIENCE} at most
 */
public record ReadQuery(
        String requestId,
        String pool,
        CanonicalRequest request,
        @Nullable RepoName searched,
        boolean tokenFree,
        @Nullable Proof proof,
        @Nullable Duration maxAge,
        Duration remaining)
        implements CborSerializable {

    /** How long anybody waits: below the clients' 30 s (design, "Data flow of one read"). */
    public static final Duration MOST_PATIENCE = Duration.ofSeconds(25);

    private static final RouteCatalog ROUTES = RouteCatalog.github();

    /** The route, confined to the repository that is searched. */
    public RouteMatch match() {
        RouteMatch match = ROUTES.match(request.path().text()).orElseThrow();
        return searched == null ? match : match.searching(searched);
    }

    ReadQuery with(Proof fresh) {
        return new ReadQuery(requestId, pool, request, searched, tokenFree, fresh, maxAge, remaining);
    }
}
