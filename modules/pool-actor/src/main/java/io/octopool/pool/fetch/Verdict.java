package io.octopool.pool.fetch;

import io.octopool.github.client.Outcome;
import io.octopool.github.client.RateHeaders;
import io.octopool.pool.fetch.Refusal.Reason;
import io.octopool.pool.lease.CallResult;
import io.octopool.pool.lease.SecondaryLimit;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an outcome means for the credential it was obtained with (server spec 5.4, "Mapping of a GitHub answer"). */
final class Verdict {

    /** How long to keep away after a secondary limit that names no time (github-rules B4). */
    private static final Duration SECONDARY_REST = Duration.ofSeconds(60);

    private Verdict() {}

    /** Why the answer is no answer for the client, so that another credential should be tried; empty if it is one. */
    static Optional<Reason> refusedBecause(Outcome.Answered answered) {
        RateHeaders rate = answered.rate();
        int status = answered.status();
        if (status == 401) {
            return Optional.of(Reason.GITHUB_IDENTITY_UNAUTHORIZED);
        }
        if (status == 429 || rate.retryAfter().isPresent() || SecondaryLimit.isNamedBy(answered)) {
            return Optional.of(Reason.GITHUB_RATE_LIMITED);
        }
        if (status == 403) {
            return Optional.of(rate.exhausted() ? Reason.GITHUB_IDENTITY_DEPLETED : Reason.GITHUB_IDENTITY_FORBIDDEN);
        }
        return Optional.empty();
    }

    /** Whether a minted credential will never work again: GitHub does not know it, or has suspended what it stands for. */
    static boolean isOver(Outcome.Answered answered) {
        boolean suspended = answered.status() == 403
                && answered.body().text().toLowerCase(Locale.ROOT).contains("installation has been suspended");
        return answered.status() == 401 || suspended;
    }

    /** When the credential that was refused may be used again, null when unknown. */
    static @Nullable Instant retryAt(Outcome.Answered refused, Instant now) {
        RateHeaders rate = refused.rate();
        return restAfter(refused)
                .map(now::plus)
                .or(() -> rate.exhausted() ? rate.resetOn(now) : Optional.empty())
                .orElse(null);
    }

    /** What the pool is told of the redirect of a log, which is the answer that was asked for. */
    static CallResult resultOfLog(Outcome.RedirectDenied redirect, Instant now) {
        CallResult result = CallResult.of(redirect, now);
        return new CallResult(result.status(), result.resource(), result.budget(), result.retryAfter(), null);
    }

    private static Optional<Duration> restAfter(Outcome.Answered answered) {
        RateHeaders rate = answered.rate();
        boolean untimed = rate.retryAfter().isEmpty() && !rate.exhausted() && SecondaryLimit.isNamedBy(answered);
        return untimed ? Optional.of(SECONDARY_REST) : rate.retryAfter();
    }
}
