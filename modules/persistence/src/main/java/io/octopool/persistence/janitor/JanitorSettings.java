package io.octopool.persistence.janitor;

import java.time.Duration;

/**
 * How often the janitor works, and how long things are kept (server spec 7.13, 12.3, 17.6).
 *
 * @param interval how long it rests between rounds
 * @param roundBudget how long a round may take; the next one begins behind the chore that used it up
 * @param batch how many rows one statement deletes at most
 * @param diskBytes bytes that cached answers and logs may occupy in tables and journal together
 * @param logsFor how long logs of jobs are kept
 * @param auditFor how long audit rows are kept
 * @param usageFor how long sums of audit rows are kept; longer than the rows, so that no window lacks an hour
 * @param proofsFor how long a proof of visibility is kept after it ran out; longer than any answer or log fetched under it
 * @param retiredTokensFor how long it is remembered that a token ended; longer than a request may take to reach the audit
 */
public record JanitorSettings(
        Duration interval,
        Duration roundBudget,
        int batch,
        long diskBytes,
        Duration logsFor,
        Duration auditFor,
        Duration usageFor,
        Duration proofsFor,
        Duration retiredTokensFor) {

    /** 10 GiB. */
    public static final long DISK_BYTES = 10L << 30;

    /** @throws IllegalArgumentException if the interval, the batch or the disk budget is not positive */
    public JanitorSettings {
        if (!interval.isPositive() || batch < 1 || diskBytes < 1) {
            throw new IllegalArgumentException("the janitor's interval, batch and disk budget must be positive");
        }
    }

    public static JanitorSettings within(long diskBytes) {
        return new JanitorSettings(
                Duration.ofSeconds(60),
                Duration.ofSeconds(20),
                500,
                diskBytes,
                Duration.ofDays(7),
                Duration.ofDays(30),
                Duration.ofDays(31),
                Duration.ofDays(8),
                Duration.ofDays(1));
    }

    JanitorSettings every(Duration other) {
        return new JanitorSettings(
                other, roundBudget, batch, diskBytes, logsFor, auditFor, usageFor, proofsFor, retiredTokensFor);
    }
}
