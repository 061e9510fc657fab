package io.octopool.sim.settings;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What can be set while the simulator runs.
 *
 * @param latency how long each API answer is held back
 * @param clockOffset added to the clock
 * @param chargeNotModified whether a 304 costs a unit also with a credential (github-rules B3)
 * @param logBytes size of each job's logs
 * @param logRedirect where log downloads are redirected to, {@code {opaque}} standing for a name; null: the own store
 * @param padding null: answers are as large as they are
 */
public record Settings(
        Duration latency,
        Limits limits,
        Duration clockOffset,
        boolean chargeNotModified,
        int logBytes,
        @Nullable String logRedirect,
        @Nullable Padding padding) {

    private static final int SMALL_LOG = 2_000;

    /** GitHub's own limits, with this latency. */
    public static Settings atStart(Duration latency) {
        return new Settings(latency, Limits.OF_GITHUB, Duration.ZERO, false, SMALL_LOG, null, null);
    }

    public Settings withLatency(Duration value) {
        return new Settings(value, limits, clockOffset, chargeNotModified, logBytes, logRedirect, padding);
    }

    public Settings withLimit(int value) {
        return with(limits.withHourly(value));
    }

    public Settings withAnonymousLimit(int value) {
        return with(limits.withAnonymous(value));
    }

    /** Requests per hour of one owner, such as {@code user:bob}; empty: as many as the others have. */
    public Settings withOwnerLimit(String owner, Optional<Integer> value) {
        return with(limits.withOwner(owner, value));
    }

    /** The secondary limit of each owner; null: none. */
    public Settings withPointsPerMinute(@Nullable Integer value) {
        return with(limits.withPointsPerMinute(value));
    }

    /** Calls that one owner may have in progress; null: any number. */
    public Settings withConcurrentLimit(@Nullable Integer value) {
        return with(limits.withConcurrent(value));
    }

    public Settings withClockOffset(Duration value) {
        return new Settings(latency, limits, value, chargeNotModified, logBytes, logRedirect, padding);
    }

    public Settings withChargeNotModified(boolean value) {
        return new Settings(latency, limits, clockOffset, value, logBytes, logRedirect, padding);
    }

    public Settings withLogBytes(int value) {
        return new Settings(latency, limits, clockOffset, chargeNotModified, value, logRedirect, padding);
    }

    public Settings withLogRedirect(@Nullable String value) {
        return new Settings(latency, limits, clockOffset, chargeNotModified, logBytes, value, padding);
    }

    public Settings withPadding(@Nullable Padding value) {
        return new Settings(latency, limits, clockOffset, chargeNotModified, logBytes, logRedirect, value);
    }

    private Settings with(Limits other) {
        return new Settings(latency, other, clockOffset, chargeNotModified, logBytes, logRedirect, padding);
    }
}
