package io.octopool.pool.fetch;

import io.octopool.github.answer.Body;
import io.octopool.github.answer.CachePolicy;
import io.octopool.github.answer.Lifetime;
import io.octopool.github.answer.Sanitiser;
import io.octopool.github.answer.Sanitising;
import io.octopool.github.client.Credential;
import io.octopool.github.client.GitHubCall;
import io.octopool.github.client.Outcome;
import io.octopool.github.client.ResponseHeaders;
import io.octopool.github.routes.RouteMatch;
import io.octopool.pool.cache.Source;
import io.octopool.pool.fetch.Fetched.NotModified;
import io.octopool.pool.fetch.Fetched.Obtained;
import io.octopool.pool.fetch.Refusal.Reason;
import io.octopool.pool.lease.LeaseReason;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The call that reads what is asked for with one credential, and what its outcome is worth. */
final class Reading {

    private static final int NOT_MODIFIED = 304;

    /** The largest body that is relayed: clients read envelopes of 8 MiB, and something must be left for the rest of it. */
    private static final int LARGEST_BODY = (8 << 20) - (64 << 10);

    private final Climb climb;
    private final Source source;
    private final @Nullable LeaseReason leaseReason;
    private final @Nullable Validator validator;

    /** A reading as {@code source}; a validator goes along only if that very source earned it (github-rules B3). */
    Reading(Climb climb, Source source, @Nullable LeaseReason leaseReason) {
        this.climb = climb;
        this.source = source;
        this.leaseReason = leaseReason;
        Validator stored = climb.request().stored();
        this.validator = stored != null && stored.isEarnedBy(source) ? stored : null;
    }

    Source source() {
        return source;
    }

    @Nullable
    LeaseReason leaseReason() {
        return leaseReason;
    }

    GitHubCall call(Credential credential) {
        GitHubCall call = GitHubCall.get(climb.request().request(), credential, climb.callTimeout());
        String etag = validator == null ? null : validator.etag();
        String lastModified = validator == null ? null : validator.lastModified();
        if (etag != null) {
            return call.ifNoneMatch(etag);
        }
        return lastModified == null ? call : call.ifModifiedSince(lastModified);
    }

    Fetched worth(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Answered answered -> worth(answered);
            case Outcome.Unreachable _, Outcome.NotSent _ -> climb.gaveUp(Reason.GITHUB_UNREACHABLE);
            case Outcome.TimedOut _ -> climb.gaveUp(Reason.GITHUB_TIMEOUT);
            case Outcome.TooLarge _ -> climb.gaveUp(Reason.GITHUB_RESPONSE_TOO_LARGE);
            case Outcome.RedirectDenied _ -> climb.gaveUp(Refusal.redirectDenied());
        };
    }

    private Fetched worth(Outcome.Answered answered) {
        if (answered.status() == NOT_MODIFIED && validator != null && validator.isConditional()) {
            return notModified(answered.headers());
        }
        return worth(answered.status(), new ResponseHeaders(answered.headers()), Body.of(answered));
    }

    NotModified notModified(Map<String, String> headers) {
        return new NotModified(
                new ResponseHeaders(headers), source, climb.proof().orElse(null), leaseReason, confirmedLifetime());
    }

    private @Nullable Lifetime confirmedLifetime() {
        FetchRequest request = climb.request();
        Basis basis = request.basis();
        return basis == null
                ? null
                : CachePolicy.lifetime(
                                request.match(),
                                request.request(),
                                basis.answer().status(),
                                basis.body())
                        .orElse(null);
    }

    Fetched worth(int status, ResponseHeaders headers, Body sent) {
        RouteMatch match = climb.request().match();
        return switch (Sanitiser.sanitise(match, status, sent)) {
            case Sanitising.Sanitised(Body body)
            when body.json().length() > LARGEST_BODY -> climb.gaveUp(Reason.GITHUB_RESPONSE_TOO_LARGE);
            case Sanitising.Sanitised(Body body) -> {
                Lifetime lifetime = CachePolicy.lifetime(match, climb.request().request(), status, body)
                        .orElse(null);
                yield new Obtained(
                        status, headers, body, source, lifetime, climb.proof().orElse(null), leaseReason);
            }
            case Sanitising.Withheld(Sanitising.Reason reason) ->
                climb.gaveUp(
                        switch (reason) {
                            case PRIVATE_REPOSITORY -> Reason.REPO_NOT_PUBLIC;
                            case DRAFT_RELEASE, SECRET_GIST -> Reason.WEB_ONLY_UNAVAILABLE;
                            case UNREADABLE -> Reason.GITHUB_RESPONSE_UNREADABLE;
                        });
        };
    }
}
