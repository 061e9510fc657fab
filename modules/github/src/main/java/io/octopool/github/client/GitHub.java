package io.octopool.github.client;

import java.util.concurrent.CompletionStage;

/** GitHub's API, one call at a time. */
public interface GitHub {

    /**
     * Makes the call. The stage never fails: whatever goes wrong is an {@link Outcome}. Cancelling
     * {@code toCompletableFuture()} of it ends the exchange.
     */
    CompletionStage<Outcome> send(GitHubCall call);
}
