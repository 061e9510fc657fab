package io.octopool.pool.budget;

import io.octopool.pool.budget.PublicBudget.ReserveReply;
import io.octopool.pool.lease.CallResult;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Leave to call GitHub with the org verifier's token, at the expense of the user whose token it is: GitHub counts it together
 * with that user's other tokens (github-rules B1). While GitHub does not say who that is, the token has a budget of its own,
 * which also pays for the question; it heeds the user's calls afterwards, so that the question waits for the user's rest and
 * window also after a restart. Safe for use by many threads.
 */
public final class VerifierAllowance implements PublicAllowance {

    /** Doubled with each time that GitHub does not say. */
    private static final Duration ASK_AGAIN_AFTER = Duration.ofMinutes(1);

    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    private static final String RESOURCE = "core";

    /** Longer than the question may take. */
    private static final Duration RESERVED_FOR = Duration.ofSeconds(10);

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final long NO_RESERVATION = 0;

    /**
     * What GitHub said.
     *
     * @param user the number of the token's user, empty if it did not say
     * @param result what became of the question
     */
    public record Word(OptionalLong user, CallResult result) {}

    private final Supplier<CompletionStage<Word>> whoIs;
    private final Function<String, PublicAllowance> budgets;
    private final Consumer<String> payer;
    private final PublicAllowance unknowns;
    private final InstantSource clock;
    private CompletableFuture<PublicAllowance> known = new CompletableFuture<>();
    private Instant askAgainAt = Instant.MIN;
    private Duration pause = ASK_AGAIN_AFTER;
    private @Nullable String user;

    /**
     * An allowance that asks GitHub at its first use.
     *
     * @param whoIs asks GitHub for the token's user; the stage never fails
     * @param budgets the allowance of the {@link PublicBudget} with that entity id
     * @param payer tells {@link PublicBudget#OF_VERIFIER} the entity id of the user's budget; it may have forgotten it each time
     */
    public VerifierAllowance(
            Supplier<CompletionStage<Word>> whoIs,
            Function<String, PublicAllowance> budgets,
            Consumer<String> payer,
            InstantSource clock) {
        this.whoIs = whoIs;
        this.budgets = budgets;
        this.payer = payer;
        this.unknowns = budgets.apply(PublicBudget.OF_VERIFIER);
        this.clock = clock;
    }

    @Override
    public CompletionStage<ReserveReply> reserve(String resource, Duration remaining, Duration patience) {
        return owners().thenCompose(owners -> owners.reserve(resource, remaining, patience));
    }

    /** What was reserved before it was known who the user is expires there, and what its result says counts here. */
    @Override
    public void settle(long reservationId, CallResult result) {
        CompletionStage<?> _ = owners().thenAccept(owners -> {
            tellPayer();
            owners.settle(reservationId, result);
        });
    }

    /** The allowance of the token's user, once GitHub was asked. */
    public synchronized CompletionStage<PublicAllowance> owners() {
        if (!clock.instant().isBefore(askAgainAt)) {
            askAgainAt = Instant.MAX;
            CompletableFuture<PublicAllowance> asked = new CompletableFuture<>();
            known = asked;
            CompletionStage<?> _ = ask().thenAccept(asked::complete);
        }
        return known.copy();
    }

    private CompletionStage<PublicAllowance> ask() {
        return unknowns.reserve(RESOURCE, RESERVED_FOR, PATIENCE)
                .exceptionally(_ -> new ReserveReply.Busy(null))
                .thenCompose(reply -> switch (reply) {
                    case ReserveReply.Granted(long id) -> whoIs.get().thenApply(word -> heard(id, word));
                    case ReserveReply.Exhausted(var until) -> CompletableFuture.completedStage(askAgain(until));
                    case ReserveReply.Busy(var until) -> CompletableFuture.completedStage(askAgain(until));
                });
    }

    private PublicAllowance heard(long reservation, Word word) {
        PublicAllowance owners = word.user().isPresent() ? known(word.user().getAsLong()) : askAgainLater();
        tellPayer();
        unknowns.settle(reservation, word.result());
        if (word.user().isPresent()) {
            owners.settle(NO_RESERVATION, word.result()); // for what GitHub said of the budget
        }
        return owners;
    }

    private synchronized PublicAllowance known(long userId) {
        String known = PublicBudget.ofUser(userId);
        user = known;
        return budgets.apply(known);
    }

    private synchronized PublicAllowance askAgainLater() {
        askAgainAt = clock.instant().plus(pause);
        Duration doubled = pause.multipliedBy(2);
        pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
        return unknowns;
    }

    /** The until: when GitHub may be asked, null if that is not known. */
    private synchronized PublicAllowance askAgain(@Nullable Instant until) {
        askAgainAt = until == null ? clock.instant().plus(ASK_AGAIN_AFTER) : until;
        return unknowns;
    }

    private void tellPayer() {
        String known;
        synchronized (this) {
            known = user;
        }
        if (known != null) {
            payer.accept(known);
        }
    }
}
