package io.octopool.github.routes;

import java.util.Locale;

/** The rate limit resource that a read is charged to (server spec 4.2). */
public enum Bucket {
    CORE,
    SEARCH;

    /** GitHub's own name for it, as in {@code x-ratelimit-resource}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
