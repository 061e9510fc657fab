package io.octopool.sim.view;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.octopool.sim.world.Comment;
import io.octopool.sim.world.Issue;
import io.octopool.sim.world.PullRequest;
import io.octopool.sim.world.Repo;
import io.octopool.sim.world.World;
import java.util.List;

/** Issues, and pull requests as issues; their labels and comments. */
public final class IssueView {

    private static final List<String> REACTIONS =
            List.of("+1", "-1", "laugh", "hooray", "confused", "heart", "rocket", "eyes");

    private final Urls urls;
    private final AccountView accounts;

    public IssueView(World world, Urls urls) {
        this.urls = urls;
        this.accounts = new AccountView(world, urls);
    }

    /** The form in lists. */
    public ObjectNode listed(Repo repo, Issue issue) {
        String api = urls.api(repo, "/issues/" + issue.number());
        boolean pull = issue.pull() != null;
        ObjectNode json = Json.object()
                .put("url", api)
                .put("repository_url", urls.api(repo, ""))
                .put("labels_url", api + "/labels{/name}")
                .put("comments_url", api + "/comments")
                .put("events_url", api + "/events")
                .put("html_url", urls.page(repo, (pull ? "/pull/" : "/issues/") + issue.number()))
                .put("id", issue.id())
                .put("node_id", Json.nodeId(pull ? "PullRequest" : "Issue", issue.id()))
                .put("number", issue.number())
                .put("title", issue.title());
        json.set("user", accounts.brief(issue.author()));
        json.set("labels", Json.array(issue.labels(), label -> label(repo, label)));
        json.put("state", issue.state()).put("locked", false).putNull("assignee");
        json.putArray("assignees");
        json.putNull("milestone")
                .put("comments", issue.comments().size())
                .put("created_at", Json.time(issue.createdAt()))
                .put("updated_at", Json.time(issue.updatedAt()))
                .put("closed_at", Json.time(issue.closedAt()))
                .put("author_association", association(repo, issue.author()))
                .putNull("active_lock_reason");
        issue.pullRequest().ifPresent(part -> pullPart(repo, issue.number(), part, json));
        json.put("body", issue.body());
        json.set("reactions", reactions(api));
        json.put("timeline_url", api + "/timeline").putNull("performed_via_github_app");
        return json.put("state_reason", issue.open() ? null : "completed");
    }

    /** A single issue. */
    public ObjectNode full(Repo repo, Issue issue) {
        ObjectNode json = listed(repo, issue);
        if (issue.closedBy() == null) {
            json.putNull("closed_by");
        } else {
            json.set("closed_by", accounts.brief(issue.closedBy()));
        }
        return json;
    }

    public ObjectNode comment(Repo repo, Issue issue, Comment comment) {
        String api = urls.api(repo, "/issues/comments/" + comment.id());
        String page = (issue.pull() == null ? "/issues/" : "/pull/") + issue.number();
        ObjectNode json = Json.object()
                .put("url", api)
                .put("html_url", urls.page(repo, page + "#issuecomment-" + comment.id()))
                .put("issue_url", urls.api(repo, "/issues/" + issue.number()))
                .put("id", comment.id())
                .put("node_id", Json.nodeId("IssueComment", comment.id()));
        json.set("user", accounts.brief(comment.author()));
        json.put("created_at", Json.time(comment.createdAt()))
                .put("updated_at", Json.time(comment.createdAt()))
                .put("author_association", association(repo, comment.author()))
                .put("body", comment.body());
        json.set("reactions", reactions(api));
        return json.putNull("performed_via_github_app");
    }

    public ObjectNode label(Repo repo, String name) {
        long id = repo.id() * 100 + Math.floorMod(name.hashCode(), 100);
        return Json.object()
                .put("id", id)
                .put("node_id", Json.nodeId("Label", id))
                .put("url", urls.api(repo, "/labels/" + Urls.encoded(name)))
                .put("name", name)
                .put("color", "d73a4a")
                .put("default", true)
                .put("description", "About a " + name);
    }

    static String association(Repo repo, String login) {
        if (repo.owner().equalsIgnoreCase(login)) {
            return "OWNER";
        }
        return login.equals(World.MALLORY) ? "NONE" : "MEMBER";
    }

    private void pullPart(Repo repo, int number, PullRequest part, ObjectNode json) {
        json.put("draft", part.draft());
        json.putObject("pull_request")
                .put("url", urls.api(repo, "/pulls/" + number))
                .put("html_url", urls.page(repo, "/pull/" + number))
                .put("diff_url", urls.page(repo, "/pull/" + number + ".diff"))
                .put("patch_url", urls.page(repo, "/pull/" + number + ".patch"))
                .put("merged_at", Json.time(part.mergedAt()));
    }

    static ObjectNode reactions(String owner) {
        ObjectNode json = Json.object().put("url", owner + "/reactions").put("total_count", 0);
        REACTIONS.forEach(reaction -> json.put(reaction, 0));
        return json;
    }
}
