package io.octopool.sim.view;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.octopool.sim.world.ChangedFile;
import io.octopool.sim.world.Commit;
import io.octopool.sim.world.Issue;
import io.octopool.sim.world.PullRequest;
import io.octopool.sim.world.Repo;
import io.octopool.sim.world.Review;
import io.octopool.sim.world.ReviewComment;
import io.octopool.sim.world.World;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Pull requests of one repository, with their files, commits, reviews and review comments. */
public final class PullView {

    private final Repo repo;
    private final Urls urls;
    private final AccountView accounts;
    private final IssueView issues;
    private final ObjectNode innerRepo;

    public PullView(World world, Urls urls, Repo repo) {
        this.repo = repo;
        this.urls = urls;
        this.accounts = new AccountView(world, urls);
        this.issues = new IssueView(world, urls);
        this.innerRepo = new RepoView(world, urls).inner(repo);
    }

    /** The form in lists. */
    public ObjectNode listed(Issue issue) {
        PullRequest pull = part(issue);
        String api = urls.api(repo, "/pulls/" + issue.number());
        String page = urls.page(repo, "/pull/" + issue.number());
        ObjectNode json = Json.object()
                .put("url", api)
                .put("id", pull.id())
                .put("node_id", Json.nodeId("PullRequest", pull.id()))
                .put("html_url", page)
                .put("diff_url", page + ".diff")
                .put("patch_url", page + ".patch")
                .put("issue_url", urls.api(repo, "/issues/" + issue.number()))
                .put("number", issue.number())
                .put("state", issue.state())
                .put("locked", false)
                .put("title", issue.title());
        json.set("user", accounts.brief(issue.author()));
        json.put("body", issue.body())
                .put("created_at", Json.time(issue.createdAt()))
                .put("updated_at", Json.time(issue.updatedAt()))
                .put("closed_at", Json.time(issue.closedAt()))
                .put("merged_at", Json.time(pull.mergedAt()))
                .put("merge_commit_sha", pull.mergeSha())
                .putNull("assignee");
        json.putArray("assignees");
        json.set("requested_reviewers", Json.array(pull.requestedReviewers(), accounts::brief));
        json.putArray("requested_teams");
        json.set("labels", Json.array(issue.labels(), label -> issues.label(repo, label)));
        json.putNull("milestone")
                .put("draft", pull.draft())
                .put("commits_url", api + "/commits")
                .put("review_comments_url", api + "/comments")
                .put("review_comment_url", urls.api(repo, "/pulls/comments{/number}"))
                .put("comments_url", urls.api(repo, "/issues/" + issue.number() + "/comments"))
                .put("statuses_url", urls.api(repo, "/statuses/" + pull.headSha()));
        json.set("head", end(pull.headRef(), pull.headSha()));
        json.set("base", end(pull.baseRef(), pull.baseSha()));
        json.set("_links", links(issue, api, page));
        return json.put("author_association", IssueView.association(repo, issue.author()))
                .putNull("auto_merge")
                .putNull("active_lock_reason");
    }

    /** A single pull request. */
    public ObjectNode full(Issue issue) {
        PullRequest pull = part(issue);
        List<ChangedFile> files = files(issue);
        boolean merged = pull.mergedAt() != null;
        ObjectNode json = listed(issue).put("merged", merged);
        if (merged || !issue.open()) {
            json.putNull("mergeable").putNull("rebaseable").put("mergeable_state", "unknown");
        } else {
            json.put("mergeable", true).put("rebaseable", true).put("mergeable_state", "clean");
        }
        if (pull.mergedBy() == null) {
            json.putNull("merged_by");
        } else {
            json.set("merged_by", accounts.brief(pull.mergedBy()));
        }
        return json.put("comments", issue.comments().size())
                .put("review_comments", pull.reviewComments().size())
                .put("maintainer_can_modify", false)
                .put("commits", commits(issue).size())
                .put(
                        "additions",
                        files.stream().mapToInt(ChangedFile::additions).sum())
                .put(
                        "deletions",
                        files.stream().mapToInt(ChangedFile::deletions).sum())
                .put("changed_files", files.size());
    }

