package io.octopool.api.relay;

import io.octopool.api.http.ApiError;
import io.octopool.github.request.RequestPath;
import io.octopool.github.request.RequestQuery;
import io.octopool.github.routes.Flag;
import io.octopool.github.routes.RepoName;
import io.octopool.github.routes.RouteCatalog;
import io.octopool.github.routes.RouteMatch;
import io.octopool.pool.policy.Policy;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides whether a read is relayed at all, from the catalogue and the pool's policy (server spec 4.6). */
final class PolicyGate {

    /** The shape by which a client asks for a search that needs no credential. */
    private static final String ISSUE_SEARCH = "issue-search-v1";

    /** GitHub's owners have at most 39 characters, its repositories 100. */
    private static final int MAX_NAME = 100;

    sealed interface Decision {

        /** The token-free: whether only transports without a pooled credential may serve it. */
        record Allowed(RouteMatch match, boolean tokenFree) implements Decision {}

        record Denied(ApiError error) implements Decision {}
    }

    private final RouteCatalog catalog;

    PolicyGate(RouteCatalog catalog) {
        this.catalog = catalog;
    }

    /** Decides in the order of server spec 4.6. The shape: what the client would be content with, empty for everything. */
    Decision decide(RequestPath path, RequestQuery query, Optional<String> shape, Policy policy) {
        Optional<RouteMatch> found = catalog.match(path.text());
        if (found.isEmpty() || isNamedTooLong(found.get())) {
            return denied("route_denied", "This path is not relayed.");
        }
        RouteMatch match = found.get();
        boolean tokenFree = false;
        ApiError error = switch (match.kind()) {
            case "compare" -> compare(match);
            case "search_issues", "search_code", "search_commits" -> {
                Optional<RepoName> repo = SearchGrammar.confinedTo(query);
                match = repo.map(match::searching).orElse(match);
                tokenFree = !policy.allowSearch()
                        && match.kind().equals("search_issues")
                        && shape.filter(ISSUE_SEARCH::equals).isPresent()
                        && SearchGrammar.isShapedIssueSearch(query);
                yield search(repo.isPresent(), policy.allowSearch() || tokenFree);
            }
            case "search_repositories" ->
                search(SearchGrammar.isRepositorySearch(query), policy.allowSearch() && policy.allowPublicRepos());
            case "org_repo_list" -> type(query, "public");
            case "user_repo_list" -> type(query, "owner");
            default -> match.route().has(Flag.LOG) ? log(policy) : null;
        };
        if (error != null) {
            return new Decision.Denied(error);
        }
        boolean foreign =
                match.owner().filter(owner -> !policy.allowsOwner(owner)).isPresent();
        return foreign && !policy.allowPublicRepos()
                ? denied("owner_denied", "The pool does not serve this owner.")
                : new Decision.Allowed(match, tokenFree);
    }

    private static boolean isNamedTooLong(RouteMatch match) {
        return match.repository()
                .filter(name -> name.owner().length() > MAX_NAME || name.repo().length() > MAX_NAME)
                .isPresent();
    }

    private static @Nullable ApiError compare(RouteMatch match) {
        Optional<String> range = match.decoded("compare");
        if (range.isEmpty()) {
            return ApiError.of(400, "invalid_path", "The compared range is not valid percent-encoding.");
        }
        return range.get().contains(":")
                ? ApiError.fallback("route_denied", "Comparing across repositories is not relayed.")
                : null;
    }

    private static @Nullable ApiError search(boolean acceptable, boolean allowed) {
        if (!acceptable) {
            return ApiError.fallback("search_denied", "This search is not relayed.");
        }
        return allowed ? null : ApiError.fallback("search_denied", "The pool does not allow this search.");
    }

    private static @Nullable ApiError type(RequestQuery query, String only) {
        boolean acceptable =
                !query.has("type") || query.single("type").filter(only::equals).isPresent();
        return acceptable ? null : ApiError.fallback("route_denied", "Only type " + only + " is relayed here.");
    }

    private static @Nullable ApiError log(Policy policy) {
        return policy.allowLogs() ? null : ApiError.fallback("logs_denied", "The pool does not allow logs.");
    }

    private static Decision denied(String reason, String message) {
        return new Decision.Denied(ApiError.fallback(reason, message));
    }
}
