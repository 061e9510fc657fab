package io.octopool.pool.fetch;

import io.octopool.pool.budget.PublicBudget;
import io.octopool.pool.cache.ReadQuery;
import io.octopool.pool.cache.ReadReply;
import io.octopool.pool.lease.CallResult;
import io.octopool.pool.visibility.RepoVisibility;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Neighbours that know nothing and grant every public call. */
public abstract class NoNeighbours implements FetchPorts {

    @Override
    public CompletionStage<Boolean> hasIdentities(String pool) {
        return CompletableFuture.completedStage(false);
    }

    @Override
    public CompletionStage<Optional<RepoVisibility.Reply>> known(String repoKey) {
        return CompletableFuture.completedStage(Optional.empty());
    }

    @Override
    public CompletionStage<PublicBudget.ReserveReply> reservePublic(
            String resource, Duration remaining, Duration patience) {
        return CompletableFuture.completedStage(new PublicBudget.ReserveReply.Granted(1));
    }

    @Override
    public void settlePublic(long reservationId, CallResult result) {}

    @Override
    public CompletionStage<ReadReply> read(ReadQuery query) {
        return CompletableFuture.failedStage(new UnsupportedOperationException("no other reads"));
    }

    @Override
    public void leave(ReadQuery query) {}
}
