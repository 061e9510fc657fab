package io.octopool.pool.budget;

import io.octopool.pool.budget.PublicBudget.ReserveReply;
import io.octopool.pool.lease.CallResult;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Leave to call GitHub as one public reader. A stage that fails means that the entity did not answer. */
public interface PublicAllowance {

    /** Asks for leave to make one call; the remaining says how long the reservation may last. */
    CompletionStage<ReserveReply> reserve(String resource, Duration remaining);

    void settle(long reservationId, CallResult result);
}
