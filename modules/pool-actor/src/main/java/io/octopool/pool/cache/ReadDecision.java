package io.octopool.pool.cache;

import io.octopool.pool.events.CachedReadEvent.AnswerStored;
import io.octopool.pool.visibility.Proof;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What to do with a read, given what is stored (server spec 7.6, 7.9; design, "CachedRead"). */
enum ReadDecision {
    /** The stored answer is the answer. */
    SERVE,
    /** The stored answer would do; whether its repository is still public must be asked first. */
    PROVE,
    /** GitHub has to be asked. */
    FETCH;

    /**
     * Decides.
     *
     * @param stored null when nothing is stored
     * @param proof the visibility proof at hand, null for none
     * @param maxAge the oldest answer the caller takes, null for any
     */
    static ReadDecision of(
            @Nullable AnswerStored stored, @Nullable Proof proof, @Nullable Duration maxAge, Instant now) {
        if (stored == null || !now.isBefore(stored.freshUntil()) || isOlder(stored, maxAge, now)) {
            return FETCH;
        }
        if (stored.repo() == null) {
            return SERVE;
        }
        if (proof == null || !proof.holdsAt(now)) {
            return PROVE;
        }
        return proof.generation() == stored.generation() ? SERVE : FETCH;
    }

    /** Whether a fetch that started then is recent enough for a reader that arrived now. */
    static boolean mayJoin(Instant fetchStarted, @Nullable Duration maxAge, Instant now) {
        return maxAge == null || !fetchStarted.isBefore(now.minus(maxAge));
    }

    private static boolean isOlder(AnswerStored stored, @Nullable Duration maxAge, Instant now) {
        return maxAge != null && stored.answer().fetchedAt().isBefore(now.minus(maxAge));
    }
}
