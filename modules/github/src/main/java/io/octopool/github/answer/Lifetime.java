package io.octopool.github.answer;

import java.time.Duration;

/**
 * How long an answer may be used.
 *
 * @param fresh how long it is served without asking GitHub
 * @param stale how long after that it may stand in when GitHub cannot be asked
 */
public record Lifetime(Duration fresh, Duration stale) {

    static Lifetime ofSeconds(long fresh, long stale) {
        return new Lifetime(Duration.ofSeconds(fresh), Duration.ofSeconds(stale));
    }
}
