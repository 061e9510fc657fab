package io.octopool.github.routes;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A path that fits a route (server spec 4.4).
 *
 * @param route the route
 * @param parameters the text of each placeholder as it was sent, by name ({@code owner}, {@code number}, {@code path}, …)
 * @param searched the repository that a search is confined to, null when there is none
 */
public record RouteMatch(
        Route route,
        Map<String, String> parameters,
        @Nullable RepoName searched) {

    public RouteMatch {
        parameters = Map.copyOf(parameters);
    }

    /** This match, confined to the repository that the search names by its {@code repo:} qualifier (4.7). */
    public RouteMatch searching(RepoName repository) {
        return new RouteMatch(route, parameters, repository);
    }

    public String kind() {
        return route.kind();
    }

    /** The text of a placeholder, escapes and all. */
    public Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    /** The text of a placeholder with its escapes decoded; empty if absent or if its escapes are no valid UTF-8. */
    public Optional<String> decoded(String name) {
        return parameter(name).flatMap(PercentEscapes::decode);
    }

    /**
     * Whose things are read, in lower case: the owner, else the organisation, else (for a user's repositories only) the user,
     * else the owner of the repository searched (4.4).
     */
    public Optional<String> owner() {
        String owner = parameters.get("owner");
        if (owner == null) {
            owner = parameters.get("org");
        }
        if (owner == null && route.kind().equals("user_repo_list")) {
            owner = parameters.get("login");
        }
        if (owner == null && searched != null) {
            owner = searched.owner();
        }
        return Optional.ofNullable(owner).map(o -> o.toLowerCase(Locale.ROOT));
    }

    /** The name of the repository read or searched, in its original case. */
    public Optional<String> repo() {
        return repository().map(RepoName::repo);
    }

    /** The repository read or searched. */
    public Optional<RepoName> repository() {
        String owner = parameters.get("owner");
        String repo = parameters.get("repo");
        if (owner != null && repo != null) {
            return Optional.of(new RepoName(owner, repo));
        }
        return Optional.ofNullable(searched);
    }

    /** The attempt of a run, where the path names a positive one that fits an int. */
    public OptionalInt attempt() {
        String attempt = parameters.get("attempt");
        if (attempt == null) {
            return OptionalInt.empty();
        }
        try {
            int number = Integer.parseInt(attempt);
            return number > 0 ? OptionalInt.of(number) : OptionalInt.empty();
        } catch (NumberFormatException e) {
            return OptionalInt.empty();
        }
    }

    /** {@code GET } and the key's path: what leases, cooldowns and the audit go by (4.3, 17.6 item 3). */
    public String routeKey() {
        return "GET " + KeyPath.of(route.template(), parameters);
    }
}
