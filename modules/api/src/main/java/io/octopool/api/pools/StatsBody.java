package io.octopool.api.pools;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.octopool.api.http.Json;
import io.octopool.api.http.Times;
import io.octopool.persistence.usage.CallerUsage;
import io.octopool.persistence.usage.CallerUsage.ClientUsage;
import io.octopool.persistence.usage.PoolUsage;
import io.octopool.persistence.usage.PoolUsage.BackendUsage;
import io.octopool.persistence.usage.PoolUsage.CacheTotals;
import io.octopool.persistence.usage.PoolUsage.FallbackUsage;
import io.octopool.persistence.usage.RouteUsage;
import io.octopool.persistence.usage.Tally;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;

/** Statistics as JSON (server spec 11.3). Times are RFC 3339 in UTC, so that every client can parse them (17.2 item 9). */
final class StatsBody {

    private StatsBody() {}

    static ObjectNode of(StatsQuery query, PoolUsage pool, CallerUsage caller, Instant now) {
        CallerUsage client = caller.ofClient(query.client());
        ObjectNode body = Json.object().put("generated_at", Times.shown(now)).put("pool", query.pool());
        body.putObject("window")
                .put("label", query.window().label())
                .put("seconds", query.window().length().toSeconds());
        body.putObject("operator")
                .put("github_login", query.caller().githubLogin())
                .put("client_name", query.caller().clientName());
        if (query.filter() != null) {
            body.put("client_filter", query.filter());
        }
        tally(body.putObject("pool_usage"), pool.total());
        tally(body.putObject("caller_usage"), caller.total());
        tally(body.putObject("client_usage"), client.total());
        routes(body.putArray("routes"), pool.routes());
        routes(body.putArray("caller_routes"), caller.routes());
        routes(body.putArray("client_routes"), client.routes());
        ArrayNode clients = body.putArray("clients");
        for (ClientUsage one : caller.clients()) {
            ObjectNode item = clients.addObject()
                    .put("client_name", one.clientName())
                    .put("latest_seen_at", Times.shown(one.latestSeenAt()));
            tally(item, one.tally());
        }
        backends(body.putArray("backends"), pool.backends());
        fallbacks(body.putArray("fallback_reasons"), pool.fallbacks());
        cache(body.putObject("cache"), pool.cache());
        return body;
    }

    private static void routes(ArrayNode items, List<RouteUsage> routes) {
        for (RouteUsage route : routes) {
            ObjectNode item = items.addObject()
                    .put("route_kind", route.routeKind())
                    .put("latest_seen_at", Times.shown(route.latestSeenAt()));
            tally(item, route.tally());
        }
    }

    private static void backends(ArrayNode items, List<BackendUsage> backends) {
        for (BackendUsage backend : backends) {
            Tally tally = backend.tally();
            items.addObject()
                    .put("backend", backend.backend())
                    .put("route_kind", backend.routeKind())
                    .put("requests", tally.requests())
                    .put("cache_misses", tally.misses())
                    .put("cache_bypass", tally.bypass())
                    .put("revalidated", tally.revalidated())
                    .put("latest_seen_at", Times.shown(backend.latestSeenAt()));
        }
    }

    private static void fallbacks(ArrayNode items, List<FallbackUsage> fallbacks) {
        for (FallbackUsage fallback : fallbacks) {
            items.addObject()
                    .put("reason", fallback.reason())
                    .put("route_kind", fallback.routeKind())
                    .put("requests", fallback.requests())
                    .put("latest_seen_at", Times.shown(fallback.latestSeenAt()));
        }
    }

    private static void cache(ObjectNode item, CacheTotals totals) {
        item.put("total_entries", totals.entries())
                .put("fresh_entries", totals.fresh())
                .put("expired_entries", totals.expired())
                .put("body_bytes", totals.bodyBytes());
    }

    static void tally(ObjectNode item, Tally tally) {
        item.put("requests", tally.requests())
                .put("errors", tally.errors())
                .put("service_errors", tally.serviceErrors())
                .put("upstream_client_errors", tally.upstreamClientErrors())
                .put("fallbacks", tally.fallbacks());
        rate(item, "avg_duration_ms", tally.averageDurationMs());
        item.put("cache_hits", tally.hits())
                .put("cache_stale", tally.stale())
                .put("cache_misses", tally.misses())
                .put("cache_bypass", tally.bypass())
                .put("cache_unknown", tally.unknown())
                .put("cacheable_requests", tally.cacheable())
                .put("eligible_cache_requests", tally.eligible());
        rate(item, "cache_hit_rate", tally.cacheHitRate());
        rate(item, "cacheable_hit_rate", tally.cacheableHitRate());
        rate(item, "eligible_cache_hit_rate", tally.eligibleHitRate());
        rate(item, "bypass_rate", tally.bypassRate());
        item.put("coalesced", tally.coalesced())
                .put("saved_github_requests", tally.saved())
                .put("backend_requests", tally.backendRequests());
    }

    private static void rate(ObjectNode item, String name, OptionalDouble rate) {
        if (rate.isPresent()) {
            item.put(name, rate.getAsDouble());
        } else {
            item.putNull(name);
        }
    }
}
