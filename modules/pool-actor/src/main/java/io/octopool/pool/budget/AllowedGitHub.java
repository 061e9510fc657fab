package io.octopool.pool.budget;

import io.octopool.github.client.GitHub;
import io.octopool.github.client.GitHubCall;
import io.octopool.github.client.Outcome;
import io.octopool.pool.budget.PublicBudget.ReserveReply;
import io.octopool.pool.lease.CallResult;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A port to GitHub whose calls are made within an allowance: what may not be spent is not sent. Give it calls with the credential
 * of that allowance only.
 */
public final class AllowedGitHub implements GitHub {

    private static final String GRAPHQL = "/graphql";

    private final GitHub github;
    private final PublicAllowance allowance;
    private final InstantSource clock;

    public AllowedGitHub(GitHub github, PublicAllowance allowance, InstantSource clock) {
        this.github = github;
        this.allowance = allowance;
        this.clock = clock;
    }

    @Override
    public CompletionStage<Outcome> send(GitHubCall call) {
        String resource = call.target().equals(GRAPHQL) ? "graphql" : "core";
        Instant deadline = clock.instant().plus(call.timeout());
        Duration patience = call.timeout().dividedBy(2);
        return allowance
                .reserve(resource, call.timeout(), patience)
                .exceptionally(_ -> new ReserveReply.Exhausted(null))
                .thenCompose(reply -> switch (reply) {
                    case ReserveReply.Granted(long id) -> send(call, id, deadline);
                    case ReserveReply.Exhausted(Instant until) -> notSent(until);
                    case ReserveReply.Busy(Instant until) -> notSent(until);
                });
    }

    private static CompletionStage<Outcome> notSent(@Nullable Instant until) {
        return CompletableFuture.completedStage(
                new Outcome.NotSent("the token's budget does not allow the call", until));
    }

    private CompletionStage<Outcome> send(GitHubCall call, long reservation, Instant deadline) {
        Duration left = Duration.between(clock.instant(), deadline);
        if (!left.isPositive()) {
            allowance.settle(reservation, CallResult.failed(CallResult.Failure.NOT_SENT));
            return CompletableFuture.completedStage(new Outcome.TimedOut());
        }
        return github.send(call.within(left)).whenComplete((outcome, failure) -> {
            CallResult result = failure == null ? CallResult.of(outcome, clock.instant()) : CallResult.abandoned();
            allowance.settle(reservation, result);
        });
    }
}
