package io.octopool.api.admin.identities;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.octopool.api.http.ApiError;
import io.octopool.api.http.ApiFailure;
import io.octopool.api.http.Fields;
import io.octopool.github.apps.Installation;
import io.octopool.pool.lease.IdentityScope;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The scopes in the body that registers an identity. What means nothing is refused, not skipped (server spec 17.7). */
final class ScopeList {

    /** An App's token can be narrowed to as many repositories. */
    private static final int MAX_SCOPES = Installation.MAX_REPOSITORIES;

    private static final Pattern OWNER = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98}[A-Za-z0-9_])?");
    private static final Pattern REPO = Pattern.compile("(?!\\.{1,2}$)[A-Za-z0-9_.-]{1,100}");

    /** What a scope is about, whatever it allows there. */
    private record Place(String owner, @Nullable String repo) {}

    private ScopeList() {}

    /**
     * The scopes of the body, none if it has no such field.
     *
     * @param ofApp whether they are a GitHub App's, whose installation belongs to one owner
     * @throws ApiFailure {@code invalid_request} naming {@code scopes}
     */
    static List<IdentityScope> of(ObjectNode body, boolean ofApp) {
        JsonNode scopes = body.path("scopes");
        if (scopes.isMissingNode() || scopes.isNull()) {
            return List.of();
        }
        if (!scopes.isArray() || scopes.size() > MAX_SCOPES) {
            throw invalid("scopes must be a list of at most " + MAX_SCOPES + ".");
        }
        List<IdentityScope> parsed = new ArrayList<>();
        Set<Place> seen = new HashSet<>();
        for (JsonNode item : scopes) {
            IdentityScope scope = scope(item);
            if (!seen.add(new Place(scope.owner(), scope.repo()))) {
                throw invalid("scopes must not name the same thing twice.");
            }
            parsed.add(scope);
        }
        if (ofApp && seen.contains(new Place(IdentityScope.ANY_OWNER, null))) {
            throw invalid("scopes of a github_app identity must name its owner, not *: an installation reads its own.");
        }
        if (ofApp && parsed.stream().map(IdentityScope::owner).distinct().count() > 1) {
            throw invalid("scopes of a github_app identity must have one owner: an installation belongs to one.");
        }
        return parsed;
    }

    private static IdentityScope scope(JsonNode item) {
        if (!(item instanceof ObjectNode object)) {
            throw invalid("each of the scopes must be an object.");
        }
        JsonNode repo = object.path("repo");
        JsonNode allowPrivate = object.path("allow_private");
        String owner = Fields.optionalText(object, "owner").orElse("");
        String name = repo.asText("").strip();
        boolean anyOwner = owner.equals(IdentityScope.ANY_OWNER);
        boolean everything = repo.isMissingNode() || repo.isNull() || (repo.isTextual() && name.isEmpty());
        if (!anyOwner && !OWNER.matcher(owner).matches()) {
            throw invalid("each of the scopes must have an owner: a GitHub login, or *.");
        }
        if (!everything && (anyOwner || !repo.isTextual() || !REPO.matcher(name).matches())) {
            throw invalid("the repo of a scope must be the name of a repository of its owner, without the owner.");
        }
        if (!allowPrivate.isMissingNode() && !allowPrivate.isNull() && !allowPrivate.isBoolean()) {
            throw invalid("allow_private of a scope must be true or false.");
        }
        return new IdentityScope(owner, everything ? null : name, allowPrivate.booleanValue());
    }

    private static ApiFailure invalid(String message) {
        return ApiError.invalidField("scopes", message).asFailure();
    }
}
