package io.octopool.pool.lease;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.octopool.github.client.Outcome;
import io.octopool.github.client.RateHeaders;
import io.octopool.pool.CborSerializable;
import io.octopool.pool.budget.Budget;
import java.time.Duration;
import java.time.Instant;
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
 * @param ssoRequired whether GitHub refused because the credential is not authorised for an organisation's single sign-on
 * @param calls how many calls it took: two where the first was redirected to a renamed repository
 */
public record CallResult(
        int status,
        @Nullable String resource,
        @Nullable Budget budget,
        @Nullable Duration retryAfter,
        @Nullable Failure failure,
        boolean secondaryLimit,
        boolean ssoRequired,
        int calls)
        implements CborSerializable {

    private static final int UNAUTHORIZED = 401;
    private static final String SSO = "x-github-sso";

    /** Why a call produced no answer. */
    public enum Failure {
        TIMEOUT,
        UNREACHABLE,
        /** There was no connection, such as while GitHub is down. */
        UNCONNECTED,
        /** No byte of it left this server. */
        NOT_SENT,
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
        this(status, resource, budget, retryAfter, failure, false, false);
    }

    /** A result of one call. */
    public CallResult(
            int status,
            @Nullable String resource,
            @Nullable Budget budget,
            @Nullable Duration retryAfter,
            @Nullable Failure failure,
            boolean secondaryLimit,
            boolean ssoRequired) {
        this(status, resource, budget, retryAfter, failure, secondaryLimit, ssoRequired, 1);
    }

    public static CallResult failed(Failure failure) {
        return new CallResult(0, null, null, null, failure);
    }

    /** GitHub asked to slow down without saying which budget is meant; the retryAfter is null when it named no time. */
    public static CallResult slowDown(int status, @Nullable Duration retryAfter) {
        return new CallResult(status, null, null, retryAfter, null, true, false);
    }

    /** A call that its reader gave up: it says nothing against the credential, and may have reached GitHub. */
    public static CallResult abandoned() {
        return new CallResult(0, null, null, null, null);
    }

    /** What an outcome that came at that time tells the owner of the budget. */
    public static CallResult of(Outcome outcome, Instant now) {
        return switch (outcome) {
            case Outcome.Answered answered ->
                new CallResult(
                        answered.status(),
                        answered.rate(),
                        null,
                        SecondaryLimit.isNamedBy(answered),
                        answered.status() == 403 && answered.headers().containsKey(SSO),
                        now);
            case Outcome.TooLarge large ->
                new CallResult(large.status(), large.rate(), Failure.TOO_LARGE, false, false, now);
            case Outcome.RedirectDenied redirect ->
                new CallResult(redirect.status(), redirect.rate(), Failure.REDIRECTED, false, false, now);
            case Outcome.TimedOut _ -> failed(Failure.TIMEOUT);
            case Outcome.Unreachable unreachable ->
                failed(unreachable.connected() ? Failure.UNREACHABLE : Failure.UNCONNECTED);
            case Outcome.NotSent _ -> failed(Failure.NOT_SENT);
        };
    }

    /** The same, after that many calls. */
    public CallResult afterCalls(int made) {
        return new CallResult(
                status, resource, budget, retryAfter, failure, secondaryLimit, ssoRequired, Math.max(1, made));
    }

    /** The same, filed under that budget where GitHub did not say which it was. */
    public CallResult filedUnder(String expected) {
        return resource == null
                ? new CallResult(status, expected, budget, retryAfter, failure, secondaryLimit, ssoRequired, calls)
                : this;
    }

    /** Whether GitHub does not accept the credential, or wants its owner to be left alone (github-rules B4). */
    @JsonIgnore
    public boolean isRefusalOfOwner() {
        boolean slower = secondaryLimit || retryAfter != null || (budget != null && budget.remaining() == 0);
        return status == UNAUTHORIZED || status == 429 || (status == 403 && slower);
    }

    /** When GitHub would have its owner call again, by what it said as the answer came; null where it named no time. */
    public @Nullable Instant retryAt(Instant now) {
        if (retryAfter != null) {
            return now.plus(retryAfter);
        }
        return budget != null && budget.remaining() == 0 ? budget.resetAt() : null;
    }

    /** Whether GitHub accepted the credential and served it. */
    @JsonIgnore
    public boolean isSuccess() {
        return switch (status) {
            case 401, 403, 429 -> false;
            default -> status >= 200 && status < 500;
        };
    }

    /** Whether nothing of the call came to GitHub; of one that was redirected the first did. */
    @JsonIgnore
    public boolean isUnsent() {
        return calls == 1 && isFailureToSend();
    }

    private boolean isFailureToSend() {
        return failure == Failure.UNCONNECTED || failure == Failure.NOT_SENT || failure == Failure.MISCONFIGURED;
    }

    /** Whether GitHub counted the call, or may have, and did not say what is left. A server that keeps no limits says nothing, either. */
    public boolean maySpendSilently() {
        return budget == null && !isUnsent() && status != UNAUTHORIZED && !isSuccess();
    }

    /** What the headers of a 401 say is of the address that the call came from: GitHub knows no owner then. */
    private CallResult(
            int status,
            RateHeaders rate,
            @Nullable Failure failure,
            boolean secondaryLimit,
            boolean ssoRequired,
            Instant now) {
        this(
                status,
                status == UNAUTHORIZED ? null : rate.resource().orElse(null),
                status == UNAUTHORIZED ? null : budget(rate, now),
                rate.retryAfter().orElse(null),
                failure,
                secondaryLimit,
                ssoRequired);
    }

    private static @Nullable Budget budget(RateHeaders rate, Instant now) {
        boolean known = rate.remaining().isPresent()
                && rate.reset().isPresent()
                && rate.limit().orElse(5000) > 0;
        return known
                ? new Budget(
                        rate.limit().orElse(5000),
                        rate.remaining().getAsLong(),
                        rate.resetOn(now).orElseThrow())
                : null;
    }
}
