package io.octopool.sim.view;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.octopool.sim.world.Account;
import io.octopool.sim.world.Branch;
import io.octopool.sim.world.ChangedFile;
import io.octopool.sim.world.Commit;
import io.octopool.sim.world.CommitComment;
import io.octopool.sim.world.Repo;
import io.octopool.sim.world.World;

/** Commits, their files, and branches. */
public final class CommitView {

    private final World world;
    private final Urls urls;
    private final AccountView accounts;

    public CommitView(World world, Urls urls) {
        this.world = world;
        this.urls = urls;
        this.accounts = new AccountView(world, urls);
    }

    /** The form in lists. */
    public ObjectNode listed(Repo repo, Commit commit) {
        String api = urls.api(repo, "/commits/" + commit.sha());
        ObjectNode json = Json.object()
                .put("sha", commit.sha())
                .put(
                        "node_id",
                        Json.nodeId(
                                "Commit", Integer.toUnsignedLong(commit.sha().hashCode())));
        ObjectNode inner = json.putObject("commit");
        inner.set("author", signature(commit));
        inner.set("committer", signature(commit));
        inner.put("message", commit.message());
        inner.putObject("tree")
                .put("sha", commit.treeSha())
                .put("url", urls.api(repo, "/git/trees/" + commit.treeSha()));
        inner.put("url", urls.api(repo, "/git/commits/" + commit.sha())).put("comment_count", 0);
        inner.putObject("verification")
                .put("verified", false)
                .put("reason", "unsigned")
                .putNull("signature")
                .putNull("payload")
                .putNull("verified_at");
        json.put("url", api)
                .put("html_url", urls.page(repo, "/commit/" + commit.sha()))
                .put("comments_url", api + "/comments");
        json.set("author", accounts.brief(commit.author()));
        json.set("committer", accounts.brief(commit.author()));
        json.set(
                "parents",
                Json.array(
                        commit.parents(),
                        parent -> Json.object()
                                .put("sha", parent)
                                .put("url", urls.api(repo, "/commits/" + parent))
                                .put("html_url", urls.page(repo, "/commit/" + parent))));
        return json;
    }

    /** The form of a single commit, with its files. */
    public ObjectNode full(Repo repo, Commit commit) {
        ObjectNode json = listed(repo, commit);
        int additions = commit.files().stream().mapToInt(ChangedFile::additions).sum();
        int deletions = commit.files().stream().mapToInt(ChangedFile::deletions).sum();
        json.putObject("stats")
                .put("total", additions + deletions)
                .put("additions", additions)
                .put("deletions", deletions);
        json.set("files", Json.array(commit.files(), file -> file(repo, commit.sha(), file)));
        return json;
    }

    /** A changed file of a commit or pull request whose head is {@code sha}. */
    public ObjectNode file(Repo repo, String sha, ChangedFile file) {
        String path = file.path();
        return Json.object()
                .put("sha", file.blobSha())
                .put("filename", path)
                .put("status", file.status())
                .put("additions", file.additions())
                .put("deletions", file.deletions())
                .put("changes", file.additions() + file.deletions())
                .put("blob_url", urls.page(repo, "/blob/" + sha + "/" + Urls.encoded(path)))
                .put("raw_url", urls.page(repo, "/raw/" + sha + "/" + Urls.encoded(path)))
                .put("contents_url", urls.api(repo, "/contents/" + Urls.encoded(path) + "?ref=" + sha))
                .put("patch", file.patch());
    }

    /** The form of a branch in lists. */
    public ObjectNode listed(Repo repo, Branch branch) {
        ObjectNode json = Json.object().put("name", branch.name());
        json.putObject("commit").put("sha", branch.sha()).put("url", urls.api(repo, "/commits/" + branch.sha()));
        return json.put("protected", isProtected(repo, branch));
    }

    /** A single branch. */
    public ObjectNode full(Repo repo, Branch branch) {
        ObjectNode json = Json.object().put("name", branch.name());
        json.set("commit", listed(repo, repo.git().commit(branch.sha())));
        ObjectNode links = json.putObject("_links");
        String self = urls.api(repo, "/branches/" + branch.name());
        links.put("self", self).put("html", urls.page(repo, "/tree/" + branch.name()));
        json.put("protected", isProtected(repo, branch));
        ObjectNode protection = json.putObject("protection").put("enabled", isProtected(repo, branch));
        ObjectNode checks = protection.putObject("required_status_checks").put("enforcement_level", "off");
        checks.putArray("contexts");
        checks.putArray("checks");
        return json.put("protection_url", self + "/protection");
    }

    /** A comment on a line of a commit. */
    public ObjectNode comment(Repo repo, CommitComment comment) {
        ObjectNode json = Json.object()
                .put("html_url", urls.page(repo, "/commit/" + comment.sha() + "#commitcomment-" + comment.id()))
                .put("url", urls.api(repo, "/comments/" + comment.id()))
                .put("id", comment.id())
                .put("node_id", Json.nodeId("CommitComment", comment.id()))
                .put("body", comment.body())
                .put("path", comment.path())
                .put("position", comment.line())
                .put("line", comment.line())
                .put("commit_id", comment.sha())
                .put("author_association", IssueView.association(repo, comment.author()));
        json.set("user", accounts.brief(comment.author()));
        json.put("created_at", Json.time(comment.createdAt())).put("updated_at", Json.time(comment.createdAt()));
        json.set("reactions", IssueView.reactions(urls.api(repo, "/comments/" + comment.id())));
        return json;
    }

    private static boolean isProtected(Repo repo, Branch branch) {
        return branch.name().equals(repo.defaultBranch());
    }

    ObjectNode signature(Commit commit) {
        String name = world.account(commit.author()).map(Account::name).orElse(commit.author());
        return Json.object()
                .put("name", name)
                .put("email", commit.author() + "@users.noreply.github.com")
                .put("date", Json.time(commit.date()));
    }
}
