package io.octopool.sim.rest;

import io.octopool.sim.view.AccountView;
import io.octopool.sim.view.RepoView;
import io.octopool.sim.world.Account;
import io.octopool.sim.world.Repo;
import java.util.List;

/** Users, and what belongs to them. */
final class AccountRoutes {

    /** Answers a call. */
    interface Handler {
        Answer answer(Call call);
    }

    private AccountRoutes() {}

    static void addTo(RouteTable<Handler> table) {
        table.add("/user", AccountRoutes::self);
        table.add("/users/{login}", AccountRoutes::view);
        table.add("/users/{login}/repos", AccountRoutes::repos);
    }

    private static Answer self(Call call) {
        AccountView view = new AccountView(call.world(), call.urls());
        return call.credential()
                .user()
                .map(user -> Answer.of(view.full(user), user.createdAt()))
                .orElseGet(() -> new Answer.Failure(401, "Requires authentication"));
    }

    private static Answer view(Call call) {
        AccountView view = new AccountView(call.world(), call.urls());
        return Answer.orNotFound(
                call.world().account(call.parameter("login")),
                account -> Answer.of(view.full(account), account.createdAt()));
    }

    private static Answer repos(Call call) {
        RepoView view = new RepoView(call.world(), call.urls());
        Account reader = call.credential().user().orElse(null);
        return Answer.orNotFound(call.world().account(call.parameter("login")), account -> {
            List<Repo> repos = call.world().reposOf(account.login()).stream()
                    .filter(repo -> !repo.isPrivate())
                    .toList();
            return Answer.list(repos, repo -> view.listed(repo, reader));
        });
    }
}
