package io.octopool.pool.lease;

import java.time.Instant;

/**
 * A rest of one identity.
 *
 * @param scope {@value #EVERYTHING}, {@code resource:<name>} or a route key
 * @param reason why, in lower case with underscores
 */
public record Cooldown(String scope, String reason, Instant start, Instant end) {

    /** The scope that covers every call of the identity. */
    public static final String EVERYTHING = "*";

    static String resourceScope(String resource) {
        return "resource:" + resource;
    }

    boolean appliesTo(String routeKey, String resource, Instant now) {
        return end.isAfter(now)
                && (scope.equals(EVERYTHING) || scope.equals(resourceScope(resource)) || scope.equals(routeKey));
    }
}
