package io.octopool.pool.budget;

import java.time.Duration;
import java.time.Instant;

/**
 * What GitHub last said of one budget. Merging is conservative: a newer window wins, inside one window the lowest remaining
 * wins, and a late answer never reopens an exhausted window (server spec 17.4 item 4).
 *
 * @param limit requests per window
 * @param remaining requests left in the window
 * @param resetAt when the window ends
 */
public record Budget(long limit, long remaining, Instant resetAt) {

    /**
     * Reset times of one window wander: by a second or two between GitHub's servers, and by the time a call took where they are
     * translated to this clock. The shortest window is twice as long.
     */
    private static final Duration SAME_WINDOW = Duration.ofSeconds(30);

    private static final Duration SHORT_WINDOW = Duration.ofMinutes(1);
    private static final int[] MARKS = {50, 20, 10, 5, 1, 0};
    private static final int[] SHORT_MARKS = {50, 0};

    /** What is assumed of a budget nobody has seen: the smallest limit GitHub documents for its kind (github-rules B1). */
    public static Budget unseen(BudgetKey key) {
        boolean anonymous = key.isAnonymous();
        long limit = switch (key.resource()) {
            case "search" -> anonymous ? 10 : 30;
            case "code_search" -> 10;
            default -> anonymous ? 60 : 5000;
        };
        return new Budget(limit, limit, Instant.MIN);
    }

    /** How long a window lasts (github-rules B1). */
    public static Duration window(String resource) {
        return switch (resource) {
            case "search", "code_search" -> Duration.ofSeconds(60);
            default -> Duration.ofHours(1);
        };
    }

    /** This with what a reading adds: of one window the lowest remaining and the latest end, nothing where it is of the one before. */
    public Budget merge(Budget reading) {
        if (reading.isNewerWindowThan(this)) {
            return reading;
        }
        if (isNewerWindowThan(reading)) {
            return this;
        }
        Instant end = reading.resetAt.isAfter(resetAt) ? reading.resetAt : resetAt;
        Budget lowest = reading.remaining < remaining ? reading : this;
        return new Budget(lowest.limit, lowest.remaining, end);
    }

    /** Requests left, counting a window that has ended as full again. */
    public long remainingAt(Instant now) {
        return resetAt.isAfter(now) ? remaining : limit;
    }

    /** All of it, outside any window: the end of this is in the past of every time. */
    Budget full() {
        return new Budget(limit, limit, Instant.MIN);
    }

    /**
     * What is left at the least while no further mark is crossed: one more than the mark below, or nothing. Marks are 50, 20, 10, 5,
     * 1 and 0 % of what is not kept in reserve; of a window that lasts a minute 50 and 0 %: the rest is over before anybody reads of it.
     *
     * @param reserve percent of the limit that is never spent
     * @param window how long a window of the budget lasts
     */
    long leastLeft(int reserve, Duration window) {
        long kept = limit * reserve / 100;
        for (int percent : window.compareTo(SHORT_WINDOW) <= 0 ? SHORT_MARKS : MARKS) {
            long mark = kept + (limit - kept) * percent / 100;
            if (remaining > mark) {
                return mark + 1;
            }
        }
        return 0;
    }

    boolean isNewerWindowThan(Budget other) {
        return endsAWindowAfter(other.resetAt);
    }

    boolean endsAWindowAfter(Instant end) {
        return resetAt.isAfter(end.equals(Instant.MIN) ? end : end.plus(SAME_WINDOW));
    }
}
