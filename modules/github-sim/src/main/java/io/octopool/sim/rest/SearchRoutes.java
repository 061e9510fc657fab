package io.octopool.sim.rest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.octopool.sim.view.CommitView;
import io.octopool.sim.view.ContentView;
import io.octopool.sim.view.IssueView;
import io.octopool.sim.view.RepoView;
import io.octopool.sim.world.Commit;
import io.octopool.sim.world.Issue;
import io.octopool.sim.world.Repo;
import io.octopool.sim.world.RepoFile;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Searches over all repositories that the reader sees. Qualifiers that are not listed here narrow nothing. */
final class SearchRoutes {

    /** A thing and the repository it was found in. */
    private record Hit<T>(Repo repo, T thing) {}

    private SearchRoutes() {}

    static void addTo(RouteTable<AccountRoutes.Handler> table) {
        table.add("/search/issues", call -> search(call, query -> issues(call, query)));
        table.add("/search/code", call -> search(call, query -> code(call, query)));
        table.add("/search/commits", call -> search(call, query -> commits(call, query)));
        table.add("/search/repositories", call -> search(call, query -> repositories(call, query)));
    }

    private static Answer search(Call call, Function<SearchQuery, Answer> answer) {
        Optional<String> text = call.query().get("q").filter(one -> !one.isBlank());
        if (text.isEmpty()) {
            return new Answer.Failure(422, "Validation Failed");
        }
        SearchQuery query = SearchQuery.parse(text.get());
        boolean known = query.repos().stream()
                .allMatch(name -> visible(call).anyMatch(repo -> repo.fullName().equalsIgnoreCase(name)));
        return known
                ? answer.apply(query)
                : new Answer.Failure(
                        422,
                        "The listed users and repositories cannot be searched either because the resources do not exist"
                                + " or you do not have permission to view them.");
    }

    private static Answer issues(Call call, SearchQuery query) {
        IssueView view = new IssueView(call.world(), call.urls());
        Comparator<Hit<Issue>> order = Comparator.comparing((Hit<Issue> hit) -> call.query()
                        .get("sort")
                        .filter("updated"::equals)
                        .map(updated -> hit.thing.updatedAt())
                        .orElse(hit.thing.createdAt()))
                .thenComparingLong(hit -> hit.thing.id());
        boolean ascending = call.query().get("order").filter("asc"::equals).isPresent();
        List<Hit<Issue>> hits = repos(call, query)
                .flatMap(repo -> repo.issues().stream().map(issue -> new Hit<>(repo, issue)))
                .filter(hit -> query.wordsIn(hit.thing.title() + "\n" + hit.thing.body()))
                .filter(hit -> query.qualifiers().stream()
                        .allMatch(SearchQuery.passing((name, value) -> holds(hit.thing, name, value))))
                .sorted(ascending ? order : order.reversed())
                .toList();
        return Answer.found(hits, hit -> view.listed(hit.repo, hit.thing).put("score", 1.0));
    }

    private static Optional<Boolean> holds(Issue issue, String name, String value) {
        boolean pull = issue.pull() != null;
        return switch (name) {
            case "is", "type", "state" ->
                switch (value.toLowerCase(Locale.ROOT)) {
                    case "pr", "pull-request" -> Optional.of(pull);
                    case "issue" -> Optional.of(!pull);
                    case "open", "closed" -> Optional.of(issue.state().equalsIgnoreCase(value));
                    case "merged" ->
                        Optional.of(issue.pullRequest()
                                .filter(part -> part.mergedAt() != null)
                                .isPresent());
                    case "draft" ->
                        Optional.of(
                                issue.pullRequest().filter(part -> part.draft()).isPresent());
                    default -> Optional.empty();
                };
            case "author" -> Optional.of(issue.author().equalsIgnoreCase(value));
            case "label" -> Optional.of(issue.labels().contains(value));
            case "head" ->
                Optional.of(issue.pullRequest()
                        .filter(part -> part.headRef().equals(value))
                        .isPresent());
            case "base" ->
                Optional.of(issue.pullRequest()
                        .filter(part -> part.baseRef().equals(value))
                        .isPresent());
            default -> Optional.empty();
        };
    }

