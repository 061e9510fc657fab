package io.octopool.api.secrets;

import io.octopool.github.apps.Failure;
import io.octopool.github.apps.Installation;
import io.octopool.github.apps.InstallationTokens;
import io.octopool.github.apps.Minted;
import io.octopool.github.apps.ParsedKey;
import io.octopool.github.client.Credential;
import io.octopool.github.client.RateHeaders;
import io.octopool.pool.fetch.Credentials.Answer;
import io.octopool.pool.fetch.Refusal.Reason;
import io.octopool.pool.lease.CallResult;
import io.octopool.pool.lease.Identity;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The credentials of GitHub Apps' identities: installation tokens, narrowed to the repositories that the identity's scopes name
 * (server spec 8.7, github-rules B8). What somebody has to change rests the identity; what passes by itself is told as such.
 */
final class AppCredentials {

    private static final Logger LOG = LoggerFactory.getLogger(AppCredentials.class);

    private final Secrets secrets;
    private final Optional<String> appId;
    private final InstallationTokens tokens;
    private final Complaints complaints;
    private final InstantSource clock;
    private final AppKeys keys = new AppKeys();

    AppCredentials(
            Secrets secrets,
            Optional<String> appId,
            InstallationTokens tokens,
            Complaints complaints,
            InstantSource clock) {
        this.secrets = secrets;
        this.appId = appId;
        this.tokens = tokens;
        this.complaints = complaints;
        this.clock = clock;
    }

    CompletionStage<Answer> of(Identity identity, Duration patience) {
        return switch (installation(identity)) {
            case Wanted.Known(Installation installation) ->
                tokens.token(installation, patience).thenApply(minted -> answer(identity, minted));
            case Wanted.Unknown(Reason reason, String why) -> {
                complaints.cannotBeUsed(identity, why);
                yield CompletableFuture.completedStage(IdentityCredentials.misconfigured(reason));
            }
        };
    }

    void forget(Identity identity, Credential.Bearer token) {
        if (installation(identity) instanceof Wanted.Known(Installation installation)) {
            tokens.forget(installation, token);
        }
    }

    /** What a token is wanted for. */
    private sealed interface Wanted {
        record Known(Installation installation) implements Wanted {}

        record Unknown(Reason reason, String why) implements Wanted {}
    }

    /** No token reads more than the scopes allow: one that cannot be narrowed to them is not wanted. */
    private Wanted installation(Identity identity) {
        if (identity.servesNothing()) {
            return new Wanted.Unknown(Reason.GITHUB_APP_TOKEN_FAILED, "none of its scopes names an owner");
        }
        if (identity.repositories().size() > Installation.MAX_REPOSITORIES) {
            return new Wanted.Unknown(
                    Reason.GITHUB_APP_TOKEN_FAILED,
                    "its scopes name more than " + Installation.MAX_REPOSITORIES + " repositories");
        }
        Long number = identity.installationId();
        if (number == null || number <= 0) {
            return new Wanted.Unknown(Reason.GITHUB_APP_INSTALLATION_MISSING, "it names no installation");
        }
        Optional<String> app = Optional.ofNullable(identity.appId()).or(() -> appId);
        if (app.isEmpty()) {
            return new Wanted.Unknown(Reason.GITHUB_APP_ID_MISSING, "OCTOPOOL_GITHUB_APP_ID is not set");
        }
        String secretRef = identity.secretRef();
        Optional<String> pem = secrets.ofIdentity(secretRef);
        if (pem.isEmpty()) {
            return new Wanted.Unknown(Reason.IDENTITY_SECRET_MISSING, "its secret " + secretRef + " is missing");
        }
        return switch (keys.of(secretRef, pem.get(), secrets.passphraseOf(secretRef))) {
            case ParsedKey.Usable(var key) ->
                new Wanted.Known(new Installation(app.get(), number, secretRef, key, identity.repositories()));
            case ParsedKey.Unusable(ParsedKey.Reason reason) ->
                new Wanted.Unknown(Reason.GITHUB_APP_KEY_FORMAT, reason.why());
        };
    }

    private Answer answer(Identity identity, Minted minted) {
        return switch (minted) {
            case Minted.Token token -> new Answer.Ready(token.credential(), token.grant());
            case Minted.Failed failed -> {
                Failure failure = failed.failure();
                LOG.warn("Identity {} has no token: {} (status {})", identity.id(), failure.why(), failure.status());
                yield new Answer.Unusable(reason(failure), result(failure));
            }
        };
    }

    private static Reason reason(Failure failure) {
        return switch (failure.reason()) {
            case TIMED_OUT -> Reason.GITHUB_TIMEOUT;
            case UNREACHABLE -> Reason.GITHUB_UNREACHABLE;
            case RATE_LIMITED -> Reason.GITHUB_RATE_LIMITED;
            case KEY_REFUSED,
                    CLOCK_REFUSED,
                    SUSPENDED,
                    FORBIDDEN,
                    INSTALLATION_GONE,
                    PERMISSIONS_REFUSED,
                    REPOSITORIES_REFUSED,
                    GITHUB_ERROR,
                    UNEXPECTED_ANSWER,
                    MALFORMED_ANSWER,
                    BAD_EXPIRY,
                    BUSY -> Reason.GITHUB_APP_TOKEN_FAILED;
        };
    }

    /** The budget of the call stays out: it is the App's own, not the installation's. */
    private CallResult result(Failure failure) {
        return switch (failure.reason()) {
            case TIMED_OUT -> CallResult.failed(CallResult.Failure.TIMEOUT);
            case UNREACHABLE -> CallResult.failed(CallResult.Failure.UNCONNECTED);
            case RATE_LIMITED -> CallResult.slowDown(403, rest(failure.rate()));
            case GITHUB_ERROR, BUSY -> new CallResult(failure.status(), null, null, null, null);
            case KEY_REFUSED,
                    CLOCK_REFUSED,
                    SUSPENDED,
                    FORBIDDEN,
                    INSTALLATION_GONE,
                    PERMISSIONS_REFUSED,
                    REPOSITORIES_REFUSED,
                    UNEXPECTED_ANSWER,
                    MALFORMED_ANSWER,
                    BAD_EXPIRY -> CallResult.failed(CallResult.Failure.MISCONFIGURED);
        };
    }

    private @Nullable Duration rest(RateHeaders rate) {
        return rate.retryAfter()
                .or(() -> rate.exhausted()
                        ? rate.resetOn(clock.instant()).map(reset -> Duration.between(clock.instant(), reset))
                        : Optional.empty())
                .orElse(null);
    }
}
