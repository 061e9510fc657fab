package io.octopool.pool.cache;

import io.octopool.pool.fetch.Refusal;
import io.octopool.pool.visibility.Proof;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Someone who asked, and until when an answer is of use to them: that time does not begin anew with each step.
 *
 * @param proven whether the proof was given in answer to this very read, which it covers whatever its time to live
 */
record Reader(CachedRead.Read read, Instant arrivedAt, Instant deadline, boolean proven) {

    static Reader of(CachedRead.Read read, Instant now) {
        return new Reader(read, now, now.plus(read.query().remaining()), false);
    }

    Reader provenBy(Proof proof) {
        return new Reader(read.with(proof), arrivedAt, deadline, true);
    }

    ReadQuery query() {
        return read.query();
    }

    /** The proof that covers what this reader is shown now, null for none. */
    @Nullable
    Proof proofAt(Instant now) {
        Proof proof = query().proof();
        return proof != null && (proven || proof.holdsAt(now)) ? proof : null;
    }

    /** Whether what was true then is too old for this reader, had it been answered on arrival. */
    boolean findsTooOld(Instant fetchedAt) {
        return findsTooOld(fetchedAt, arrivedAt);
    }

    boolean findsTooOld(Instant fetchedAt, Instant now) {
        Duration maxAge = query().maxAge();
        return maxAge != null && fetchedAt.isBefore(now.minus(maxAge));
    }

    boolean gaveUpBy(Instant now) {
        return !now.isBefore(deadline);
    }

    void answer(ReadReply reply) {
        read.replyTo().tell(reply);
    }

    void refuse(Refusal.Reason reason) {
        answer(new ReadReply.Refused(Refusal.fallback(reason), null));
    }
}
