package io.octopool.pool.budget;

import io.octopool.pool.budget.PublicBudget.ReserveReply;
import io.octopool.pool.lease.CallResult;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What one credential of this node may still spend, by the rules of {@link PublicBudget} but remembered by this node alone:
 * GitHub is not called while it refuses the credential. Safe for use by many threads.
 */
public final class LocalAllowance implements PublicAllowance {

    private final PublicBook book;
    private final InstantSource clock;

    public LocalAllowance(String owner, InstantSource clock) {
        this.book = new PublicBook(owner, clock.instant());
        this.clock = clock;
    }

    @Override
    public synchronized CompletionStage<ReserveReply> reserve(String resource, Duration remaining) {
        return CompletableFuture.completedStage(book.reserve(resource, remaining, clock.instant()));
    }

    @Override
    public synchronized void settle(long reservationId, CallResult result) {
        boolean _ = book.settle(reservationId, result, clock.instant());
    }
}