    private static Answer code(Call call, SearchQuery query) {
        ContentView view = new ContentView(call.urls());
        RepoView repos = new RepoView(call.world(), call.urls());
        List<Hit<RepoFile>> hits = repos(call, query)
                .flatMap(repo -> repo.git().files().stream().map(file -> new Hit<>(repo, file)))
                .filter(hit -> query.wordsIn(hit.thing.path() + "\n" + hit.thing.text()))
                .filter(hit -> query.qualifiers().stream()
                        .allMatch(SearchQuery.passing((name, value) -> holds(hit.thing, name, value))))
                .toList();
        return Answer.found(hits, hit -> {
            ObjectNode file = view.file(hit.repo, hit.repo.defaultBranch(), hit.thing);
            ObjectNode json = JsonNodeFactory.instance.objectNode();
            List.of("name", "path", "sha", "url", "git_url", "html_url")
                    .forEach(field -> json.set(field, file.get(field)));
            json.set("repository", repos.minimal(hit.repo));
            return json.put("score", 1.0);
        });
    }

    private static Optional<Boolean> holds(RepoFile file, String name, String value) {
        return switch (name) {
            case "path" -> Optional.of(file.path().contains(value));
            case "filename" -> Optional.of(file.name().equals(value));
            case "extension" -> Optional.of(file.name().endsWith("." + value));
            default -> Optional.empty();
        };
    }

    private static Answer commits(Call call, SearchQuery query) {
        CommitView view = new CommitView(call.world(), call.urls());
        RepoView repos = new RepoView(call.world(), call.urls());
        List<Hit<Commit>> hits = repos(call, query)
                .flatMap(repo -> repo.git().resolve(repo.defaultBranch()).stream()
                        .flatMap(head -> repo.git().log(head.sha()).stream())
                        .map(commit -> new Hit<>(repo, commit)))
                .filter(hit -> query.wordsIn(hit.thing.message()))
                .filter(hit -> query.qualifiers().stream()
                        .allMatch(SearchQuery.passing((name, value) -> holds(hit.thing, name, value))))
                .toList();
        return Answer.found(hits, hit -> {
            ObjectNode json = view.listed(hit.repo, hit.thing);
            json.set("repository", repos.minimal(hit.repo));
            return json.put("score", 1.0);
        });
    }

    private static Optional<Boolean> holds(Commit commit, String name, String value) {
        return switch (name) {
            case "author", "committer" -> Optional.of(commit.author().equalsIgnoreCase(value));
            case "hash" -> Optional.of(commit.sha().startsWith(value));
            default -> Optional.empty();
        };
    }

    private static Answer repositories(Call call, SearchQuery query) {
        RepoView view = new RepoView(call.world(), call.urls());
        List<Repo> hits = repos(call, query)
                .filter(repo -> query.wordsIn(repo.fullName() + "\n" + repo.description()))
                .toList();
        return Answer.found(hits, repo -> view.listed(repo, call.reader()).put("score", 1.0));
    }

    /** The repositories that the qualifiers leave. */
    private static Stream<Repo> repos(Call call, SearchQuery query) {
        List<String> named = query.repos();
        return visible(call)
                .filter(repo -> named.isEmpty() || named.stream().anyMatch(repo.fullName()::equalsIgnoreCase))
                .filter(repo -> query.qualifiers().stream()
                        .filter(one -> one.negative() || !one.name().equals("repo"))
                        .allMatch(SearchQuery.passing((name, value) -> holds(repo, name, value))));
    }

    private static Optional<Boolean> holds(Repo repo, String name, String value) {
        return switch (name) {
            case "repo" -> Optional.of(repo.fullName().equalsIgnoreCase(value));
            case "user", "org" -> Optional.of(repo.owner().equalsIgnoreCase(value));
            case "is", "visibility" ->
                switch (value) {
                    case "public" -> Optional.of(!repo.isPrivate());
                    case "private" -> Optional.of(repo.isPrivate());
                    default -> Optional.empty();
                };
            default -> Optional.empty();
        };
    }

    private static Stream<Repo> visible(Call call) {
        return call.world().repos().stream().filter(call.credential()::sees);
    }
}
