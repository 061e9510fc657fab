package io.octopool.pool.cache;

import io.octopool.pool.events.CachedReadEvent.AnswerStored;
import io.octopool.pool.fetch.Fetched.GaveUp;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A short memory of what failed, so that a storm of the same failing read costs GitHub one call (server spec 17.3 item 8). It is
 * never journalled: a word of GitHub's that there is nothing there is kept as an answer; a refusal that cost a call is repeated
 * for {@link #REPEATED_FOR}.
 */
final class RecentFailures {

    static final Duration REPEATED_FOR = Duration.ofSeconds(5);

    private @Nullable AnswerStored negative;
    private @Nullable GaveUp refusal;
    private Instant refusedUntil = Instant.MIN;

    /** Keeps an answer that is no success until it is no longer fresh. */
    void keep(AnswerStored answer) {
        negative = answer;
        refusal = null;
    }

    /** Keeps a refusal, if it cost a call. */
    void keep(GaveUp gaveUp, Instant now) {
        if (gaveUp.asked()) {
            refusal = gaveUp;
            refusedUntil = now.plus(REPEATED_FOR);
        }
    }

    @Nullable
    AnswerStored negative() {
        return negative;
    }

    Optional<GaveUp> refusalAt(Instant now) {
        return now.isBefore(refusedUntil) ? Optional.ofNullable(refusal) : Optional.empty();
    }

    void forget() {
        negative = null;
        refusal = null;
    }
}
