package io.octopool.sim.view;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.octopool.sim.world.Account;
import io.octopool.sim.world.Ids;
import io.octopool.sim.world.Issue;
import io.octopool.sim.world.Repo;
import io.octopool.sim.world.World;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Repositories. */
public final class RepoView {

    private static final List<String> LINKS = List.of(
            "url ",
            "forks_url /forks",
            "keys_url /keys{/key_id}",
            "collaborators_url /collaborators{/collaborator}",
            "teams_url /teams",
            "hooks_url /hooks",
            "issue_events_url /issues/events{/number}",
            "events_url /events",
            "assignees_url /assignees{/user}",
            "branches_url /branches{/branch}",
            "tags_url /tags",
            "blobs_url /git/blobs{/sha}",
            "git_tags_url /git/tags{/sha}",
            "git_refs_url /git/refs{/sha}",
            "trees_url /git/trees{/sha}",
            "statuses_url /statuses/{sha}",
            "languages_url /languages",
            "stargazers_url /stargazers",
            "contributors_url /contributors",
            "subscribers_url /subscribers",
            "subscription_url /subscription",
            "commits_url /commits{/sha}",
            "git_commits_url /git/commits{/sha}",
            "comments_url /comments{/number}",
            "issue_comment_url /issues/comments{/number}",
            "contents_url /contents/{+path}",
            "compare_url /compare/{base}...{head}",
            "merges_url /merges",
            "archive_url /{archive_format}{/ref}",
            "downloads_url /downloads",
            "issues_url /issues{/number}",
            "pulls_url /pulls{/number}",
            "milestones_url /milestones{/number}",
            "notifications_url /notifications{?since,all,participating}",
            "labels_url /labels{/name}",
            "releases_url /releases{/id}",
            "deployments_url /deployments");

    private final World world;
    private final Urls urls;
    private final AccountView accounts;

    public RepoView(World world, Urls urls) {
        this.world = world;
        this.urls = urls;
        this.accounts = new AccountView(world, urls);
    }

    /** The form inside pull requests, runs and statuses; it says nothing of the reader's permissions. */
    public ObjectNode inner(Repo repo) {
        ObjectNode json = minimal(repo);
        long open = repo.issues().stream().filter(Issue::open).count();
        json.put("created_at", Json.time(repo.createdAt()))
                .put("updated_at", Json.time(repo.updatedAt()))
                .put("pushed_at", Json.time(repo.pushedAt()))
                .put("git_url", "git://github.com/" + repo.fullName() + ".git")
                .put("ssh_url", "git@github.com:" + repo.fullName() + ".git")
                .put("clone_url", urls.page(repo, ".git"))
                .put("svn_url", urls.page(repo, ""))
                .putNull("homepage")
                .put("size", 108)
                .put("stargazers_count", 80)
                .put("watchers_count", 80)
                .put("language", "C")
                .put("has_issues", true)
                .put("has_projects", true)
                .put("has_downloads", true)
                .put("has_wiki", false)
                .put("has_pages", false)
                .put("has_discussions", false)
                .put("forks_count", 9)
                .putNull("mirror_url")
                .put("archived", false)
                .put("disabled", false)
                .put("open_issues_count", open);
        json.putObject("license")
                .put("key", "mit")
                .put("name", "MIT License")
                .put("spdx_id", "MIT")
                .put("url", urls.api("/licenses/mit"))
                .put("node_id", Json.nodeId("License", 13));
        json.put("allow_forking", true).put("is_template", false).put("web_commit_signoff_required", false);
        json.putArray("topics").add("simulated");
        return json.put("visibility", repo.isPrivate() ? "private" : "public")
                .put("forks", 9)
                .put("open_issues", open)
                .put("watchers", 80)
                .put("default_branch", repo.defaultBranch());
    }

    /** The form in lists of repositories; {@code reader} is null for readers that are no user. */
    public ObjectNode listed(Repo repo, @Nullable Account reader) {
        ObjectNode json = inner(repo);
        if (reader != null) {
            grant(json, mayPush(repo, reader));
        }
        return json;
    }

    /** What {@code GET /repos/{owner}/{repo}} answers; {@code reader} is null for readers that are no user. */
    public ObjectNode full(Repo repo, @Nullable Account reader) {
        ObjectNode json = listed(repo, reader);
        if (reader != null && mayPush(repo, reader)) {
            json.put("temp_clone_token", cloneToken(repo, reader))
                    .put("allow_squash_merge", true)
                    .put("allow_merge_commit", true)
                    .put("allow_rebase_merge", true)
                    .put("allow_auto_merge", false)
                    .put("delete_branch_on_merge", false);
        } else {
            json.putNull("temp_clone_token");
        }
        world.account(repo.owner())
                .filter(owner -> owner.kind() == Account.Kind.ORGANIZATION)
                .ifPresent(owner -> json.set("organization", accounts.brief(owner.login())));
        Optional.ofNullable(repo.forkOf()).flatMap(world::repo).ifPresent(source -> {
            json.set("parent", inner(source));
            json.set("source", inner(source));
        });
        return json.put("network_count", 9).put("subscribers_count", 42);
    }

    /** The shortest form, inside runs and combined statuses. */
    public ObjectNode minimal(Repo repo) {
        ObjectNode json = Json.object()
                .put("id", repo.id())
                .put("node_id", Json.nodeId("Repository", repo.id()))
                .put("name", repo.name())
                .put("full_name", repo.fullName())
                .put("private", repo.isPrivate());
        json.set("owner", accounts.brief(repo.owner()));
        json.put("html_url", urls.page(repo, ""))
                .put("description", repo.description())
                .put("fork", repo.forkOf() != null);
        String api = urls.api(repo, "");
        for (String link : LINKS) {
            int space = link.indexOf(' ');
            json.put(link.substring(0, space), api + link.substring(space + 1));
        }
        return json;
    }

    /** Tells a user, in a repository that stands in some answer, what it may do there; says it only once. */
    public void grant(ObjectNode json, Repo repo, Account reader) {
        boolean push = mayPush(repo, reader);
        if (!json.has("permissions")) {
            grant(json, push);
        }
        if (!json.has("temp_clone_token")) {
            json.put("temp_clone_token", push ? cloneToken(repo, reader) : "");
        }
    }

    private static void grant(ObjectNode json, boolean push) {
        json.put("role_name", push ? "write" : "read");
        json.putObject("permissions")
                .put("admin", false)
                .put("maintain", false)
                .put("push", push)
                .put("triage", push)
                .put("pull", true);
    }

    private static boolean mayPush(Repo repo, Account reader) {
        return reader.login().equalsIgnoreCase(repo.owner()) || reader.belongsTo(repo.owner());
    }

    private static String cloneToken(Repo repo, Account reader) {
        return Ids.sha("clone token " + repo.id() + " " + reader.id())
                .substring(0, 29)
                .toUpperCase(Locale.ROOT);
    }
}
