package io.octopool.api.admin;

import io.octopool.api.http.ApiError;
import io.octopool.api.http.ApiFailure;
import io.octopool.api.http.Times;
import io.octopool.github.client.Credential;
import io.octopool.github.client.ResponseHeaders;
import io.octopool.github.directory.Directory;
import io.octopool.github.directory.Failure;
import io.octopool.github.directory.Membership;
import io.octopool.github.directory.UserLookup;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What GitHub says about the people who are provisioned, asked with the org verifier token (server spec 2.6, 2.8). */
public final class People {

    private static final List<String> RATE_HEADERS = List.of("limit", "remaining", "reset", "resource", "used");

    private final Directory directory;
    private final Optional<Credential> verifier;
    private final String org;
    private final Duration timeout;

    /** The timeout: for each question. */
    People(Directory directory, Optional<Credential> verifier, String org, Duration timeout) {
        this.directory = directory;
        this.verifier = verifier;
        this.org = org;
        this.timeout = timeout;
    }

    String org() {
        return org;
    }

    /** Fails with {@code org_member_denied} naming {@code github_login} unless the login is a member, {@code org_verification_failed} if unknown. */
    CompletionStage<Void> requireMember(String login) {
        return directory.membership(login, org, credential(), timeout).thenAccept(membership -> {
            ApiFailure failure = switch (membership) {
                case Membership.Member _ -> null;
                case Membership.NotMember _ ->
                    ApiError.ofField(
                                    403,
                                    "org_member_denied",
                                    "github_login",
                                    "The user is not a member of the organisation.")
                            .asFailure();
                case Membership.Failed(Failure why) ->
                    failed("org_verification_failed", "GitHub did not say who is a member.", why);
            };
            if (failure != null) {
                throw failure;
            }
        });
    }

    /**
     * Fails with {@code github_user_lookup_failed} if GitHub does not know the login, which the failure names, or does not answer.
     *
     * @param field the login's in the body
     */
    public CompletionStage<UserLookup.Found> find(String login, String field) {
        return directory.user(login, credential(), timeout).thenApply(lookup -> switch (lookup) {
            case UserLookup.Found found -> found;
            case UserLookup.NoSuchUser _ ->
                throw ApiError.ofField(502, "github_user_lookup_failed", field, "GitHub knows no such user.")
                        .asFailure();
            case UserLookup.Failed(Failure why) ->
                throw failed("github_user_lookup_failed", "GitHub did not say who the user is.", why);
        });
    }

    /** @throws ApiFailure {@code org_verification_unavailable} without a verifier token */
    Credential credential() {
        return verifier.orElseThrow(() -> ApiError.of(
                        503, "org_verification_unavailable", "This server has no token to ask GitHub about people.")
                .asFailure());
    }

    private static ApiFailure failed(String code, String message, Failure why) {
        Failure.Unasked unasked = why.unasked();
        return unasked == null
                ? new ApiError(502, code, message, rateDetails(why.headers()), null).asFailure()
                : new ApiError(502, code, notAsked(unasked.until()), Map.of(), unasked.until()).asFailure();
    }

    private static String notAsked(@Nullable Instant until) {
        return "GitHub was not asked: the budget of this server's own token allows no call "
                + (until == null ? "right now." : "until " + Times.shown(until) + ".");
    }

    private static Map<String, String> rateDetails(ResponseHeaders headers) {
        Map<String, String> details = new LinkedHashMap<>();
        for (String name : RATE_HEADERS) {
            headers.get("x-ratelimit-" + name)
                    .filter(value -> !value.isBlank())
                    .ifPresent(value -> details.put("github_rate_limit_" + name, value));
        }
        headers.get("retry-after")
                .filter(value -> !value.isBlank())
                .ifPresent(value -> details.put("github_retry_after", value));
        return details;
    }
}
