package io.octopool.sim.view;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.octopool.sim.world.Gist;
import io.octopool.sim.world.Ids;
import io.octopool.sim.world.World;

/** Gists. */
public final class GistView {

    private final Urls urls;
    private final AccountView accounts;

    public GistView(World world, Urls urls) {
        this.urls = urls;
        this.accounts = new AccountView(world, urls);
    }

    /** The form in lists, without content. */
    public ObjectNode listed(Gist gist) {
        String api = urls.api("/gists/" + gist.id());
        String page = "https://gist.github.com/" + gist.id();
        ObjectNode json = Json.object()
                .put("url", api)
                .put("forks_url", api + "/forks")
                .put("commits_url", api + "/commits")
                .put("id", gist.id())
                .put("node_id", "G_" + gist.id())
                .put("git_pull_url", page + ".git")
                .put("git_push_url", page + ".git")
                .put("html_url", page);
        json.putObject("files").set(gist.file().path(), file(gist));
        json.put("public", gist.isPublic())
                .put("created_at", Json.time(gist.createdAt()))
                .put("updated_at", Json.time(gist.createdAt()))
                .put("description", gist.file().name())
                .put("comments", 0)
                .putNull("user")
                .put("comments_enabled", true)
                .put("comments_url", api + "/comments");
        json.set("owner", accounts.brief(gist.owner()));
        return json.put("truncated", false);
    }

    /** A single gist, with content and history. */
    public ObjectNode full(Gist gist) {
        ObjectNode json = listed(gist);
        ((ObjectNode) json.path("files").path(gist.file().path()))
                .put("truncated", false)
                .put("content", gist.file().text())
                .put("encoding", "utf-8");
        json.putArray("forks");
        ObjectNode version = json.putArray("history").addObject();
        version.set("user", accounts.brief(gist.owner()));
        String sha = Ids.sha("version of " + gist.id());
        version.put("version", sha)
                .put("committed_at", Json.time(gist.createdAt()))
                .put("url", urls.api("/gists/" + gist.id() + "/" + sha));
        version.putObject("change_status").put("total", 1).put("additions", 1).put("deletions", 0);
        return json;
    }

    private static ObjectNode file(Gist gist) {
        return Json.object()
                .put("filename", gist.file().path())
                .put("type", "text/markdown")
                .put("language", "Markdown")
                .put(
                        "raw_url",
                        "https://gist.githubusercontent.com/" + gist.owner() + "/" + gist.id() + "/raw/"
                                + gist.file().path())
                .put("size", gist.file().bytes().length);
    }
}
