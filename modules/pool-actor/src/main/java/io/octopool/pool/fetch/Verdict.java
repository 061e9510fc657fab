package io.octopool.pool.fetch;

import io.octopool.github.client.Outcome;
import io.octopool.github.client.RateHeaders;
import io.octopool.pool.budget.Budget;
import io.octopool.pool.fetch.Refusal.Reason;
import io.octopool.pool.lease.CallResult;
import io.octopool.pool.lease.CallResult.Failure;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an outcome means for the credential it was obtained with (server spec 5.4, "Mapping of a GitHub answer"). */
final class Verdict {

    private Verdict() {}

    /** Why the answer is no answer for the client, so that another credential should be tried; empty if it is one. */
    static Optional<Reason> refusedBecause(Outcome.Answered answered) {
        RateHeaders rate = answered.rate();
        int status = answered.status();
        if (status == 401) {
            return Optional.of(Reason.GITHUB_IDENTITY_UNAUTHORIZED);
        }
        if (status == 429 || rate.retryAfter().isPresent()) {
            return Optional.of(Reason.GITHUB_RATE_LIMITED);
        }
        if (status == 403) {
            return Optional.of(rate.exhausted() ? Reason.GITHUB_IDENTITY_DEPLETED : Reason.GITHUB_IDENTITY_FORBIDDEN);
        }
        return Optional.empty();
    }

    /** What the pool is told. */
    static CallResult resultOf(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Answered answered -> result(answered.status(), answered.rate(), null);
            case Outcome.TooLarge large -> result(large.status(), large.rate(), Failure.TOO_LARGE);
            case Outcome.RedirectDenied redirect -> result(redirect.status(), redirect.rate(), Failure.REDIRECTED);
            case Outcome.TimedOut _ -> CallResult.failed(Failure.TIMEOUT);
            case Outcome.Unreachable _, Outcome.NotSent _ -> CallResult.failed(Failure.UNREACHABLE);
        };
    }

    private static CallResult result(int status, RateHeaders rate, @Nullable Failure failure) {
        boolean known = rate.remaining().isPresent() && rate.reset().isPresent();
        Budget budget = known
                ? new Budget(
                        rate.limit().orElse(5000),
                        rate.remaining().getAsLong(),
                        rate.reset().get())
                : null;
        return new CallResult(
                status, rate.resource().orElse(null), budget, rate.retryAfter().orElse(null), failure);
    }
}
