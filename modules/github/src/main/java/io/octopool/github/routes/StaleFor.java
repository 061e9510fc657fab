package io.octopool.github.routes;

import java.time.Duration;

/**
 * How long after its freshness an answer may still stand in when GitHub cannot be asked (server spec 4.2, 7.5).
 *
 * @param usual the window for most answers
 * @param longWhenSettled whether an answer that was fresh for half an hour or more may stand in for a day
 */
public record StaleFor(Duration usual, boolean longWhenSettled) {

    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration SETTLED = Duration.ofMinutes(30);

    /** The window that follows a freshness of {@code fresh}. */
    public Duration after(Duration fresh) {
        return longWhenSettled && fresh.compareTo(SETTLED) >= 0 ? DAY : usual;
    }
}
