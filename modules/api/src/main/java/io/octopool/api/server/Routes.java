package io.octopool.api.server;

import static org.apache.pekko.http.javadsl.server.Directives.concat;
import static org.apache.pekko.http.javadsl.server.Directives.get;
import static org.apache.pekko.http.javadsl.server.Directives.handle;
import static org.apache.pekko.http.javadsl.server.Directives.path;
import static org.apache.pekko.http.javadsl.server.Directives.pathSingleSlash;
import static org.apache.pekko.http.javadsl.server.Directives.post;
import static org.apache.pekko.http.javadsl.server.Directives.withRequestTimeoutResponse;
import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import io.octopool.api.admin.Provisioning;
import io.octopool.api.http.ApiError;
import io.octopool.api.http.Edge;
import io.octopool.api.http.Endpoint;
import io.octopool.api.pools.PoolHealth;
import io.octopool.api.pools.PoolStats;
import org.apache.pekko.http.javadsl.server.Route;

/** The endpoints by method and path (server spec 1.2). Whatever fits none is 404, whichever method it came with. */
final class Routes {

    /** The endpoints that are more than one object each. */
    record Parts(
            Endpoint probe,
            Endpoint discovery,
            Endpoint ready,
            Endpoint alive,
            Endpoint relay,
            PoolHealth health,
            PoolStats stats,
            Provisioning provisioning) {}

    private final Edge edge;
    private final Parts parts;

    Routes(Edge edge, Parts parts) {
        this.edge = edge;
        this.parts = parts;
    }

    Route create() {
        Route routes = concat(
                new AdminRoutes(parts.provisioning(), this::to).create(),
                post(() -> path(segment("v1").slash("github").slash("request"), () -> to(parts.relay()))),
                get(() -> concat(
                        pathSingleSlash(() -> to(parts.probe())),
                        path(segment(".well-known").slash("octopool"), () -> to(parts.discovery())),
                        path(
                                segment("v1").slash("pools").slash(segment()).slash("health"),
                                pool -> to(exchange -> parts.health().of(pool, exchange))),
                        path(
                                segment("v1").slash("pools").slash(segment()).slash("stats"),
                                pool -> to(exchange -> parts.stats().of(pool, exchange))),
                        path("ready", () -> to(parts.ready())),
                        path("alive", () -> to(parts.alive())))),
                to(_ -> {
                    throw ApiError.NOT_FOUND.asFailure();
                }));
        return withRequestTimeoutResponse(edge::timedOut, () -> routes);
    }

    private Route to(Endpoint endpoint) {
        return handle(request -> edge.run(endpoint, request));
    }
}
