package io.octopool.github.routes;

import java.util.Locale;

/** The rate limit resource that a read is charged to (server spec 4.2, 17.3 item 12). */
public enum Bucket {
    CORE,
    SEARCH,
    CODE_SEARCH;

    /** GitHub's own name for it, as in {@code x-ratelimit-resource}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
