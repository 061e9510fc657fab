package io.octopool.pool.budget;

import io.octopool.pool.budget.PublicBudget.ReserveReply;
import io.octopool.pool.lease.CallResult;
import io.octopool.pool.lease.LeaseLimits;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** An allowance by the rules of {@link PublicBudget}, without the entity: nobody waits for their turn. */
public final class BookAllowance implements PublicAllowance {

    private final PublicBook book;
    private final InstantSource clock;

    public BookAllowance(String owner, InstantSource clock) {
        this.book = new PublicBook(owner, new LeaseLimits(20, 900), clock.instant());
        this.clock = clock;
    }

    @Override
    public synchronized CompletionStage<ReserveReply> reserve(String resource, Duration remaining, Duration patience) {
        return CompletableFuture.completedStage(book.reserve(resource, remaining, clock.instant()));
    }

    @Override
    public synchronized void settle(long reservationId, CallResult result) {
        book.settle(reservationId, result, clock.instant());
    }
}
