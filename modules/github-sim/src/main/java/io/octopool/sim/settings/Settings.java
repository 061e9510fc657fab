package io.octopool.sim.settings;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What can be set while the simulator runs.
 *
 * @param latency how long each API answer is held back
 * @param limit requests per hour, and GraphQL points per hour, of each owner that is not the address
 * @param anonymousLimit requests per hour of the address; 0 refuses every anonymous call, also searches
 * @param pointsPerMinute secondary limit of each owner; null: none
 * @param clockOffset added to the clock
 * @param chargeNotModified whether a 304 costs a unit also with a credential (github-rules B3)
 * @param logBytes size of each job's logs
 * @param logRedirect where log downloads are redirected to, {@code {opaque}} standing for a name; null: the own store
 * @param padding null: answers are as large as they are
 */
public record Settings(
        Duration latency,
        int limit,
        int anonymousLimit,
        @Nullable Integer pointsPerMinute,
        Duration clockOffset,
        boolean chargeNotModified,
        int logBytes,
        @Nullable String logRedirect,
        @Nullable Padding padding) {

    private static final int SMALL_LOG = 2_000;

    /** GitHub's own limits, with this latency. */
    public static Settings atStart(Duration latency) {
        return new Settings(latency, 5000, 60, null, Duration.ZERO, false, SMALL_LOG, null, null);
    }

    public Settings withLatency(Duration value) {
        return new Settings(
                value,
                limit,
                anonymousLimit,
                pointsPerMinute,
                clockOffset,
                chargeNotModified,
                logBytes,
                logRedirect,
                padding);
    }

    public Settings withLimit(int value) {
        return new Settings(
                latency,
                value,
                anonymousLimit,
                pointsPerMinute,
                clockOffset,
                chargeNotModified,
                logBytes,
                logRedirect,
                padding);
    }

    public Settings withAnonymousLimit(int value) {
        return new Settings(
                latency, limit, value, pointsPerMinute, clockOffset, chargeNotModified, logBytes, logRedirect, padding);
    }

    public Settings withPointsPerMinute(@Nullable Integer value) {
        return new Settings(
                latency, limit, anonymousLimit, value, clockOffset, chargeNotModified, logBytes, logRedirect, padding);
    }

    public Settings withClockOffset(Duration value) {
        return new Settings(
                latency,
                limit,
                anonymousLimit,
                pointsPerMinute,
                value,
                chargeNotModified,
                logBytes,
                logRedirect,
                padding);
    }

    public Settings withChargeNotModified(boolean value) {
        return new Settings(
                latency, limit, anonymousLimit, pointsPerMinute, clockOffset, value, logBytes, logRedirect, padding);
    }

    public Settings withLogBytes(int value) {
        return new Settings(
                latency,
                limit,
                anonymousLimit,
                pointsPerMinute,
                clockOffset,
                chargeNotModified,
                value,
                logRedirect,
                padding);
    }

    public Settings withLogRedirect(@Nullable String value) {
        return new Settings(
                latency,
                limit,
                anonymousLimit,
                pointsPerMinute,
                clockOffset,
                chargeNotModified,
                logBytes,
                value,
                padding);
    }

    public Settings withPadding(@Nullable Padding value) {
        return new Settings(
                latency,
                limit,
                anonymousLimit,
                pointsPerMinute,
                clockOffset,
                chargeNotModified,
                logBytes,
                logRedirect,
                value);
    }
}
