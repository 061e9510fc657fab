package io.octopool.pool.budget;

import io.octopool.pool.budget.PublicBudget.ReserveReply;
import io.octopool.pool.lease.CallResult;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Leave to call GitHub with the org verifier's token, at the expense of the user whose token it is: GitHub counts it together
 * with that user's other tokens (github-rules B1). While GitHub does not say who that is, the token has a budget of its own.
 * Safe for use by many threads.
 */
public final class VerifierAllowance implements PublicAllowance {

    /** Doubled with each time that GitHub does not say. */
    private static final Duration ASK_AGAIN_AFTER = Duration.ofMinutes(1);

    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    private final Supplier<CompletionStage<OptionalLong>> whoIs;
    private final Function<String, PublicAllowance> budgets;
    private final InstantSource clock;
    private CompletableFuture<PublicAllowance> known = new CompletableFuture<>();
    private Instant askAgainAt = Instant.MIN;
    private Duration pause = ASK_AGAIN_AFTER;

    /**
     * An allowance that asks GitHub at its first use.
     *
     * @param whoIs asks GitHub for the number of the token's user, empty if it does not say; the stage never fails
     * @param budgets the allowance of the {@link PublicBudget} with that entity id
     */
    public VerifierAllowance(
            Supplier<CompletionStage<OptionalLong>> whoIs,
            Function<String, PublicAllowance> budgets,
            InstantSource clock) {
        this.whoIs = whoIs;
        this.budgets = budgets;
        this.clock = clock;
    }

    @Override
    public CompletionStage<ReserveReply> reserve(String resource, Duration remaining, Duration patience) {
        return owners().thenCompose(owners -> owners.reserve(resource, remaining, patience));
    }

    /** What was reserved before it was known who the user is expires there, and what its result says counts here. */
    @Override
    public void settle(long reservationId, CallResult result) {
        CompletionStage<?> _ = owners().thenAccept(owners -> owners.settle(reservationId, result));
    }

    /** The allowance of the token's user, once GitHub was asked. */
    public synchronized CompletionStage<PublicAllowance> owners() {
        Instant now = clock.instant();
        if (!now.isBefore(askAgainAt)) {
            askAgainAt = Instant.MAX;
            CompletableFuture<PublicAllowance> asked = new CompletableFuture<>();
            known = asked;
            CompletionStage<?> _ = whoIs.get().thenAccept(user -> {
                if (user.isEmpty()) {
                    askAgainLater();
                }
                asked.complete(budgets.apply(
                        user.isPresent() ? PublicBudget.ofUser(user.getAsLong()) : PublicBudget.OF_VERIFIER));
            });
        }
        return known.copy();
    }

    private synchronized void askAgainLater() {
        askAgainAt = clock.instant().plus(pause);
        Duration doubled = pause.multipliedBy(2);
        pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    }
}
