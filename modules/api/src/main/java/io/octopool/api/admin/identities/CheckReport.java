package io.octopool.api.admin.identities;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.octopool.api.http.Json;
import io.octopool.api.http.Times;
import io.octopool.github.apps.TokenGrant;
import io.octopool.github.client.Outcome;
import io.octopool.github.client.RateHeaders;
import io.octopool.pool.fetch.Refusal;
import io.octopool.pool.lease.CallResult;
import io.octopool.pool.lease.CooldownInForce;
import io.octopool.pool.lease.Identity;
import java.io.IOException;
import java.time.Instant;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a check of an identity brought, as JSON. Never a secret, and nothing of GitHub's text but names.
 *
 * @param isOfIdentity whether what GitHub said is known to be of that identity's budget
 * @param json {@code ok} and what was learnt, or why it failed
 */
record CheckReport(boolean isOfIdentity, ObjectNode json) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Of the year 9999. */
    private static final long LAST_SECOND = 253_402_300_799L;

    /** What GitHub is asked: a person's token who it is, an installation's what is left of its limits. */
    static String target(Identity identity) {
        return identity.kind().equals(Identity.PAT) ? "/user" : "/rate_limit";
    }

    /** The credential could not be produced. */
    static CheckReport unusable(Identity identity, Refusal.Reason reason) {
        return failed(identity, reason.wireName(), Refusal.fallback(reason).message());
    }

    /** An App may be used nowhere, so no token was asked for. */
    static CheckReport servingNothing(Identity identity) {
        ObjectNode json = failed(
                        identity,
                        "no_scopes",
                        "The identity serves nothing, because none of its scopes names an owner; no token was asked for.")
                .json();
        return new CheckReport(false, json);
    }

    /** GitHub asked to slow down, or would refuse, and was not called. */
    static CheckReport resting(Identity identity, CooldownInForce rest) {
        String why = rest.reason().equals(CooldownInForce.EXHAUSTED)
                ? "Nothing is left of the owner's budget, so GitHub was not called."
                : "GitHub asked to slow down, so it was not called.";
        ObjectNode json = failed(identity, rest.reason(), why).json();
        return new CheckReport(false, json.put("until", Times.shown(rest.end())));
    }

    /** The grant: what the token may do with which GitHub was called, null for a person's. */
    static CheckReport of(Identity identity, @Nullable TokenGrant grant, Outcome outcome, Instant now) {
        return outcome instanceof Outcome.Answered answered && answered.status() == 200
                ? worked(identity, grant, answered)
                : refused(identity, CallResult.of(outcome, now));
    }

    private static CheckReport worked(Identity identity, @Nullable TokenGrant grant, Outcome.Answered answered) {
        JsonNode body = parsed(answered);
        return identity.kind().equals(Identity.PAT)
                ? ofPerson(identity, answered, body)
                : ofInstallation(identity, grant, body);
    }

    private static CheckReport ofPerson(Identity identity, Outcome.Answered answered, JsonNode user) {
        if (!user.path("id").isIntegralNumber() || !user.path("login").isTextual()) {
            return new CheckReport(
                    false,
                    unreadable(identity, "GitHub did not say whose token it is.")
                            .json());
        }
        if (user.path("id").longValue() != identity.githubUserId()) {
            ObjectNode other = failed(identity, "other_user", "The token belongs to another user than was registered.")
                    .json();
            return new CheckReport(false, other.put("login", user.path("login").textValue()));
        }
        ObjectNode json = began(identity, true)
                .put("login", user.path("login").textValue())
                .put("github_user_id", user.path("id").longValue());
        ArrayNode scopes = json.putArray("oauth_scopes");
        Stream.of(answered.headers().getOrDefault("x-oauth-scopes", "").split(",", -1))
                .map(String::strip)
                .filter(scope -> !scope.isEmpty())
                .forEach(scopes::add);
        limit(json.putArray("limits"), answered.rate());
        return new CheckReport(true, json);
    }

    private static void limit(ArrayNode limits, RateHeaders rate) {
        if (rate.limit().isPresent() && rate.remaining().isPresent()) {
            limits.addObject()
                    .put("resource", rate.resource().orElse("core"))
                    .put("limit", rate.limit().getAsLong())
                    .put("remaining", rate.remaining().getAsLong())
                    .put("resets_at", Times.ofReset(rate.reset().orElse(null)));
        }
    }

    private static CheckReport ofInstallation(Identity identity, @Nullable TokenGrant grant, JsonNode rates) {
        if (!rates.path("resources").isObject()) {
            return unreadable(identity, "GitHub did not say what is left of its limits.");
        }
        ObjectNode json =
                began(identity, true).put("app_id", identity.appId()).put("installation_id", identity.installationId());
        if (grant != null) {
            ObjectNode permissions = json.putObject("permissions");
            new TreeMap<>(grant.permissions()).forEach(permissions::put);
            json.put("repository_selection", grant.repositorySelection());
        }
        ArrayNode repositories = json.putArray("repositories");
        identity.repositories().stream().sorted().forEach(repositories::add);
        ArrayNode limits = json.putArray("limits");
        rates.path("resources").properties().forEach(resource -> {
            JsonNode rate = resource.getValue();
            limits.addObject()
                    .put("resource", resource.getKey())
                    .put("limit", rate.path("limit").asLong())
                    .put("remaining", rate.path("remaining").asLong())
                    .put("resets_at", Times.ofReset(reset(rate.path("reset"))));
        });
        return new CheckReport(true, json);
    }

    /** Null for what is no time. */
    private static @Nullable Instant reset(JsonNode seconds) {
        boolean known = seconds.isIntegralNumber()
                && seconds.canConvertToLong()
                && seconds.longValue() > 0
                && seconds.longValue() <= LAST_SECOND;
        return known ? Instant.ofEpochSecond(seconds.longValue()) : null;
    }

    private static CheckReport unreadable(Identity identity, String message) {
        return failed(identity, "github_response_unreadable", message);
    }

    private static CheckReport refused(Identity identity, CallResult result) {
        CallResult.Failure failure = result.failure();
        if (failure != null) {
            return switch (failure) {
                case TIMEOUT -> unusable(identity, Refusal.Reason.GITHUB_TIMEOUT);
                case UNREACHABLE, UNCONNECTED, NOT_SENT -> unusable(identity, Refusal.Reason.GITHUB_UNREACHABLE);
                case TOO_LARGE -> unusable(identity, Refusal.Reason.GITHUB_RESPONSE_TOO_LARGE);
                case REDIRECTED -> failed(identity, "github_redirect_denied", "GitHub answered with a redirect.");
                case MISCONFIGURED -> unusable(identity, Refusal.Reason.IDENTITY_SECRET_MISSING);
            };
        }
        if (result.ssoRequired()) {
            return failed(
                    identity, "github_sso_required", "The organisation wants the token authorised for its sign-on.");
        }
        boolean spent = result.budget() != null && result.budget().remaining() == 0;
        return switch (result.status()) {
            case 401 -> unusable(identity, Refusal.Reason.GITHUB_IDENTITY_UNAUTHORIZED);
            case 403, 429 ->
                unusable(
                        identity,
                        spent
                                ? Refusal.Reason.GITHUB_IDENTITY_DEPLETED
                                : result.secondaryLimit() || result.status() == 429 || result.retryAfter() != null
                                        ? Refusal.Reason.GITHUB_RATE_LIMITED
                                        : Refusal.Reason.GITHUB_IDENTITY_FORBIDDEN);
            default -> failed(identity, Refusal.SERVER_ERROR, "GitHub answered with status " + result.status() + ".");
        };
    }

    private static CheckReport failed(Identity identity, String reason, String message) {
        return new CheckReport(
                true, began(identity, false).put("reason", reason).put("message", message));
    }

    private static ObjectNode began(Identity identity, boolean ok) {
        return Json.object().put("ok", ok).put("identity_id", identity.id()).put("kind", identity.kind());
    }

    private static JsonNode parsed(Outcome.Answered answered) {
        try {
            return JSON.readTree(answered.body().shared());
        } catch (IOException e) {
            return JSON.missingNode();
        }
    }
}
