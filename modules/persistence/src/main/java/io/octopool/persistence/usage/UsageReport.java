package io.octopool.persistence.usage;

import java.time.Instant;
import java.util.List;

/**
 * What server spec 11.3 tells of one window, of a pool, one of its callers, and one client of that caller.
 *
 * @param routes the pool's busiest route kinds, at most 12; so are the caller's and the client's
 * @param clients the caller's busiest clients, at most 40
 * @param backends who answered for the pool, at most 20
 * @param fallbacks why the pool sent clients to GitHub, at most 20
 */
public record UsageReport(
        Tally pool,
        Tally caller,
        Tally client,
        List<RouteUsage> routes,
        List<RouteUsage> callerRoutes,
        List<RouteUsage> clientRoutes,
        List<ClientUsage> clients,
        List<BackendUsage> backends,
        List<FallbackUsage> fallbacks,
        CacheTotals cache) {

    public record RouteUsage(String routeKind, Instant latestSeenAt, Tally tally) {}

    public record ClientUsage(String clientName, Instant latestSeenAt, Tally tally) {}

    public record BackendUsage(String backend, String routeKind, Instant latestSeenAt, Tally tally) {}

    public record FallbackUsage(String reason, String routeKind, Instant latestSeenAt, long requests) {}

    /**
     * What the pool has cached.
     *
     * @param fresh entries that are served without asking GitHub
     * @param bodyBytes bytes of the bodies, not compressed
     */
    public record CacheTotals(long entries, long fresh, long bodyBytes) {

        public long expired() {
            return entries - fresh;
        }
    }
}
