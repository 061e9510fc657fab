package io.octopool.pool.lease;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the lease book says to a question. */
sealed interface LeaseOutcome {

    record Granted(LeaseTicket ticket, Identity identity, LeaseReason reason) implements LeaseOutcome {}

    /** Nobody can ever serve this. */
    record None() implements LeaseOutcome {}

    /** The until: when the first candidate is usable again, null when unknown. */
    record Resting(@Nullable Instant until) implements LeaseOutcome {}

    /**
     * Candidates exist that are only busy.
     *
     * @param owners whose calls have to end first
     * @param until when one of them is known to be free, null when unknown
     */
    record Busy(Set<String> owners, @Nullable Instant until) implements LeaseOutcome {}
}
