package io.octopool.sim.view;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.octopool.sim.world.Commit;
import io.octopool.sim.world.Issue;
import io.octopool.sim.world.IssueEvent;
import io.octopool.sim.world.Repo;
import io.octopool.sim.world.World;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** The events of issues, alone and as a timeline with comments, commits and reviews. */
public final class TimelineView {

    private final World world;
    private final Urls urls;
    private final Repo repo;
    private final AccountView accounts;
    private final IssueView issues;

    private record Entry(Instant at, ObjectNode json) {}

    /** An issue, the repository it is in, and who mentioned another there and when. */
    private record Mention(Repo repo, Issue issue, String by, Instant at) {}

    public TimelineView(World world, Urls urls, Repo repo) {
        this.world = world;
        this.urls = urls;
        this.repo = repo;
        this.accounts = new AccountView(world, urls);
        this.issues = new IssueView(world, urls);
    }

    /** An event without its issue. */
    public ObjectNode event(IssueEvent event) {
        ObjectNode json = Json.object()
                .put("id", event.id())
                .put("node_id", Json.nodeId("IssueEvent", event.id()))
                .put("url", urls.api(repo, "/issues/events/" + event.id()));
        json.set("actor", accounts.brief(event.actor()));
        json.put("event", event.event())
                .put("commit_id", event.commitSha())
                .put("commit_url", event.commitSha() == null ? null : urls.api(repo, "/commits/" + event.commitSha()))
                .put("created_at", Json.time(event.createdAt()));
        if (event.label() != null) {
            json.putObject("label").put("name", event.label()).put("color", "d73a4a");
        }
        return json.putNull("performed_via_github_app");
    }

    /** An event with its issue, as in the lists of the repository. */
    public ObjectNode eventWithIssue(IssueEvent event) {
        ObjectNode json = event(event);
        repo.issue(event.number()).ifPresent(issue -> json.set("issue", issues.listed(repo, issue)));
        return json;
    }

    /** All that happened to an issue, oldest first; mentions of it in repositories that the reader sees. */
    public List<ObjectNode> timeline(Issue issue, Predicate<Repo> seen) {
        List<Entry> entries = new ArrayList<>();
        IssueEvent.of(issue).forEach(event -> entries.add(new Entry(event.createdAt(), event(event))));
        issue.comments().forEach(comment -> {
            ObjectNode json = issues.comment(repo, issue, comment).put("event", "commented");
            json.set("actor", accounts.brief(comment.author()));
            entries.add(new Entry(comment.createdAt(), json));
        });
        issue.pullRequest().ifPresent(part -> {
            PullView pulls = new PullView(world, urls, repo);
            GitView git = new GitView(world, urls, repo);
            for (Commit commit : pulls.commits(issue)) {
                entries.add(new Entry(commit.date(), git.commit(commit).put("event", "committed")));
            }
            part.reviews()
                    .forEach(review -> entries.add(new Entry(
                            review.submittedAt(), pulls.review(issue, review).put("event", "reviewed"))));
        });
        mentions(issue, seen).forEach(mention -> entries.add(new Entry(mention.at, crossReference(mention))));
        return entries.stream()
                .sorted(Comparator.comparing(Entry::at))
                .map(Entry::json)
                .toList();
    }

    /** Who wrote {@code owner/name#number} of the issue, in a comment and as a word of its own. */
    private List<Mention> mentions(Issue issue, Predicate<Repo> seen) {
        String reference = repo.fullName() + "#" + issue.number();
        return world.repos().stream()
                .filter(seen)
                .flatMap(other -> other.issues().stream()
                        .flatMap(source -> source.comments().stream()
                                .filter(comment ->
                                        List.of(comment.body().split("\\s+")).contains(reference))
                                .map(comment -> new Mention(other, source, comment.author(), comment.createdAt()))))
                .toList();
    }

    private ObjectNode crossReference(Mention mention) {
        ObjectNode json = Json.object();
        json.set("actor", accounts.brief(mention.by));
        json.put("created_at", Json.time(mention.at)).put("updated_at", Json.time(mention.at));
        ObjectNode issue = issues.listed(mention.repo, mention.issue);
        issue.set("repository", new RepoView(world, urls).inner(mention.repo));
        json.putObject("source").put("type", "issue").set("issue", issue);
        return json.put("event", "cross-referenced");
    }
}
