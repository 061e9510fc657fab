package io.octopool.api.relay;

import io.octopool.api.http.ApiError;
import io.octopool.github.request.RequestPath;
import io.octopool.github.request.RequestQuery;
import io.octopool.github.routes.Flag;
import io.octopool.github.routes.RepoName;
import io.octopool.github.routes.RouteCatalog;
import io.octopool.github.routes.RouteMatch;
import io.octopool.pool.lease.Pool;
import io.octopool.pool.policy.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides whether a read is relayed at all, from the catalogue and the pool's policy (server spec 4.6). */
public final class PolicyGate {

    /** The shape by which a client asks for a search that needs no credential. */
    private static final String ISSUE_SEARCH = "issue-search-v1";

    /** GitHub's owners have at most 39 characters, its repositories 100. */
    private static final int MAX_NAME = 100;

    private static final ApiError SWITCHED_OFF =
            ApiError.fallback("pool_disabled", "The pool is switched off by its administrators.");
    private static final ApiError NOT_RELAYED = ApiError.fallback("route_denied", "This path is not relayed.");

    public sealed interface Decision {

        /** The token-free: whether only transports without a pooled credential may serve it. */
        record Allowed(RouteMatch match, boolean tokenFree) implements Decision {}

        record Denied(ApiError error) implements Decision {}
    }

    /** One gate; the error: why it is closed, null if it is open. */
    public record Gate(String name, @Nullable ApiError error) {}

    /**
     * The way through the gates, up to the first that is closed.
     *
     * @param match the route, null if there is none
     * @param gates those that were come to, in order
     */
    public record Passage(Decision decision, @Nullable RouteMatch match, List<Gate> gates) {
        public Passage {
            gates = List.copyOf(gates);
        }
    }

    private final RouteCatalog catalog;

    public PolicyGate(RouteCatalog catalog) {
        this.catalog = catalog;
    }

    /** Decides in the order of server spec 4.6. The shape: what the client would be content with, empty for everything. */
    Decision decide(RequestPath path, RequestQuery query, Optional<String> shape, Pool.PolicyReply.Found pool) {
        return pass(path, query, shape, pool).decision();
    }

    /** As {@link #decide}, telling of every gate. */
    public Passage pass(RequestPath path, RequestQuery query, Optional<String> shape, Pool.PolicyReply.Found pool) {
        Policy policy = pool.policy();
        Optional<RouteMatch> found = catalog.match(path.text()).filter(match -> !isNamedTooLong(match));
        List<Gate> gates = new ArrayList<>();
        if (isClosed(gates, "pool", pool.switchedOff() ? SWITCHED_OFF : null)
                || isClosed(gates, "route", found.isEmpty() ? NOT_RELAYED : null)) {
            return denied(found.orElse(null), gates);
        }
        RouteMatch match = found.orElseThrow();
        boolean tokenFree = false;
        boolean closed = switch (match.kind()) {
            case "compare" -> isClosed(gates, "compare", compare(match));
            case "search_issues", "search_code", "search_commits" -> {
                Optional<RepoName> repo = SearchGrammar.confinedTo(query);
                match = repo.map(match::searching).orElse(match);
                tokenFree = !policy.allowSearch()
                        && match.kind().equals("search_issues")
                        && shape.filter(ISSUE_SEARCH::equals).isPresent()
                        && SearchGrammar.isShapedIssueSearch(query);
                yield isClosed(gates, "search", search(repo.isPresent(), policy.allowSearch() || tokenFree));
            }
            case "search_repositories" ->
                isClosed(
                        gates,
                        "search",
                        search(
                                SearchGrammar.isRepositorySearch(query),
                                policy.allowSearch() && policy.allowPublicRepos()));
            case "org_repo_list" -> isClosed(gates, "type", type(query, "public"));
            case "user_repo_list" -> isClosed(gates, "type", type(query, "owner"));
            default -> match.route().has(Flag.LOG) && isClosed(gates, "logs", log(policy));
        };
        return closed || isClosed(gates, "owner", owner(match, policy))
                ? denied(match, gates)
                : new Passage(new Decision.Allowed(match, tokenFree), match, gates);
    }

    private static boolean isClosed(List<Gate> gates, String name, @Nullable ApiError error) {
        gates.add(new Gate(name, error));
        return error != null;
    }

    private static Passage denied(@Nullable RouteMatch match, List<Gate> gates) {
        ApiError error = Objects.requireNonNull(gates.getLast().error());
        return new Passage(new Decision.Denied(error), match, gates);
    }

    private static @Nullable ApiError owner(RouteMatch match, Policy policy) {
        boolean foreign =
                match.owner().filter(owner -> !policy.allowsOwner(owner)).isPresent();
        return foreign && !policy.allowPublicRepos()
                ? ApiError.fallback("owner_denied", "The pool does not serve this owner.")
                : null;
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
}
