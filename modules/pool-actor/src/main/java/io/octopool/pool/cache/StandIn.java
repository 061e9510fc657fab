package io.octopool.pool.cache;

import io.octopool.pool.events.CachedReadEvent.AnswerStored;
import io.octopool.pool.fetch.Fetched.GaveUp;
import io.octopool.pool.visibility.Proof;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When a stored answer that is no longer fresh stands in for one that GitHub did not give (server spec 7.11, 17.2 item 4): before
 * its stale deadline, under a holding proof of its generation, and for readers for whom it is not too old.
 */
final class StandIn {

    private StandIn() {}

    /**
     * The answer that stands in; empty if none may.
     *
     * @param held the answer at hand, null if there is none
     * @param earned the proof that the fetch had, null for none; the reader's own is used where that does not hold
     */
    static Optional<ReadReply> forReader(
            @Nullable AnswerStored held, String reason, @Nullable Proof earned, Reader reader, Instant now) {
        if (held == null || !mayServe(held, reader, now)) {
            return Optional.empty();
        }
        Proof proof = held.repo() == null ? null : covering(held, earned, reader, now);
        return held.repo() == null || proof != null
                ? Optional.of(new ReadReply.Stale(held.answer(), held.freshUntil(), reason, proof))
                : Optional.empty();
    }

    /** Whether nothing but a proof is missing for an answer to stand in for what was refused. */
    static boolean lacksProof(@Nullable AnswerStored held, GaveUp refused, Reader reader, Instant now) {
        Proof earned = refused.proof();
        return held != null
                && held.repo() != null
                && refused.refusal().staleReason().isPresent()
                && mayServe(held, reader, now)
                && (earned == null || !earned.holdsAt(now))
                && reader.proofAt(now) == null;
    }

    private static boolean mayServe(AnswerStored held, Reader reader, Instant now) {
        return now.isBefore(held.staleUntil())
                && !reader.findsTooOld(held.answer().fetchedAt(), now);
    }

    private static @Nullable Proof covering(AnswerStored held, @Nullable Proof earned, Reader reader, Instant now) {
        if (earned != null && earned.holdsAt(now)) {
            return Freshness.isCovered(held, earned) ? earned : null;
        }
        Proof own = reader.proofAt(now);
        return Freshness.isCovered(held, own) ? own : null;
    }
}
