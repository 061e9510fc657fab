package io.octopool.pool.lease;

import io.octopool.pool.CborSerializable;
import java.time.Instant;

/**
 * What a lease is settled by. It says enough of the call for a pool that does not know the lease, because it was started again
 * meanwhile, to heed what GitHub said.
 *
 * @param budgetOwner whose budget the call spends, such as {@code user:42}
 * @param resource the budget that the call was expected to spend
 * @param units requests that may be spent under the lease
 * @param grantedAt when the call was allowed
 */
public record LeaseTicket(
        long id, String identityId, String budgetOwner, String routeKey, String resource, int units, Instant grantedAt)
        implements CborSerializable {

    /** The same lease, where its call was made to learn what the credential is: nothing that is said of that is of the route. */
    public LeaseTicket asCheck() {
        return new LeaseTicket(id, identityId, budgetOwner, LeaseTerms.CHECK, LeaseTerms.CORE, units, grantedAt);
    }

    /** Itself, or as one of long ago if it is of the future: the clock was set back since, and nobody knows what was before it. */
    LeaseTicket asOf(Instant now) {
        return grantedAt.isAfter(now)
                ? new LeaseTicket(id, identityId, budgetOwner, routeKey, resource, units, Instant.EPOCH)
                : this;
    }
}
