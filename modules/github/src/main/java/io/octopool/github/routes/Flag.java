package io.octopool.github.routes;

/** What sets a route apart (server spec 4.2, column "Flags"). */
public enum Flag {
    /** A log: gated by the pool's policy, answered by a redirect. */
    LOG,
    /** Too large to be kept among the cached answers. */
    LARGE,
    /** A search: gated by the pool's policy. */
    SEARCH,
    /** Never cached. */
    NO_CACHE
}
