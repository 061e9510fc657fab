package io.octopool.pool.events;

import io.octopool.pool.CborSerializable;
import java.time.Instant;

/** Facts about one caller. Each carries the caller's id, so that a reader of the journal needs nothing else. */
public sealed interface CallerEvent extends CborSerializable {

    /** The tag under which projections read these events. */
    String TAG = "caller";

    String callerId();

    /**
     * A member of the organisation became a caller, or was enrolled again with a new profile.
     *
     * @param verifiedAt when GitHub last confirmed the membership
     */
    record CallerEnrolled(
            String callerId,
            long githubUserId,
            String githubLogin,
            String orgLogin,
            String name,
            Instant verifiedAt,
            Instant at)
            implements CallerEvent {}

    record PoolGranted(String callerId, String pool, Instant at) implements CallerEvent {}

    /**
     * A client of the caller received a token; one it had under the same token id is dead from now on.
     *
     * @param tokenHash SHA-256 of the token, base64url without padding (server spec 2.2)
     */
    record TokenIssued(String callerId, String tokenId, String clientName, String tokenHash, Instant at)
            implements CallerEvent {}

    /** A token ended without a successor under its client name. */
    record TokenRetired(String callerId, String tokenId, Instant at) implements CallerEvent {}
}
