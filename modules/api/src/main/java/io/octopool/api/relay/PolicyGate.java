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

    sealed interface Decision {
        record Allowed(RouteMatch match) implements Decision {}

        record Denied(ApiError error) implements Decision {}
    }

    private final RouteCatalog catalog;

    PolicyGate(RouteCatalog catalog) {
        this.catalog = catalog;
    }

    Decision decide(RequestPath path, RequestQuery query, Policy policy) {
        Optional<RouteMatch> found = catalog.match(path.text());
        if (found.isEmpty()) {
            return denied("route_denied", "This path is not relayed.");
        }
        RouteMatch match = found.get();
        ApiError error = switch (match.kind()) {
            case "compare" -> compare(match);
            case "search_issues", "search_code", "search_commits" -> {
                Optional<RepoName> repo = SearchGrammar.confinedTo(query);
                match = repo.map(match::searching).orElse(match);
                yield search(repo.isPresent(), policy);
            }
            case "search_repositories" ->
                search(SearchGrammar.isRepositorySearch(query) && policy.allowPublicRepos(), policy);
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
                : new Decision.Allowed(match);
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

    private static @Nullable ApiError search(boolean acceptable, Policy policy) {
        if (!acceptable) {
            return ApiError.fallback("search_denied", "This search is not relayed.");
        }
        return policy.allowSearch() ? null : ApiError.fallback("search_denied", "The pool does not allow searches.");
    }

    private static @Nullable ApiError type(RequestQuery query, String only) {
        boolean acceptable =
                !query.has("type") || query.single("type").filter(only::equals).isPresent();
        return acceptable ? null : ApiError.fallback("route_denied", "Only type " + only + " is relayed here.");
    }

    /** GitHub answers a log by a redirect to another host, which is not followed. */
    private static ApiError log(Policy policy) {
        return policy.allowLogs()
                ? ApiError.fallback("logs_unavailable", "This server does not relay logs.")
                : ApiError.fallback("logs_denied", "The pool does not allow logs.");
    }

    private static Decision denied(String reason, String message) {
        return new Decision.Denied(ApiError.fallback(reason, message));
    }
}
