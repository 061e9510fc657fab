package io.octopool.sim.settings;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What can be set while the simulator runs.
 *
 * @param latency how long each API answer is held back
 * @param limit requests per hour, and GraphQL points per hour, of each owner that is not the address
 * @param anonymousLimit requests per hour of the address
 * @param pointsPerMinute secondary limit of each owner; null: none
 * @param clockOffset added to the clock
 */
public record Settings(
        Duration latency,
        int limit,
        int anonymousLimit,
        @Nullable Integer pointsPerMinute,
        Duration clockOffset) {

    /** GitHub's own limits, with this latency. */
    public static Settings atStart(Duration latency) {
        return new Settings(latency, 5000, 60, null, Duration.ZERO);
    }

    public Settings withLatency(Duration value) {
        return new Settings(value, limit, anonymousLimit, pointsPerMinute, clockOffset);
    }

    public Settings withLimit(int value) {
        return new Settings(latency, value, anonymousLimit, pointsPerMinute, clockOffset);
    }

    public Settings withAnonymousLimit(int value) {
        return new Settings(latency, limit, value, pointsPerMinute, clockOffset);
    }

    public Settings withPointsPerMinute(@Nullable Integer value) {
        return new Settings(latency, limit, anonymousLimit, value, clockOffset);
    }

    public Settings withClockOffset(Duration value) {
        return new Settings(latency, limit, anonymousLimit, pointsPerMinute, value);
    }
}
