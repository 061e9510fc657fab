package io.octopool.sim.quota;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** What budgets are kept apart for (github-rules B1). */
public enum Resource {
    CORE("core", Duration.ofHours(1)),
    SEARCH("search", Duration.ofMinutes(1)),
    CODE_SEARCH("code_search", Duration.ofMinutes(1)),
    GRAPHQL("graphql", Duration.ofHours(1));

    private final String label;
    private final Duration window;

    Resource(String label, Duration window) {
        this.label = label;
        this.window = window;
    }

    /** The name in {@code x-ratelimit-resource}. */
    public String label() {
        return label;
    }

    /** The resource of that name. */
    public static Optional<Resource> named(String label) {
        return Arrays.stream(values())
                .filter(resource -> resource.label.equals(label))
                .findFirst();
    }

    Duration window() {
        return window;
    }

    /** The budget that a call of this raw path is charged to. */
    public static Resource of(String path) {
        if (path.equals("/graphql")) {
            return GRAPHQL;
        }
        if (path.equals("/search/code")) {
            return CODE_SEARCH;
        }
        return path.startsWith("/search/") ? SEARCH : CORE;
    }
}
