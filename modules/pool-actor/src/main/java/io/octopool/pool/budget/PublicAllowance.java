package io.octopool.pool.budget;

import io.octopool.pool.budget.PublicBudget.ReserveReply;
import io.octopool.pool.lease.CallResult;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Leave to call GitHub at one owner's expense, outside the pools. A stage that fails means that the entity did not answer. */
public interface PublicAllowance {

    /**
     * Asks for leave to make one call.
     *
     * @param remaining how long the reservation may last
     * @param patience how long to wait while the owner is as busy as it may be
     */
    CompletionStage<ReserveReply> reserve(String resource, Duration remaining, Duration patience);

    void settle(long reservationId, CallResult result);
}
