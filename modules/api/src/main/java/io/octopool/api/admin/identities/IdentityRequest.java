package io.octopool.api.admin.identities;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.octopool.api.admin.Ids;
import io.octopool.api.admin.Order;
import io.octopool.api.http.ApiError;
import io.octopool.api.http.ApiFailure;
import io.octopool.api.http.Fields;
import io.octopool.api.secrets.Secrets;
import io.octopool.github.routes.Placeholder;
import io.octopool.pool.lease.Identity;
import io.octopool.pool.lease.IdentityScope;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The body that registers an identity (server spec 1.7). A field that it does not know is refused.
 *
 * @param app null for a PAT
 * @param load how much of the work it takes
 */
record IdentityRequest(
        String id, String login, String secretRef, @Nullable App app, Load load, List<IdentityScope> scopes) {

    /**
     * What a GitHub App's identity says besides.
     *
     * @param appId null for the App that the server is configured with
     */
    record App(long installationId, @Nullable String appId) {}

    /** The weight, reserve and share of an {@link Identity}. */
    record Load(int weight, int reserve, int share) {}

    private static final Set<String> FIELDS = Order.fieldsAnd(
            "id", "login", "secret_ref", "kind", "installation_id", "app_id", "weight", "reserve", "share", "scopes");

    private static final int DEFAULT_WEIGHT = 100;
    private static final int MAX_WEIGHT = 10_000;
    private static final Pattern APP_ID = Pattern.compile("[1-9][0-9]{0,18}|Iv[A-Za-z0-9.]{1,98}");
    private static final Pattern APP_LOGIN = Pattern.compile("[A-Za-z0-9-]{1,100}(\\[bot])?");

    /** @throws ApiFailure for the first field that is wrong */
    static IdentityRequest of(ObjectNode body, Secrets secrets) {
        Fields.requireKnown(body, FIELDS, "An identity", "");
        String id = Ids.identity(Fields.text(body, "id"));
        String login = Fields.text(body, "login");
        String secretRef = Fields.text(body, "secret_ref");
        App app = isApp(body) ? app(body) : null;
        requireLogin(login, app);
        if (!secrets.admits(secretRef)) {
            throw refused("secret_ref_denied", "secret_ref", "Identities may not name this secret.");
        }
        if (app != null) {
            secrets.problemOfKey(secretRef).ifPresent(why -> {
                throw ApiError.invalidField("secret_ref", "secret_ref names no key of a GitHub App: " + why + ".")
                        .asFailure();
            });
        }
        return new IdentityRequest(id, login, secretRef, app, load(body, app), ScopeList.of(body, app != null));
    }

    private static Load load(ObjectNode body, @Nullable App app) {
        int reserve = Identity.usualReserve(app == null ? Identity.PAT : Identity.GITHUB_APP);
        return new Load(
                number(body, "weight", 0, MAX_WEIGHT, DEFAULT_WEIGHT),
                number(body, "reserve", 0, 100, reserve),
                number(body, "share", 1, 100, Identity.FULL_SHARE));
    }

    /** The identity of a PAT, whose budget is that user's. */
    Identity pat(long githubUserId, String githubLogin) {
        return identity(Identity.PAT, githubLogin, githubUserId, null, null);
    }

    /** The identity of an App, whose budget is its installation's, whoever it is known as. */
    Identity app(App chosen) {
        return identity(Identity.GITHUB_APP, login, 0, chosen.installationId(), chosen.appId());
    }

    private Identity identity(
            String kind, String name, long githubUserId, @Nullable Long installationId, @Nullable String appId) {
        return new Identity(
                id,
                kind,
                name,
                githubUserId,
                secretRef,
                installationId,
                appId,
                load.weight(),
                load.reserve(),
                load.share(),
                Identity.ACTIVE,
                scopes);
    }

    /** A PAT may be given an installation, which is not used, but not by forgetting to say that it is an App. */
    private static boolean isApp(ObjectNode body) {
        if (!body.hasNonNull("kind")) {
            if (body.hasNonNull("installation_id") || body.hasNonNull("app_id")) {
                throw ApiError.invalidField(
                                "kind", "kind must be given with installation_id or app_id: github_app, or pat.")
                        .asFailure();
            }
            return false;
        }
        return switch (body.path("kind").asText()) {
            case Identity.PAT -> false;
            case Identity.GITHUB_APP -> true;
            default -> throw refused("identity_kind_unsupported", "kind", "An identity's kind is pat or github_app.");
        };
    }

    /** Of an App's login nobody is asked; a PAT's is a user's at GitHub. */
    private static void requireLogin(String login, @Nullable App app) {
        if (app == null && !Placeholder.LOGIN.accepts(login)) {
            throw ApiError.invalidField("login", "login must be a GitHub login: up to 39 letters, digits and hyphens.")
                    .asFailure();
        }
        if (app != null && !APP_LOGIN.matcher(login).matches()) {
            throw ApiError.invalidField("login", "login must be letters, digits and hyphens, with [bot] behind or not.")
                    .asFailure();
        }
    }

    private static App app(ObjectNode body) {
        JsonNode installation = body.path("installation_id");
        if (!installation.isIntegralNumber() || !installation.canConvertToLong() || installation.longValue() <= 0) {
            throw refused(
                    "installation_id_required",
                    "installation_id",
                    "A github_app identity needs installation_id, a whole number above 0.");
        }
        return new App(installation.longValue(), appId(body.path("app_id")));
    }

    /** GitHub's ids are whole numbers, client ids begin with {@code Iv}. */
    private static @Nullable String appId(JsonNode appId) {
        if (appId.isMissingNode() || appId.isNull()) {
            return null;
        }
        boolean named = appId.isTextual() || appId.isIntegralNumber();
        if (!named || !APP_ID.matcher(appId.asText()).matches()) {
            throw ApiError.invalidField("app_id", "app_id must be the id or client id of a GitHub App.")
                    .asFailure();
        }
        return appId.asText();
    }

    private static int number(ObjectNode body, String name, int least, int most, int otherwise) {
        JsonNode number = body.path(name);
        if (number.isMissingNode() || number.isNull()) {
            return otherwise;
        }
        if (!number.isIntegralNumber()
                || !number.canConvertToInt()
                || number.intValue() < least
                || number.intValue() > most) {
            throw ApiError.invalidField(name, name + " must be a whole number from " + least + " to " + most + ".")
                    .asFailure();
        }
        return number.intValue();
    }

    private static ApiFailure refused(String code, String field, String message) {
        return ApiError.ofField(400, code, field, message).asFailure();
    }
}
