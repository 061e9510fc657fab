package io.octopool.pool.lease;

import io.octopool.github.client.Outcome;
import io.octopool.github.client.RateHeaders;
import io.octopool.pool.CborSerializable;
import io.octopool.pool.budget.Budget;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What became of a call made with a leased identity.
 *
 * @param status GitHub's status, 0 when there was no answer
 * @param resource the budget GitHub filed the call under, null when it did not say
 * @param budget what GitHub said of that budget, null when it did not say
 * @param retryAfter GitHub's {@code retry-after}, null when absent
 * @param failure why there was no answer, null when there was one
 * @param secondaryLimit whether GitHub refused because of a secondary limit (github-rules B2), which only its message tells
 */
public record CallResult(
        int status,
        @Nullable String resource,
        @Nullable Budget budget,
        @Nullable Duration retryAfter,
        @Nullable Failure failure,
        boolean secondaryLimit)
        implements CborSerializable {

    /** Why a call produced no answer. */
    public enum Failure {
        TIMEOUT,
        UNREACHABLE,
        TOO_LARGE,
        REDIRECTED,
        /** The credential could not be produced, and will not be until somebody changes something. */
        MISCONFIGURED
    }

    /** A result that is no secondary limit. */
    public CallResult(
            int status,
            @Nullable String resource,
            @Nullable Budget budget,
            @Nullable Duration retryAfter,
            @Nullable Failure failure) {
        this(status, resource, budget, retryAfter, failure, false);
    }

    public static CallResult failed(Failure failure) {
        return new CallResult(0, null, null, null, failure);
    }

    /** What an outcome tells the owner of the budget. */
    public static CallResult of(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Answered answered ->
                new CallResult(answered.status(), answered.rate(), null, SecondaryLimit.isNamedBy(answered));
            case Outcome.TooLarge large -> new CallResult(large.status(), large.rate(), Failure.TOO_LARGE, false);
            case Outcome.RedirectDenied redirect ->
                new CallResult(redirect.status(), redirect.rate(), Failure.REDIRECTED, false);
            case Outcome.TimedOut _ -> failed(Failure.TIMEOUT);
            case Outcome.Unreachable _, Outcome.NotSent _ -> failed(Failure.UNREACHABLE);
        };
    }

    private CallResult(int status, RateHeaders rate, @Nullable Failure failure, boolean secondaryLimit) {
        this(
                status,
                rate.resource().orElse(null),
                budget(rate),
                rate.retryAfter().orElse(null),
                failure,
                secondaryLimit);
    }

    private static @Nullable Budget budget(RateHeaders rate) {
        boolean known = rate.remaining().isPresent() && rate.reset().isPresent();
        return known
                ? new Budget(
                        rate.limit().orElse(5000),
                        rate.remaining().getAsLong(),
                        rate.reset().get())
                : null;
    }
}
