package io.octopool.api.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.octopool.api.http.ApiError;
import io.octopool.api.http.ApiFailure;
import io.octopool.api.http.Fields;
import io.octopool.api.secrets.Secrets;
import io.octopool.pool.lease.Identity;
import io.octopool.pool.lease.IdentityScope;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The body that registers an identity (server spec 1.7). Scopes that mean nothing are refused, not skipped (17.7).
 *
 * @param app null for a PAT
 */
record IdentityRequest(
        String id, String login, String secretRef, @Nullable App app, int weight, List<IdentityScope> scopes) {

    /**
     * What a GitHub App's identity says besides.
     *
     * @param appId null for the App that the server is configured with
     */
    record App(long installationId, @Nullable String appId) {}

    private static final int DEFAULT_WEIGHT = 100;
    private static final int MAX_WEIGHT = 1_000_000;
    private static final int MAX_SCOPES = 1_000;
    private static final Pattern APP_ID = Pattern.compile("[A-Za-z0-9._-]{1,100}");
    private static final Pattern APP_LOGIN = Pattern.compile("[A-Za-z0-9-]{1,100}(\\[bot])?");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,100}");

    /** @throws ApiFailure for the first field that is wrong */
    static IdentityRequest of(ObjectNode body, Secrets secrets) {
        String id = Ids.identity(Fields.text(body, "id"));
        String login = Fields.text(body, "login");
        String secretRef = Fields.text(body, "secret_ref");
        App app = isApp(body.get("kind")) ? app(body, login) : null;
        if (!secrets.admits(secretRef)) {
            throw ApiError.of(400, "secret_ref_denied", "Identities may not name this secret.")
                    .asFailure();
        }
        return new IdentityRequest(id, login, secretRef, app, weight(body), scopes(body));
    }

    /** The identity of a PAT, whose budget is that user's. */
    Identity pat(long githubUserId, String githubLogin) {
        return new Identity(
                id,
                Identity.PAT,
                githubLogin,
                githubUserId,
                secretRef,
                null,
                null,
                weight,
                Identity.usualReserve(Identity.PAT),
                Identity.FULL_SHARE,
                Identity.ACTIVE,
                scopes);
    }

    /** The identity of an App, whose budget is its installation's, whoever it is known as. */
    Identity app(App chosen) {
        return new Identity(
                id,
                Identity.GITHUB_APP,
                login,
                0,
                secretRef,
                chosen.installationId(),
                chosen.appId(),
                weight,
                Identity.usualReserve(Identity.GITHUB_APP),
                Identity.FULL_SHARE,
                Identity.ACTIVE,
                scopes);
    }

    private static boolean isApp(@Nullable JsonNode kind) {
        String name = kind == null || kind.isNull() ? Identity.PAT : kind.asText();
        return switch (name) {
            case Identity.PAT -> false;
            case Identity.GITHUB_APP -> true;
            default ->
                throw ApiError.of(400, "identity_kind_unsupported", "An identity's kind is pat or github_app.")
                        .asFailure();
        };
    }

    private static App app(ObjectNode body, String login) {
        JsonNode installation = body.path("installation_id");
        if (!installation.isIntegralNumber() || !installation.canConvertToLong() || installation.longValue() <= 0) {
            throw ApiError.of(
                            400,
                            "installation_id_required",
                            "A github_app identity needs installation_id, a whole number above 0.")
                    .asFailure();
        }
        if (!APP_LOGIN.matcher(login).matches()) {
            throw ApiError.invalidField("login", "login must be letters, digits and hyphens, with [bot] behind or not.")
                    .asFailure();
        }
        JsonNode appId = body.path("app_id");
        boolean unset = appId.isMissingNode() || appId.isNull();
        if (!unset && !(appId.isValueNode() && APP_ID.matcher(appId.asText()).matches())) {
            throw ApiError.invalidField("app_id", "app_id must be the id or client id of a GitHub App.")
                    .asFailure();
        }
        return new App(installation.longValue(), unset ? null : appId.asText());
    }

    private static int weight(ObjectNode body) {
        JsonNode weight = body.get("weight");
        if (weight == null || weight.isNull()) {
            return DEFAULT_WEIGHT;
        }
        if (!weight.isIntegralNumber()
                || !weight.canConvertToInt()
                || weight.intValue() < 1
                || weight.intValue() > MAX_WEIGHT) {
            throw ApiError.invalidField("weight", "weight must be a whole number from 1 to " + MAX_WEIGHT + ".")
                    .asFailure();
        }
        return weight.intValue();
    }

    private static List<IdentityScope> scopes(ObjectNode body) {
        JsonNode scopes = body.get("scopes");
        if (scopes == null || scopes.isNull()) {
            return List.of();
        }
        if (!scopes.isArray() || scopes.size() > MAX_SCOPES) {
            throw invalidScopes("scopes must be a list of at most " + MAX_SCOPES + ".");
        }
        List<IdentityScope> parsed = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (JsonNode item : scopes) {
            IdentityScope scope = scope(item);
            if (!seen.add(scope.owner() + "/" + scope.repo())) {
                throw invalidScopes("scopes must not name the same thing twice.");
            }
            parsed.add(scope);
        }
        return parsed;
    }

    private static IdentityScope scope(JsonNode item) {
        if (!(item instanceof ObjectNode object)) {
            throw invalidScopes("each scope must be an object.");
        }
        JsonNode repo = object.path("repo");
        JsonNode allowPrivate = object.path("allow_private");
        String owner = Fields.optionalText(object, "owner").orElse("");
        String name = repo.asText("").strip();
        boolean anyOwner = owner.equals(IdentityScope.ANY_OWNER);
        boolean everything = repo.isMissingNode() || repo.isNull() || (repo.isTextual() && name.isEmpty());
        if (!anyOwner && !NAME.matcher(owner).matches()) {
            throw invalidScopes("each scope must have an owner: a GitHub login, or *.");
        }
        if (!everything && (anyOwner || !repo.isTextual() || !NAME.matcher(name).matches())) {
            throw invalidScopes("a scope's repo must be the name of a repository of its owner.");
        }
        if (!allowPrivate.isMissingNode() && !allowPrivate.isNull() && !allowPrivate.isBoolean()) {
            throw invalidScopes("a scope's allow_private must be true or false.");
        }
        return new IdentityScope(owner, everything ? null : name, allowPrivate.booleanValue());
    }

    private static ApiFailure invalidScopes(String message) {
        return ApiError.invalidField("scopes", message).asFailure();
    }
}
