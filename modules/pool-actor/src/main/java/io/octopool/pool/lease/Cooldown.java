package io.octopool.pool.lease;

import com.fasterxml.jackson.annotation.JsonIgnore;
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

    private static final String RESOURCE = "resource:";

    /** A rest of that length for every call. */
    public static Cooldown ofEverything(String reason, Duration length, Instant now) {
        return new Cooldown(EVERYTHING, reason, now, now.plus(length));
    }

    static String resourceScope(String resource) {
        return RESOURCE + resource;
    }

    /** How much a scope covers, relative to others: a route key least, then a resource, then everything. */
    static int breadth(String scope) {
        return scope.equals(EVERYTHING) ? 2 : scope.startsWith(RESOURCE) ? 1 : 0;
    }

    boolean isOf(String otherScope, String otherReason) {
        return scope.equals(otherScope) && reason.equals(otherReason);
    }

    Duration length() {
        return Duration.between(start, end);
    }

    boolean isInForce(Instant now) {
        return end.isAfter(now);
    }

    /** Whether it matters after its end, too: the next of its kind lasts longer unless a success came between. */
    @JsonIgnore
    boolean isRemembered() {
        return CooldownRules.GROWING.contains(reason);
    }
}
