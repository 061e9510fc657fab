package io.octopool.github.routes;

/** What follows when a read without a pooled credential did not succeed (server spec 4.2, column "Last"). */
public enum LastResort {
    /** A pooled identity. */
    POOLED,
    /** The client is told to ask GitHub itself; a pooled identity never serves the route. */
    LOCAL,
    /** One anonymous call; a pooled identity only if that was rate-limited. */
    ANONYMOUS
}