    /** Commits of the pull request, oldest first. */
    public List<Commit> commits(Issue issue) {
        PullRequest pull = part(issue);
        return repo.git().between(pull.baseSha(), pull.headSha()).reversed();
    }

    /** The files it changes; of a file changed more than once the last change. */
    public List<ChangedFile> files(Issue issue) {
        Map<String, ChangedFile> byPath = new LinkedHashMap<>();
        commits(issue).forEach(commit -> commit.files().forEach(file -> byPath.put(file.path(), file)));
        return List.copyOf(byPath.values());
    }

    public ObjectNode review(Issue issue, Review review) {
        String page = urls.page(repo, "/pull/" + issue.number() + "#pullrequestreview-" + review.id());
        String pull = urls.api(repo, "/pulls/" + issue.number());
        ObjectNode json =
                Json.object().put("id", review.id()).put("node_id", Json.nodeId("PullRequestReview", review.id()));
        json.set("user", accounts.brief(review.author()));
        json.put("body", review.body())
                .put("state", review.state())
                .put("html_url", page)
                .put("pull_request_url", pull)
                .put("author_association", IssueView.association(repo, review.author()));
        ObjectNode links = json.putObject("_links");
        links.set("html", Json.link(page));
        links.set("pull_request", Json.link(pull));
        return json.put("submitted_at", Json.time(review.submittedAt())).put("commit_id", review.commitSha());
    }

    public ObjectNode reviewComment(Issue issue, ReviewComment comment) {
        String api = urls.api(repo, "/pulls/comments/" + comment.id());
        String page = urls.page(repo, "/pull/" + issue.number() + "#discussion_r" + comment.id());
        String pull = urls.api(repo, "/pulls/" + issue.number());
        ObjectNode json = Json.object()
                .put("url", api)
                .put("pull_request_review_id", comment.reviewId())
                .put("id", comment.id())
                .put("node_id", Json.nodeId("PullRequestReviewComment", comment.id()))
                .put("diff_hunk", comment.diffHunk())
                .put("path", comment.path())
                .put("commit_id", comment.commitSha())
                .put("original_commit_id", comment.commitSha());
        json.set("user", accounts.brief(comment.author()));
        json.put("body", comment.body())
                .put("created_at", Json.time(comment.createdAt()))
                .put("updated_at", Json.time(comment.createdAt()))
                .put("html_url", page)
                .put("pull_request_url", pull);
        ObjectNode links = json.putObject("_links");
        links.set("self", Json.link(api));
        links.set("html", Json.link(page));
        links.set("pull_request", Json.link(pull));
        json.set("reactions", IssueView.reactions(api));
        return json.putNull("start_line")
                .putNull("original_start_line")
                .putNull("start_side")
                .put("line", comment.line())
                .put("original_line", comment.line())
                .put("side", "RIGHT")
                .put("author_association", IssueView.association(repo, comment.author()))
                .put("original_position", 1)
                .put("position", 1)
                .put("subject_type", "line");
    }

    private ObjectNode end(String ref, String sha) {
        ObjectNode json = Json.object()
                .put("label", repo.owner() + ":" + ref)
                .put("ref", ref)
                .put("sha", sha);
        json.set("user", accounts.brief(repo.owner()));
        json.set("repo", innerRepo);
        return json;
    }

    private ObjectNode links(Issue issue, String api, String page) {
        ObjectNode json = Json.object();
        String asIssue = urls.api(repo, "/issues/" + issue.number());
        json.set("self", Json.link(api));
        json.set("html", Json.link(page));
        json.set("issue", Json.link(asIssue));
        json.set("comments", Json.link(asIssue + "/comments"));
        json.set("review_comments", Json.link(api + "/comments"));
        json.set("review_comment", Json.link(urls.api(repo, "/pulls/comments{/number}")));
        json.set("commits", Json.link(api + "/commits"));
        json.set("statuses", Json.link(urls.api(repo, "/statuses/" + part(issue).headSha())));
        return json;
    }

    private static PullRequest part(Issue issue) {
        return issue.pullRequest()
                .orElseThrow(() -> new IllegalArgumentException(issue.number() + " is no pull request"));
    }
}
