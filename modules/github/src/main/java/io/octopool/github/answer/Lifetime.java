package io.octopool.github.answer;

import java.time.Duration;

/**
 * How long an answer may be used.
 *
 * @param fresh how long it is served without asking GitHub
 * @param stale how long after that it may stand in when GitHub cannot be asked
 * @param bodyFor the age up to which one body may be extended by 304s; after it the body is fetched anew, because some
 *     validators do not change when they should (github-rules B3)
 */
public record Lifetime(Duration fresh, Duration stale, Duration bodyFor) {

    /** The lifetime whose {@link #bodyFor} follows from the freshness: what changes seldom may be extended for longer. */
    public static Lifetime of(Duration fresh, Duration stale) {
        return new Lifetime(fresh, stale, bodyFor(fresh));
    }

    private static Duration bodyFor(Duration fresh) {
        if (fresh.compareTo(Duration.ofHours(1)) < 0) {
            return Duration.ofHours(1);
        }
        return fresh.compareTo(Duration.ofDays(1)) < 0 ? Duration.ofDays(1) : Duration.ofDays(7);
    }
}
