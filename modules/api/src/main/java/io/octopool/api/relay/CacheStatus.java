package io.octopool.api.relay;

/** How the cache took part in an answer (server spec 5.1, 11.2). */
enum CacheStatus {
    HIT("hit"),
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
}
