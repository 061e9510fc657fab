package io.octopool.sim.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.octopool.sim.world.Commit;
import io.octopool.sim.world.Issue;
import io.octopool.sim.world.Repo;
import io.octopool.sim.world.RepoFile;
import io.octopool.sim.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is known of a repository as a whole: languages, people, milestones, deployments, statistics. */
public final class FactsView {

    private static final Map<String, String> LANGUAGES = Map.of("c", "C", "md", "Markdown", "yml", "YAML");
    private static final int WEEKS = 52;

    private final Repo repo;
    private final Urls urls;
    private final AccountView accounts;

    public FactsView(World world, Urls urls, Repo repo) {
        this.repo = repo;
        this.urls = urls;
        this.accounts = new AccountView(world, urls);
    }

    /** Bytes by language. */
    public ObjectNode languages() {
        Map<String, Integer> bytes = new TreeMap<>();
        for (RepoFile file : repo.git().files()) {
            String extension = file.name().substring(file.name().lastIndexOf('.') + 1);
            String language = LANGUAGES.get(extension.toLowerCase(Locale.ROOT));
            if (language != null) {
                bytes.merge(language, file.bytes().length, Integer::sum);
            }
        }
        ObjectNode json = Json.object();
        bytes.forEach(json::put);
        return json;
    }

    /** Commits of the default branch by author, the busiest first. */
    public List<ObjectNode> contributors() {
        return commitsByAuthor().entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .map(entry -> accounts.brief(entry.getKey()).put("contributions", entry.getValue()))
                .toList();
    }

    public ObjectNode topics() {
        ObjectNode json = Json.object();
        json.putArray("names").add("simulated");
        return json;
    }

    public ObjectNode community() {
        ObjectNode json = Json.object()
                .put("health_percentage", 42)
                .put("description", repo.description())
                .putNull("documentation");
        ObjectNode files = json.putObject("files");
        for (String absent : List.of("code_of_conduct", "contributing", "issue_template", "pull_request_template")) {
            files.putNull(absent);
        }
        files.putObject("license")
                .put("key", "mit")
                .put("name", "MIT License")
                .put("spdx_id", "MIT")
                .put("url", urls.api("/licenses/mit"))
                .put("html_url", urls.page(repo, "/blob/" + repo.defaultBranch() + "/LICENSE"));
        files.putObject("readme")
                .put("url", urls.api(repo, "/contents/README.md"))
                .put("html_url", urls.page(repo, "/blob/" + repo.defaultBranch() + "/README.md"));
        return json.put("updated_at", Json.time(repo.updatedAt())).put("content_reports_enabled", false);
    }

    /** Names of the labels that issues have or may have. */
    public List<String> labels() {
        return Stream.concat(
                        Stream.of("bug", "documentation", "enhancement", "question"),
                        repo.issues().stream().flatMap(issue -> issue.labels().stream()))
                .distinct()
                .sorted()
                .toList();
    }

    /** The one milestone, whose number is 1. */
    public ObjectNode milestone() {
        long id = repo.id() * 10 + 7;
        String api = urls.api(repo, "/milestones/1");
        ObjectNode json = Json.object()
                .put("url", api)
                .put("html_url", urls.page(repo, "/milestone/1"))
                .put("labels_url", api + "/labels")
                .put("id", id)
                .put("node_id", Json.nodeId("Milestone", id))
                .put("number", 1)
                .put("state", "open")
                .put("title", "v2.0")
                .put("description", "What comes next");
        json.set("creator", accounts.brief(World.ALICE));
        return json.put(
                        "open_issues",
                        repo.issues().stream().filter(Issue::open).count())
                .put(
                        "closed_issues",
                        repo.issues().stream().filter(issue -> !issue.open()).count())
                .put("created_at", Json.time(repo.createdAt()))
                .put("updated_at", Json.time(repo.createdAt()))
                .putNull("closed_at")
                .put("due_on", Json.time(repo.createdAt().plus(Duration.ofDays(365))));
    }

    /** A deployment of a commit. */
    public ObjectNode deployment(Commit commit) {
        long id = repo.id() * 10 + 8;
        String api = urls.api(repo, "/deployments/" + id);
        ObjectNode json = Json.object()
                .put("url", api)
                .put("id", id)
                .put("node_id", Json.nodeId("Deployment", id))
                .put("sha", commit.sha())
                .put("ref", repo.defaultBranch())
                .put("task", "deploy");
        json.putObject("payload");
        json.put("original_environment", "staging")
                .put("environment", "staging")
                .putNull("description");
        json.set("creator", accounts.brief(World.ALICE));
        return json.put("created_at", Json.time(commit.date()))
                .put("updated_at", Json.time(commit.date()))
                .put("statuses_url", api + "/statuses")
                .put("repository_url", urls.api(repo, ""))
                .put("transient_environment", false)
                .put("production_environment", false);
    }

    public ArrayNode statsOfContributors() {
        ArrayNode json = Json.array(List.copyOf(commitsByAuthor().entrySet()), entry -> {
            ObjectNode one = Json.object().put("total", entry.getValue());
            one.putArray("weeks")
                    .addObject()
                    .put("w", week())
                    .put("a", entry.getValue())
                    .put("d", entry.getValue())
                    .put("c", entry.getValue());
            one.set("author", accounts.brief(entry.getKey()));
            return one;
        });
        return json;
    }

    public ArrayNode commitActivity() {
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        for (int week = 0; week < WEEKS; week++) {
            int commits = week == 0 ? log().size() : 0;
            ObjectNode one = json.addObject();
            one.putArray("days").add(commits).add(0).add(0).add(0).add(0).add(0).add(0);
            one.put("total", commits)
                    .put("week", week() + week * Duration.ofDays(7).toSeconds());
        }
        return json;
    }

    public ArrayNode codeFrequency() {
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        json.addArray().add(week()).add(log().size() * 2).add(-log().size());
        return json;
    }

    public ObjectNode participation() {
        ObjectNode json = Json.object();
        ArrayNode all = json.putArray("all");
        ArrayNode owner = json.putArray("owner");
        for (int week = 0; week < WEEKS; week++) {
            all.add(week == 0 ? log().size() : 0);
            owner.add(0);
        }
        return json;
    }

    public ArrayNode punchCard() {
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        json.addArray().add(1).add(9).add(log().size());
        return json;
    }

    private Map<String, Integer> commitsByAuthor() {
        return log().stream().collect(Collectors.toMap(Commit::author, commit -> 1, Integer::sum, TreeMap::new));
    }

    private List<Commit> log() {
        return repo.git()
                .resolve(repo.defaultBranch())
                .map(head -> repo.git().log(head.sha()))
                .orElse(List.of());
    }

    private long week() {
        Instant created = repo.createdAt();
        long length = Duration.ofDays(7).toSeconds();
        return created.getEpochSecond() / length * length;
    }
}
