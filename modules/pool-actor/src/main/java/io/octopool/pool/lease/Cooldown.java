package io.octopool.pool.lease;

import java.time.Duration;
import java.time.Instant;

/**
 * A rest of one identity, or of a public reader.
 *
 * @param scope {@value #EVERYTHING}, {@code resource:<name>} or a route key
 * @param reason why, in lower case with underscores
 */
public record Cooldown(String scope, String reason, Instant start, Instant end) {

    /** The scope that covers every call of the identity. */
    public static final String EVERYTHING = "*";

    /** A rest of that length for every call. */
    public static Cooldown ofEverything(String reason, Duration length, Instant now) {
        return new Cooldown(EVERYTHING, reason, now, now.plus(length));
    }

    static String resourceScope(String resource) {
        return "resource:" + resource;
    }

    boolean appliesTo(String routeKey, String resource, Instant now) {
        return end.isAfter(now)
                && (scope.equals(EVERYTHING) || scope.equals(resourceScope(resource)) || scope.equals(routeKey));
    }
}
