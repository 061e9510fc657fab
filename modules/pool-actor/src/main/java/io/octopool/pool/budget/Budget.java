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
    private static final int ABOVE_ALL_MARKS = 100;
    private static final int[] MARKS = {50, 20, 10, 5, 0};

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

    /**
     * This with what a reading adds. A reading whose end is yet to come is of the window that is known, also where it names an
     * earlier end: a clock that was set back did that. Then the lower word holds with the end it names.
     *
     * @param now when the reading came
     */
    public Budget merge(Budget reading, Instant now) {
        if (reading.isNewerWindowThan(this)) {
            return reading;
        }
        boolean endsEarlier = reading.resetAt.plus(SAME_WINDOW).isBefore(resetAt);
        boolean olderWindow = endsEarlier && !reading.resetAt.isAfter(now);
        return olderWindow || reading.remaining >= remaining
                ? this
                : new Budget(reading.limit, reading.remaining, endsEarlier ? reading.resetAt : resetAt);
    }

    /** Requests left, counting a window that has ended as full again. */
    public long remainingAt(Instant now) {
        return resetAt.isAfter(now) ? remaining : limit;
    }

    /**
     * Whether a reader of the journal should hear of this budget after having heard of {@code before}: of each crossing of 50,
     * 20, 10, 5 and 0 %, and of a window after one that had crossed any. Of a window that lasts a minute only its exhaustion
     * matters: the rest is over before anybody reads of it.
     *
     * @param window how long a window of the budget lasts
     */
    boolean isWorthMarkingAfter(Budget before, Duration window) {
        boolean newer = isNewerWindowThan(before);
        if (window.compareTo(SHORT_WINDOW) <= 0) {
            return mark() == 0 && (newer || before.mark() > 0);
        }
        return newer ? Math.min(mark(), before.mark()) < ABOVE_ALL_MARKS : mark() < before.mark();
    }

    boolean isNewerWindowThan(Budget other) {
        Instant end = other.resetAt;
        return resetAt.isAfter(end.equals(Instant.MIN) ? end : end.plus(SAME_WINDOW));
    }

    /** The smallest of the journalled percentages that the budget is not above, 100 when above all. */
    private int mark() {
        int smallest = ABOVE_ALL_MARKS;
        for (int percent : MARKS) {
            if (remaining * 100 <= limit * percent) {
                smallest = percent;
            }
        }
        return smallest;
    }
}
