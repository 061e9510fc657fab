package io.octopool.sim.view;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.octopool.sim.world.Account;
import io.octopool.sim.world.Commit;
import io.octopool.sim.world.Issue;
import io.octopool.sim.world.Repo;
import io.octopool.sim.world.World;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What happened in repositories, as the event lists tell it: pushes, and what was opened and released. */
public final class EventView {

    private static final int MOST = 300;

    private final World world;
    private final Urls urls;

    /** An event; the payload is made of the thing it is about. */
    public record Event(long id, String type, String actor, Repo repo, Instant at, ObjectNode payload) {}

    public EventView(World world, Urls urls) {
        this.world = world;
        this.urls = urls;
    }

    /** The events of some repositories, newest first, at most as many as GitHub keeps. */
    public List<Event> of(Stream<Repo> repos) {
        return repos.flatMap(this::all)
                .sorted(Comparator.comparing(Event::at)
                        .thenComparingLong(Event::id)
                        .reversed())
                .limit(MOST)
                .toList();
    }

    public ObjectNode show(Event event) {
        String actor = event.actor;
        ObjectNode json = Json.object().put("id", Long.toString(event.id)).put("type", event.type);
        json.putObject("actor")
                .put("id", world.account(actor).map(Account::id).orElse(0L))
                .put("login", actor)
                .put("display_login", actor)
                .put("gravatar_id", "")
                .put("url", urls.api("/users/" + actor))
                .put("avatar_url", "https://avatars.githubusercontent.com/u/" + actor);
        json.putObject("repo")
                .put("id", event.repo.id())
                .put("name", event.repo.fullName())
                .put("url", urls.api(event.repo, ""));
        json.set("payload", event.payload);
        return json.put("public", !event.repo.isPrivate()).put("created_at", Json.time(event.at));
    }

    private Stream<Event> all(Repo repo) {
        IssueView issues = new IssueView(world, urls);
        ReleaseView releases = new ReleaseView(world, urls);
        List<Commit> log = repo.git()
                .resolve(repo.defaultBranch())
                .map(head -> repo.git().log(head.sha()))
                .orElse(List.of());
        Stream<Event> pushes = log.stream().map(commit -> push(repo, commit));
        Stream<Event> opened = repo.issues().stream().map(issue -> opened(repo, issue, issues));
        Stream<Event> released = repo.releases().stream()
                .filter(release -> !release.draft())
                .map(release -> {
                    ObjectNode payload = Json.object().put("action", "published");
                    payload.set("release", releases.release(repo, release));
                    return new Event(
                            release.id() * 10 + 2,
                            "ReleaseEvent",
                            release.author(),
                            repo,
                            release.publishedAt(),
                            payload);
                });
        return Stream.of(pushes, opened, released).flatMap(stream -> stream);
    }

    private static Event push(Repo repo, Commit commit) {
        long id = repo.id() * 10_000 + Math.floorMod(commit.sha().hashCode(), 10_000);
        ObjectNode payload = Json.object()
                .put("repository_id", repo.id())
                .put("push_id", id)
                .put("ref", "refs/heads/" + repo.defaultBranch())
                .put("head", commit.sha())
                .put("before", commit.parents().stream().findFirst().orElse("0".repeat(40)));
        return new Event(id * 10, "PushEvent", commit.author(), repo, commit.date(), payload);
    }

    private static Event opened(Repo repo, Issue issue, IssueView issues) {
        boolean pull = issue.pull() != null;
        ObjectNode payload = Json.object().put("action", "opened").put("number", issue.number());
        payload.set(pull ? "pull_request" : "issue", issues.listed(repo, issue));
        String type = pull ? "PullRequestEvent" : "IssuesEvent";
        return new Event(issue.id() * 10 + 1, type, issue.author(), repo, issue.createdAt(), payload);
    }
}
