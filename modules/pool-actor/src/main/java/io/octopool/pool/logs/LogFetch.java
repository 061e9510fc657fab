package io.octopool.pool.logs;

import io.octopool.pool.fetch.FetchRequest;
import io.octopool.pool.fetch.Fetched;
import java.util.concurrent.CompletionStage;

/** How a log is obtained from GitHub. */
@FunctionalInterface
public interface LogFetch {

    /**
     * Downloads the log, or, where the request has a validator, first asks whether GitHub still has it. The stage does not fail
     * for a reason that GitHub, the database or a peer can cause. Cancelling {@code toCompletableFuture()} of it ends the
     * download.
     */
    CompletionStage<Fetched> fetch(FetchRequest request);
}
