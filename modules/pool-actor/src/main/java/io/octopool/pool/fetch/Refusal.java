package io.octopool.pool.fetch;

import io.octopool.pool.CborSerializable;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Why a read was not answered, ready to become an error body (server spec 1.3, 5.4).
 *
 * @param httpStatus status of the relay's answer
 * @param code error code
 * @param reason {@code details.reason} of a 424, else null
 * @param message one line for people, without secrets
 * @param retryAt when asking again may help, null when unknown
 */
public record Refusal(
        int httpStatus,
        String code,
        @Nullable String reason,
        String message,
        @Nullable Instant retryAt) implements CborSerializable {

    /** Why an old answer stands in where GitHub answered with a server error (design, "What failure answers"). */
    public static final String SERVER_ERROR = "github_server_error";

    /** The stored answer stands in for these. */
    private static final Set<String> STAND_IN = Stream.of(
                    Reason.GITHUB_IDENTITY_DEPLETED,
                    Reason.GITHUB_RATE_LIMITED,
                    Reason.IDENTITIES_COOLING_DOWN,
                    Reason.IDENTITY_POOL_DEPLETED,
                    Reason.NO_IDENTITY,
                    Reason.WEB_ONLY_UNAVAILABLE,
                    Reason.GITHUB_APP_TOKEN_FAILED,
                    Reason.GITHUB_UNREACHABLE,
                    Reason.GITHUB_TIMEOUT,
                    Reason.RELAY_OVERLOADED)
            .map(Reason::wireName)
            .collect(Collectors.toUnmodifiableSet());

    /** The client should ask GitHub itself. */
    public static Refusal fallback(Reason reason) {
        return fallback(reason, null);
    }

    public static Refusal fallback(Reason reason, @Nullable Instant retryAt) {
        return new Refusal(424, "fallback_local", reason.wireName(), reason.message(), retryAt);
    }

    /** GitHub answered with a redirect, which is not followed (server spec 9.3). */
    public static Refusal redirectDenied() {
        return new Refusal(502, "github_redirect_denied", null, "GitHub answered with a redirect.", null);
    }

    /** A search that only token-free transports may serve was not served (server spec 4.6). */
    public static Refusal tokenFreeUnavailable() {
        return new Refusal(
                503,
                "token_free_unavailable",
                null,
                "This search is only served without credentials, which GitHub did not grant now.",
                null);
    }

    /** The redirect of a log names no place (server spec 9.3). */
    public static Refusal logRedirectMissing() {
        return new Refusal(502, "github_log_redirect_missing", null, "GitHub did not say where the log is.", null);
    }

    /** The redirect of a log leads elsewhere than to GitHub's log hosts (server spec 9.3). */
    public static Refusal logRedirectDenied() {
        return new Refusal(502, "github_log_redirect_denied", null, "GitHub's log is in a place not allowed.", null);
    }

    /**
     * The reason to give when a stored answer stands in for one that was refused like this (server spec 5.3, 7.11; design, "What
     * failure answers"); empty if none may.
     */
    public Optional<String> staleReason() {
        if (code.equals("token_free_unavailable")) {
            return Optional.of(Reason.WEB_ONLY_UNAVAILABLE.wireName());
        }
        return Optional.ofNullable(reason).filter(STAND_IN::contains);
    }

    public boolean is(Reason other) {
        return other.wireName().equals(reason);
    }

    /** The reasons of a 424 (server spec 5.4; design, "Data flow"). */
    public enum Reason {
        REPO_NOT_PUBLIC("The repository is not public."),
        REPO_PUBLIC_CHECK_FAILED("GitHub did not say whether the repository is public."),
        GITHUB_RESPONSE_TOO_LARGE("GitHub's answer is larger than this server relays."),
        GITHUB_RESPONSE_UNREADABLE("GitHub's answer could not be read safely."),
        GITHUB_UNREACHABLE("GitHub could not be reached."),
        GITHUB_TIMEOUT("GitHub did not answer in time."),
        NO_IDENTITY("No identity of the pool may serve this read."),
        IDENTITIES_COOLING_DOWN("Every identity that may serve this read is resting."),
        IDENTITY_POOL_DEPLETED("Every identity that may serve this read was tried."),
        IDENTITY_SECRET_MISSING("An identity of the pool is not configured on this server."),
        GITHUB_APP_INSTALLATION_MISSING("An App identity of the pool names no installation."),
        GITHUB_APP_ID_MISSING("An App identity of the pool has no App id, and this server has none for all."),
        GITHUB_APP_KEY_FORMAT("The key of an App identity of the pool cannot be used."),
        GITHUB_APP_TOKEN_FAILED("GitHub gave no token for an App identity of the pool."),
        GITHUB_IDENTITY_UNAUTHORIZED("GitHub did not accept the identity."),
        GITHUB_IDENTITY_FORBIDDEN("GitHub did not allow the identity to read this."),
        GITHUB_IDENTITY_DEPLETED("The identity's GitHub quota is used up."),
        GITHUB_RATE_LIMITED("GitHub asked to slow down."),
        WEB_ONLY_UNAVAILABLE("This read is only served without credentials, which GitHub did not grant now."),
        RELAY_OVERLOADED("The relay is overloaded.");

        private final String message;

        Reason(String message) {
            this.message = message;
        }

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        String message() {
            return message;
        }
    }
}
