package io.octopool.pool.lease;

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
 */
public record CallResult(
        int status,
        @Nullable String resource,
        @Nullable Budget budget,
        @Nullable Duration retryAfter,
        @Nullable Failure failure)
        implements CborSerializable {

    /** Why a call produced no answer. */
    public enum Failure {
        TIMEOUT,
        UNREACHABLE,
        TOO_LARGE,
        REDIRECTED,
        /** The credential could not be produced: a missing or blank secret. */
        MISCONFIGURED
    }

    public static CallResult failed(Failure failure) {
        return new CallResult(0, null, null, null, failure);
    }
}
