package io.octopool.sim.rest;

import io.octopool.sim.world.Repo;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds who answers a path. Repositories are known by name, by a former name, and by {@code /repositories/{id}}. */
final class Routes {

    private static final Pattern BY_NAME = Pattern.compile("/repos/([^/]+)/([^/]+)(/.*)?");
    private static final Pattern NETWORK = Pattern.compile("/networks/([^/]+)/([^/]+)(/events)");
    private static final Pattern BY_ID = Pattern.compile("/repositories/([0-9]{1,18})(/.*)?");

    private final RouteTable<AccountRoutes.Handler> accounts = new RouteTable<>();
    private final RouteTable<RepoCall.Handler> repos = new RouteTable<>();

    Routes() {
        AccountRoutes.addTo(accounts);
        EventRoutes.addTo(accounts);
        SiteRoutes.addTo(accounts);
        SearchRoutes.addTo(accounts);
        RepoRoutes.addTo(repos);
        ContentRoutes.addTo(repos);
        ReleaseRoutes.addTo(repos);
        GitRoutes.addTo(repos);
        EventRoutes.addReposTo(repos);
        CommitRoutes.addTo(repos);
        PullRoutes.addTo(repos);
        IssueRoutes.addTo(repos);
        CheckRoutes.addTo(repos);
        ActionsRoutes.addTo(repos);
        CommitRoutes.addLastTo(repos);
    }

    /** An answer, and the path that its page links name: for repositories the one by id (github-rules B6). */
    record Routed(Answer answer, String linkPath) {}

    /**
     * Answers a call.
     *
     * @param path raw, without query
     * @param query raw, repeated in a redirect
     */
    Routed answer(Call call, String path, String query) {
        Matcher byName = BY_NAME.matcher(path);
        if (byName.matches()) {
            return byName(call, byName, query);
        }
        Matcher network = NETWORK.matcher(path);
        if (network.matches()) {
            return byName(call, network, query);
        }
        Matcher byId = BY_ID.matcher(path);
        if (byId.matches()) {
            Optional<Repo> repo = call.world().repo(Long.parseLong(byId.group(1)));
            return underRepo(call, repo, rest(byId.group(2)));
        }
        Answer answer = accounts.find(path)
                .map(found -> found.handler().answer(call.with(found.parameters())))
                .orElse(Answer.NOT_FOUND);
        return new Routed(answer, path);
    }

    private Routed byName(Call call, Matcher path, String query) {
        String owner = RouteTable.decode(path.group(1));
        String name = RouteTable.decode(path.group(2));
        String rest = rest(path.group(3));
        Optional<Repo> repo = call.world().repo(owner, name);
        Optional<Repo> moved = repo.isPresent()
                ? Optional.empty()
                : call.world().formerly(owner, name).filter(call.credential()::sees);
        if (moved.isPresent()) {
            String target = "/repositories/" + moved.get().id() + rest + (query.isEmpty() ? "" : "?" + query);
            return new Routed(new Answer.Moved(target), "");
        }
        return underRepo(call, repo, rest);
    }

    private Routed underRepo(Call call, Optional<Repo> known, String rest) {
        Optional<Repo> repo = known.filter(call.credential()::sees);
        if (repo.isEmpty()) {
            return new Routed(Answer.NOT_FOUND, "");
        }
        Answer answer = repos.find(rest)
                .map(found -> found.handler().answer(new RepoCall(call.with(found.parameters()), repo.get())))
                .orElse(Answer.NOT_FOUND);
        return new Routed(answer, "/repositories/" + repo.get().id() + rest);
    }

    private static String rest(@Nullable String group) {
        return group == null ? "" : group;
    }
}
