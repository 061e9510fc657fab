package io.octopool.sim.view;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.octopool.sim.world.Account;
import io.octopool.sim.world.World;
import java.util.List;

/** Users and organisations, short as they stand inside other things and in full. */
public final class AccountView {

    private static final List<String> LINKS = List.of(
            "followers_url /followers",
            "following_url /following{/other_user}",
            "gists_url /gists{/gist_id}",
            "starred_url /starred{/owner}{/repo}",
            "subscriptions_url /subscriptions",
            "organizations_url /orgs",
            "repos_url /repos",
            "events_url /events{/privacy}",
            "received_events_url /received_events");

    private final World world;
    private final Urls urls;

    public AccountView(World world, Urls urls) {
        this.world = world;
        this.urls = urls;
    }

    /** The short form; a login unknown to the world appears as GitHub's {@code ghost}. */
    public ObjectNode brief(String login) {
        return world.account(login).map(this::brief).orElseGet(AccountView::ghost);
    }

    /** The short form of an organisation, in lists of those that a user belongs to. */
    public ObjectNode organization(String login) {
        String api = urls.api("/orgs/" + login);
        ObjectNode user = brief(login);
        ObjectNode json = Json.object().put("login", login);
        json.set("id", user.get("id"));
        json.set("node_id", user.get("node_id"));
        return json.put("url", api)
                .put("repos_url", api + "/repos")
                .put("events_url", api + "/events")
                .put("hooks_url", api + "/hooks")
                .put("issues_url", api + "/issues")
                .put("members_url", api + "/members{/member}")
                .put("public_members_url", api + "/public_members{/member}")
                .put("avatar_url", "https://avatars.githubusercontent.com/o/" + login)
                .put("description", "The organisation " + login);
    }

    private ObjectNode brief(Account account) {
        String api = urls.api("/users/" + account.login());
        ObjectNode json = Json.object()
                .put("login", account.login())
                .put("id", account.id())
                .put("node_id", Json.nodeId(account.kind().type(), account.id()))
                .put("avatar_url", "https://avatars.githubusercontent.com/u/" + account.id() + "?v=4")
                .put("gravatar_id", "")
                .put("url", api)
                .put("html_url", urls.page("/" + account.login()));
        for (String link : LINKS) {
            int space = link.indexOf(' ');
            json.put(link.substring(0, space), api + link.substring(space + 1));
        }
        return json.put("type", account.kind().type())
                .put("user_view_type", "public")
                .put("site_admin", false);
    }

    /** What {@code GET /users/{login}} answers. */
    public ObjectNode full(Account account) {
        long repos = world.reposOf(account.login()).stream()
                .filter(repo -> !repo.isPrivate())
                .count();
        return brief(account)
                .put("name", account.name())
                .putNull("company")
                .put("blog", "")
                .put("location", "Here")
                .putNull("email")
                .putNull("hireable")
                .put("bio", account.name() + " lives in the simulator")
                .putNull("twitter_username")
                .put("public_repos", repos)
                .put("public_gists", 0)
                .put("followers", 3)
                .put("following", 2)
                .put("created_at", Json.time(account.createdAt()))
                .put("updated_at", Json.time(account.createdAt()));
    }

    private static ObjectNode ghost() {
        return Json.object().put("login", "ghost").put("id", 10137).put("type", "User");
    }
}
