package io.octopool.pool.budget;

import java.time.Duration;
import java.time.Instant;

/** How fast a window is spent, since it was first seen. */
final class SpendRate {

    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final double MILLIS_PER_MINUTE = 60_000;

    private Instant since = Instant.MIN;
    private long usedBefore;

    /** A window is seen for the first time. */
    void begin(Instant now, long used) {
        since = now;
        usedBefore = used;
    }

    /** Requests by the minute. */
    double perMinute(long used, Instant now) {
        if (since.equals(Instant.MIN)) {
            return 0;
        }
        Duration seen = Duration.between(since, now);
        Duration over = seen.compareTo(SHORTEST) < 0 ? SHORTEST : seen;
        return Math.max(0, used - usedBefore) * MILLIS_PER_MINUTE / over.toMillis();
    }
}
