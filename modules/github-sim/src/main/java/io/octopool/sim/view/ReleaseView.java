package io.octopool.sim.view;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.octopool.sim.world.Ids;
import io.octopool.sim.world.Release;
import io.octopool.sim.world.Repo;
import io.octopool.sim.world.World;

/** Releases and their assets. */
public final class ReleaseView {

    private final Urls urls;
    private final AccountView accounts;

    public ReleaseView(World world, Urls urls) {
        this.urls = urls;
        this.accounts = new AccountView(world, urls);
    }

    public ObjectNode release(Repo repo, Release release) {
        String api = urls.api(repo, "/releases/" + release.id());
        ObjectNode json = Json.object()
                .put("url", api)
                .put("assets_url", api + "/assets")
                .put(
                        "upload_url",
                        "https://uploads.github.com/repos/" + repo.fullName() + "/releases/" + release.id()
                                + "/assets{?name,label}")
                .put("html_url", urls.page(repo, "/releases/tag/" + pageTag(release)))
                .put("id", release.id());
        json.set("author", accounts.brief(release.author()));
        json.put("node_id", Json.nodeId("Release", release.id()))
                .put("tag_name", release.tag())
                .put("target_commitish", repo.defaultBranch())
                .put("name", release.name())
                .put("draft", release.draft())
                .put("immutable", false)
                .put("prerelease", release.prerelease())
                .put("created_at", Json.time(release.createdAt()))
                .put("updated_at", Json.time(release.publishedAt()))
                .put("published_at", release.draft() ? null : Json.time(release.publishedAt()));
        json.set("assets", Json.array(release.assets(), asset -> asset(repo, release, asset)));
        return json.put("tarball_url", urls.api(repo, "/tarball/" + release.tag()))
                .put("zipball_url", urls.api(repo, "/zipball/" + release.tag()))
                .put("body", release.body());
    }

    /** A draft has a page of its own name, since its tag is not there yet. */
    private static String pageTag(Release release) {
        return release.draft() ? "untagged-" + Ids.sha("draft " + release.id()).substring(0, 20) : release.tag();
    }

    public ObjectNode asset(Repo repo, Release release, Release.Asset asset) {
        ObjectNode json = Json.object()
                .put("url", urls.api(repo, "/releases/assets/" + asset.id()))
                .put("id", asset.id())
                .put("node_id", Json.nodeId("ReleaseAsset", asset.id()))
                .put("name", asset.name())
                .put("label", "");
        json.set("uploader", accounts.brief(release.author()));
        return json.put("content_type", asset.contentType())
                .put("state", "uploaded")
                .put("size", asset.size())
                .put("digest", (String) null)
                .put("download_count", asset.downloads())
                .put("created_at", Json.time(release.createdAt()))
                .put("updated_at", Json.time(release.createdAt()))
                .put(
                        "browser_download_url",
                        urls.page(repo, "/releases/download/" + pageTag(release) + "/" + asset.name()));
    }
}
