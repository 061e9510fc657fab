package io.octopool.pool.logs;

import io.octopool.pool.visibility.Proof;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a stored log is good for (server spec 7.13). */
public enum LogRules {
    /** It is the answer. */
    SERVE,
    /** It is the answer if GitHub still has it. */
    CONFIRM,
    /** It belongs to another generation of the repository's visibility, or there is none: the log is downloaded. */
    DOWNLOAD,
    /** It has been kept for as long as logs are: it goes, and the log is downloaded. */
    EXPIRE;

    /** How long a log is kept after its download, however often GitHub confirmed it since. */
    static final Duration KEPT = Duration.ofDays(7);

    /** How long a log is served without asking GitHub whether it is still there. */
    static final Duration CONFIRMED = Duration.ofHours(1);

    /**
     * Decides.
     *
     * @param stored null when nothing is stored
     * @param maxAge how long ago GitHub may have been asked at most, null for any that is fresh
     */
    static LogRules of(@Nullable StoredLog stored, Proof proof, @Nullable Duration maxAge, Instant now) {
        if (stored == null) {
            return DOWNLOAD;
        }
        if (!now.isBefore(stored.createdAt().plus(KEPT))) {
            return EXPIRE;
        }
        if (stored.generation() != proof.generation()) {
            return DOWNLOAD;
        }
        boolean fresh = now.isBefore(freshUntil(stored.createdAt(), stored.confirmedAt()));
        boolean recent = maxAge == null || !stored.confirmedAt().isBefore(now.minus(maxAge));
        return fresh && recent ? SERVE : CONFIRM;
    }

    /** Until when a log is served without asking GitHub: for an hour, and never beyond the time for which it is kept. */
    static Instant freshUntil(Instant createdAt, Instant confirmedAt) {
        Instant end = createdAt.plus(KEPT);
        Instant hour = confirmedAt.plus(CONFIRMED);
        return hour.isBefore(end) ? hour : end;
    }
}
