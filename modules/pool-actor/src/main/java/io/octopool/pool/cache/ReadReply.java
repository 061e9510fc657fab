package io.octopool.pool.cache;

import io.octopool.pool.CborSerializable;
import io.octopool.pool.fetch.Refusal;
import io.octopool.pool.lease.LeaseReason;
import io.octopool.pool.visibility.Proof;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a reader is told. The proof is null for routes without a repository. */
public sealed interface ReadReply extends CborSerializable {

    /** The stored answer was fresh. */
    record Fresh(
            Answer answer, Instant freshUntil, @Nullable Proof proof) implements ReadReply {}

    /**
     * GitHub was asked.
     *
     * @param freshUntil until when the answer is cached, null if it is not
     * @param leaseReason why its identity was chosen, null without identity
     * @param coalesced whether another reader's fetch brought it
     * @param terminal whether it answers for the log of a job known to be completed, which has a place in the store even
     *     when this answer is not kept (server spec 7.13)
     */
    record Filled(
            Answer answer,
            @Nullable Instant freshUntil,
            @Nullable LeaseReason leaseReason,
            boolean coalesced,
            @Nullable Proof proof,
            boolean terminal)
            implements ReadReply {

        /** An answer for anything but such a log. */
        public Filled(
                Answer answer,
                @Nullable Instant freshUntil,
                @Nullable LeaseReason leaseReason,
                boolean coalesced,
                @Nullable Proof proof) {
            this(answer, freshUntil, leaseReason, coalesced, proof, false);
        }
    }

    /**
     * GitHub was asked and said that the stored answer still holds; its source is who asked.
     *
     * @param leaseReason why its identity was chosen, null without identity
     * @param coalesced whether another reader's call brought that word
     */
    record Revalidated(
            Answer answer,
            Instant freshUntil,
            @Nullable LeaseReason leaseReason,
            boolean coalesced,
            @Nullable Proof proof)
            implements ReadReply {}

    /**
     * GitHub could not be asked; the stored answer stands in (server spec 7.11).
     *
     * @param reason why, one of server spec 5.4 or design, "Data flow of one read"
     */
    record Stale(
            Answer answer,
            Instant freshUntil,
            String reason,
            @Nullable Proof proof) implements ReadReply {}

    /**
     * There is no answer.
     *
     * @param identityId the last identity tried, null if there was none
     * @param terminal whether the log of a job known to be completed was asked for, as in {@link Filled}
     */
    record Refused(Refusal refusal, @Nullable String identityId, boolean terminal) implements ReadReply {

        /** A refusal of anything but such a log. */
        public Refused(Refusal refusal, @Nullable String identityId) {
            this(refusal, identityId, false);
        }
    }
}
