package io.octopool.pool.budget;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one owner's calls below GitHub's points per minute (github-rules B2): a bucket that holds a burst and fills at a steady
 * rate, so that burst and fill of any minute stay 5 % below the limit. At 900 points: a burst of 255, and 10 a second.
 */
public final class Pacer {

    private static final double TARGET = 0.95;
    private static final double SECONDS_TO_FILL_A_LIMIT = 90;
    private static final double MINUTE = 60;

    private final double perSecond;
    private final double burst;
    private double tokens;
    private Instant filledAt;

    private Pacer(double perSecond, double burst, double tokens, Instant now) {
        this.perSecond = perSecond;
        this.burst = burst;
        this.tokens = tokens;
        this.filledAt = now;
    }

    /**
     * A pacer, null if nothing is to be paced.
     *
     * @param pointsPerMinute GitHub's limit, 0 for none
     * @param spent whether somebody may have spent a burst just before: then only the margin of 5 % may be spent at once
     */
    public static @Nullable Pacer of(int pointsPerMinute, boolean spent, Instant now) {
        if (pointsPerMinute == 0) {
            return null;
        }
        double perSecond = pointsPerMinute / SECONDS_TO_FILL_A_LIMIT;
        double burst = Math.max(1, TARGET * pointsPerMinute - MINUTE * perSecond);
        return new Pacer(perSecond, burst, spent ? (1 - TARGET) * pointsPerMinute : burst, now);
    }

    /** Calls that may be made at once. */
    public int left(Instant now) {
        fill(now);
        return (int) tokens;
    }

    public void take(int points, Instant now) {
        fill(now);
        tokens -= points;
    }

    /** Takes back points of a call that was not made. */
    public void giveBack(int points, Instant now) {
        fill(now);
        tokens = Math.min(burst, tokens + points);
    }

    /** When the next call may be made. */
    public Instant nextAt(Instant now) {
        fill(now);
        return tokens >= 1 ? now : now.plusMillis((long) Math.ceil((1 - tokens) / perSecond * 1000));
    }

    private void fill(Instant now) {
        Duration passed = Duration.between(filledAt, now);
        filledAt = now; // also when the clock was set back: nothing is gained by that
        if (passed.isPositive()) {
            tokens = Math.min(burst, tokens + passed.toNanos() / 1e9 * perSecond);
        }
    }
}
