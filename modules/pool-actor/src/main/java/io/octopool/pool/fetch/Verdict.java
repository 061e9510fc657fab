package io.octopool.pool.fetch;

import io.octopool.github.client.Outcome;
import io.octopool.github.client.RateHeaders;
import io.octopool.pool.budget.Budget;
import io.octopool.pool.fetch.Refusal.Reason;
import io.octopool.pool.lease.CallResult;
import io.octopool.pool.lease.CallResult.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an outcome means for the credential it was obtained with (server spec 5.4, "Mapping of a GitHub answer"). */
final class Verdict {

    /** How long to keep away after a secondary limit that names no time (github-rules B4). */
    private static final Duration SECONDARY_REST = Duration.ofSeconds(60);

    /** What GitHub says of a secondary limit is short; longer bodies are something else. */
    private static final int LONGEST_MESSAGE = 8_192;

    private Verdict() {}

    /** Why the answer is no answer for the client, so that another credential should be tried; empty if it is one. */
    static Optional<Reason> refusedBecause(Outcome.Answered answered) {
        RateHeaders rate = answered.rate();
        int status = answered.status();
        if (status == 401) {
            return Optional.of(Reason.GITHUB_IDENTITY_UNAUTHORIZED);
        }
        if (status == 429 || rate.retryAfter().isPresent() || isSecondaryLimit(answered)) {
            return Optional.of(Reason.GITHUB_RATE_LIMITED);
        }
        if (status == 403) {
            return Optional.of(rate.exhausted() ? Reason.GITHUB_IDENTITY_DEPLETED : Reason.GITHUB_IDENTITY_FORBIDDEN);
        }
        return Optional.empty();
    }

    /** When the credential that was refused may be used again, null when unknown. */
    static @Nullable Instant retryAt(Outcome.Answered refused, Instant now) {
        RateHeaders rate = refused.rate();
        return restAfter(refused)
                .map(now::plus)
                .or(() -> rate.exhausted() ? rate.reset() : Optional.empty())
                .orElse(null);
    }

    /** What the pool is told. */
    static CallResult resultOf(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Answered answered ->
                result(answered.status(), answered.rate(), restAfter(answered).orElse(null), null);
            case Outcome.TooLarge large -> result(large.status(), large.rate(), null, Failure.TOO_LARGE);
            case Outcome.RedirectDenied redirect ->
                result(redirect.status(), redirect.rate(), null, Failure.REDIRECTED);
            case Outcome.TimedOut _ -> CallResult.failed(Failure.TIMEOUT);
            case Outcome.Unreachable _, Outcome.NotSent _ -> CallResult.failed(Failure.UNREACHABLE);
        };
    }

    /** What the pool is told of the redirect of a log, which is the answer that was asked for. */
    static CallResult resultOfLog(Outcome.RedirectDenied redirect) {
        return result(redirect.status(), redirect.rate(), null, null);
    }

    /** What the pool is told of a call that was given up: nothing that speaks against the credential. */
    static CallResult unanswered() {
        return new CallResult(0, null, null, null, null);
    }

    /** Whether GitHub speaks of a secondary limit, which its headers alone do not tell (github-rules B2, B4). */
    private static boolean isSecondaryLimit(Outcome.Answered answered) {
        boolean limited = answered.status() == 403 || answered.status() == 429;
        if (!limited || answered.body().length() > LONGEST_MESSAGE) {
            return false;
        }
        String message = answered.body().text().toLowerCase(Locale.ROOT);
        return message.contains("secondary rate limit") || message.contains("secondary-rate-limit");
    }

    private static Optional<Duration> restAfter(Outcome.Answered answered) {
        RateHeaders rate = answered.rate();
        boolean untimed = rate.retryAfter().isEmpty() && !rate.exhausted() && isSecondaryLimit(answered);
        return untimed ? Optional.of(SECONDARY_REST) : rate.retryAfter();
    }

    private static CallResult result(
            int status, RateHeaders rate, @Nullable Duration retryAfter, @Nullable Failure failure) {
        boolean known = rate.remaining().isPresent() && rate.reset().isPresent();
        Budget budget = known
                ? new Budget(
                        rate.limit().orElse(5000),
                        rate.remaining().getAsLong(),
                        rate.reset().get())
                : null;
        Duration rest = retryAfter == null ? rate.retryAfter().orElse(null) : retryAfter;
        return new CallResult(status, rate.resource().orElse(null), budget, rest, failure);
    }
}
