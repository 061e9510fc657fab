package io.octopool.sim.quota;

import java.time.Instant;
import java.util.Map;

/** How a budget stands after a call. {@code allowed} is false when the call found it exhausted. */
public record Standing(Resource resource, int limit, int used, Instant reset, boolean allowed) {

    public int remaining() {
        return Math.max(0, limit - used);
    }

    /** GitHub's five headers. */
    public Map<String, String> headers() {
        return Map.of(
                "x-ratelimit-limit", Integer.toString(limit),
                "x-ratelimit-remaining", Integer.toString(remaining()),
                "x-ratelimit-used", Integer.toString(used),
                "x-ratelimit-reset", Long.toString(reset.getEpochSecond()),
                "x-ratelimit-resource", resource.label());
    }
}
