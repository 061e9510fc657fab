package io.octopool.sim.rest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.octopool.sim.view.AccountView;
import io.octopool.sim.view.GistView;
import io.octopool.sim.view.RepoView;
import io.octopool.sim.world.Account;
import io.octopool.sim.world.Gist;
import io.octopool.sim.world.Repo;
import io.octopool.sim.world.World;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Users and organisations, and what belongs to them. */
final class AccountRoutes {

    private static final int MOST_FOLLOWERS = 3;
    private static final int MOST_FOLLOWING = 2;

    /** Answers a call. */
    interface Handler {
        Answer answer(Call call);
    }

    private AccountRoutes() {}

    static void addTo(RouteTable<Handler> table) {
        table.add("/user", AccountRoutes::self);
        table.add("/users/{login}", AccountRoutes::view);
        table.add("/users/{login}/repos", AccountRoutes::repos);
        table.add("/users/{login}/orgs", call -> of(call, AccountRoutes::organizations));
        table.add("/users/{login}/gists", call -> of(call, (view, user) -> gists(call, user)));
        table.add(
                "/users/{login}/followers", call -> of(call, (view, user) -> others(call, view, user, MOST_FOLLOWERS)));
        table.add(
                "/users/{login}/following", call -> of(call, (view, user) -> others(call, view, user, MOST_FOLLOWING)));
        table.add(
                "/users/{login}/keys",
                call -> of(call, (view, user) -> Answer.list(List.of(user), AccountRoutes::key)));
        table.add(
                "/users/{login}/gpg_keys",
                call -> of(call, (view, user) -> Answer.list(List.of(user), AccountRoutes::gpgKey)));
        table.add("/orgs/{org}/repos", AccountRoutes::reposOfOrganization);
        table.add("/orgs/{org}/public_members", AccountRoutes::members);
        table.add("/orgs/{org}/public_members/{login}", AccountRoutes::member);
    }

    private static Answer self(Call call) {
        AccountView view = new AccountView(call.world(), call.urls());
        return call.credential()
                .user()
                .map(user -> Answer.of(view.full(user), user.createdAt()))
                .orElseGet(() -> new Answer.Failure(401, "Requires authentication"));
    }

    private static Answer view(Call call) {
        return of(call, (view, account) -> Answer.of(view.full(account), account.createdAt()));
    }

    /** Of a user those that the reader sees; of an organisation the public ones. */
    private static Answer repos(Call call) {
        return of(call, (view, account) -> {
            boolean user = account.kind() == Account.Kind.USER;
            return listed(
                    call,
                    call.world().reposOf(account.login()).stream()
                            .filter(repo -> user ? call.credential().sees(repo) : !repo.isPrivate())
                            .toList());
        });
    }

    private static Answer reposOfOrganization(Call call) {
        return organization(
                call,
                account -> listed(
                        call,
                        call.world().reposOf(account.login()).stream()
                                .filter(call.credential()::sees)
                                .toList()));
    }

    private static Answer listed(Call call, List<Repo> repos) {
        RepoView view = new RepoView(call.world(), call.urls());
        Account reader = call.credential().user().orElse(null);
        return Answer.list(repos, repo -> view.listed(repo, reader));
    }

    private static Answer organizations(AccountView view, Account user) {
        return Answer.list(user.organizations(), view::organization);
    }

    /** Secret ones only for their owner. */
    private static Answer gists(Call call, Account user) {
        GistView view = new GistView(call.world(), call.urls());
        boolean own = call.credential()
                .user()
                .filter(reader -> reader.id() == user.id())
                .isPresent();
        List<Gist> gists = user.kind() == Account.Kind.USER ? Gist.of(user) : List.of();
        return Answer.list(gists.stream().filter(gist -> own || gist.isPublic()).toList(), view::listed);
    }

    private static Answer members(Call call) {
        AccountView view = new AccountView(call.world(), call.urls());
        return organization(
                call, account -> Answer.list(membersOf(call.world(), account), member -> view.brief(member.login())));
    }

    private static Answer member(Call call) {
        String login = call.parameter("login");
        return organization(
                call,
                account -> membersOf(call.world(), account).stream()
                                .anyMatch(member -> member.login().equalsIgnoreCase(login))
                        ? Answer.NO_CONTENT
                        : Answer.NOT_FOUND);
    }

    private static List<Account> membersOf(World world, Account organization) {
        return world.users().stream()
                .filter(user -> user.belongsTo(organization.login()))
                .toList();
    }

    private static Answer others(Call call, AccountView view, Account user, int most) {
        List<Account> others = call.world().users().stream()
                .filter(other -> other.id() != user.id())
                .limit(most)
                .toList();
        return Answer.list(others, other -> view.brief(other.login()));
    }

    private static ObjectNode key(Account user) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", user.id() * 10)
                .put("key", "ssh-ed25519 simulated-" + user.login());
    }

    private static ObjectNode gpgKey(Account user) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("id", user.id() * 10 + 1)
                .put("name", "Key of " + user.name())
                .putNull("primary_key_id")
                .put("key_id", "SIMULATED" + user.id())
                .put("public_key", "simulated");
        json.putArray("emails");
        json.putArray("subkeys");
        return json.put("can_sign", true)
                .put("can_encrypt_comms", false)
                .put("can_encrypt_storage", false)
                .put("can_certify", true)
                .put("created_at", user.createdAt().toString())
                .putNull("expires_at")
                .put("revoked", false)
                .putNull("raw_key");
    }

    private static Answer of(Call call, BiFunction<AccountView, Account, Answer> answer) {
        AccountView view = new AccountView(call.world(), call.urls());
        return Answer.orNotFound(call.world().account(call.parameter("login")), account -> answer.apply(view, account));
    }

    private static Answer organization(Call call, Function<Account, Answer> answer) {
        Optional<Account> organization =
                call.world().account(call.parameter("org")).filter(one -> one.kind() == Account.Kind.ORGANIZATION);
        return Answer.orNotFound(organization, answer);
    }
}
