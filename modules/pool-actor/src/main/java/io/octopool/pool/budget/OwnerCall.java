package io.octopool.pool.budget;

import io.octopool.pool.CborSerializable;
import io.octopool.pool.lease.CallResult;
import io.octopool.pool.lease.LeaseTicket;
import java.time.Instant;
import java.util.Optional;

/**
 * What one call showed of its owner's budget: word for everybody else who calls GitHub at that owner's expense (github-rules B1).
 *
 * @param owner budget owner, such as {@code user:42}
 * @param resource the budget that the call was expected to spend
 * @param points what it cost of the owner's points per minute (github-rules B2)
 * @param sentAt when the call was allowed
 */
public record OwnerCall(String owner, String resource, int points, Instant sentAt, CallResult result)
        implements CborSerializable {

    /** Itself, or as one of long ago if it is of the future, by a clock that is ahead of this one or was set back since. */
    public OwnerCall asOf(Instant now) {
        return sentAt.isAfter(now) ? new OwnerCall(owner, resource, points, Instant.EPOCH, result) : this;
    }

    /** What a leased call showed; empty if nothing of it came to GitHub. */
    public static Optional<OwnerCall> of(LeaseTicket lease, CallResult result) {
        return result.isUnsent()
                ? Optional.empty()
                : Optional.of(new OwnerCall(
                        lease.budgetOwner(),
                        lease.resource(),
                        lease.units() * result.calls(),
                        lease.grantedAt(),
                        result));
    }
}
