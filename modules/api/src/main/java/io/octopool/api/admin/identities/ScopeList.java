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

    private static final String SCOPES = "scopes";
    private static final Set<String> FIELDS = Set.of("owner", "repo", "allow_private");

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
     * @throws ApiFailure {@code invalid_request} naming {@code scopes}, or what is wrong of which, such as {@code scopes[3].repo}
     */
    static List<IdentityScope> of(ObjectNode body, boolean ofApp) {
        JsonNode scopes = body.path(SCOPES);
        if (scopes.isMissingNode() || scopes.isNull()) {
            return List.of();
        }
        if (!scopes.isArray() || scopes.size() > MAX_SCOPES) {
            throw invalid(SCOPES, SCOPES + " must be a list of at most " + MAX_SCOPES + ".");
        }
        List<IdentityScope> parsed = new ArrayList<>();
        Set<Place> seen = new HashSet<>();
        for (int i = 0; i < scopes.size(); i++) {
            String at = SCOPES + "[" + i + "]";
            IdentityScope scope = scope(scopes.get(i), at);
            if (!seen.add(new Place(scope.owner(), scope.repo()))) {
                throw invalid(at, at + " names the same thing as one before it.");
            }
            if (ofApp) {
                requireOneOwner(scope, parsed, at);
            }
            parsed.add(scope);
        }
        return parsed;
    }

    private static void requireOneOwner(IdentityScope scope, List<IdentityScope> before, String at) {
        String owner = at + ".owner";
        if (scope.owner().equals(IdentityScope.ANY_OWNER)) {
            throw invalid(
                    owner,
                    owner + " of a github_app identity must be its owner, not *: an installation reads its own.");
        }
        if (!before.isEmpty() && !before.getFirst().owner().equals(scope.owner())) {
            throw invalid(
                    owner,
                    owner + " of a github_app identity must be that of the others: an installation belongs to one.");
        }
    }

    private static IdentityScope scope(JsonNode item, String at) {
        if (!(item instanceof ObjectNode object)) {
            throw invalid(at, at + " must be an object.");
        }
        Fields.requireKnown(object, FIELDS, "A scope", at + ".");
        JsonNode repo = object.path("repo");
        JsonNode allowPrivate = object.path("allow_private");
        String owner = Fields.optionalText(object, "owner").orElse("");
        String name = repo.asText("").strip();
        boolean anyOwner = owner.equals(IdentityScope.ANY_OWNER);
        boolean everything = repo.isMissingNode() || repo.isNull() || (repo.isTextual() && name.isEmpty());
        if (!anyOwner && !OWNER.matcher(owner).matches()) {
            throw invalid(at + ".owner", at + ".owner must be a GitHub login, or *.");
        }
        if (!everything && anyOwner) {
            throw invalid(
                    at + ".repo",
                    at + " must have no repo: the owner * stands for all repositories of everybody else.");
        }
        if (!everything && (!repo.isTextual() || !REPO.matcher(name).matches())) {
            throw invalid(at + ".repo", at + ".repo must be the name of a repository of its owner, without the owner.");
        }
        if (!allowPrivate.isMissingNode() && !allowPrivate.isNull() && !allowPrivate.isBoolean()) {
            throw invalid(at + ".allow_private", at + ".allow_private must be true or false.");
        }
        return new IdentityScope(owner, everything ? null : name, allowPrivate.booleanValue());
    }

    private static ApiFailure invalid(String field, String message) {
        return ApiError.invalidField(field, message).asFailure();
    }
}
