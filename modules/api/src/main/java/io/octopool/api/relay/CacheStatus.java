package io.octopool.api.relay;

import io.octopool.github.routes.Flag;
import io.octopool.github.routes.RouteMatch;

/** How the cache took part in an answer (server spec 5.1, 11.2). */
enum CacheStatus {
    HIT("hit"),
    /** A stored answer stood in for one that could not be had. */
    STALE("stale"),
    MISS("miss"),
    BYPASS("bypass"),
    /** The request failed before there was a cache to ask. */
    UNKNOWN("unknown");

    private final String wireName;

    CacheStatus(String wireName) {
        this.wireName = wireName;
    }

    String wireName() {
        return wireName;
    }

    /** What a read is that GitHub was asked for. */
    static CacheStatus asked(RouteMatch match) {
        return hasKey(match) ? MISS : BYPASS;
    }

    /** Whether answers of the route have a place in the cache. */
    static boolean hasKey(RouteMatch match) {
        return match.route().cacheable() && !match.route().has(Flag.LARGE);
    }
}
