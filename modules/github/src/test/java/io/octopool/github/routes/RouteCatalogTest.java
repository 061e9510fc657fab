package io.octopool.github.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RouteCatalogTest {

    private static final String SHA = "6dcb09b5b57875f334f61aebed695e2e4193db5e";

    /** Server spec 4.1 once more, as regular expressions: the reference that the tree is compared with. */
    private static final Map<String, String> PATTERNS = Map.ofEntries(
            Map.entry("owner", "[A-Za-z0-9_.-]+"),
            Map.entry("repo", "[A-Za-z0-9_.-]+"),
            Map.entry("org", "[A-Za-z0-9_.-]+"),
            Map.entry("slug", "[A-Za-z0-9_.-]+"),
            Map.entry("login", "[A-Za-z0-9](?:[A-Za-z0-9-]{0,37}[A-Za-z0-9])?(?:\\[bot\\]|%5[Bb]bot%5[Dd])?"),
            Map.entry("number", "[0-9]+"),
            Map.entry("id", "[0-9]+"),
            Map.entry("attempt", "[0-9]+"),
            Map.entry("sha", "[0-9a-fA-F]{7,64}"),
            Map.entry("ref", "(?![0-9a-fA-F]{7,64}(?:/|$))[^/?#]+"),
            Map.entry("gist", "[0-9a-fA-F]+"),
            Map.entry("tag", "[^/?#]+"),
            Map.entry("template", "[^/?#]+"),
            Map.entry("compare", "[^/?#]+"),
            Map.entry("label", "[^/?#]+"),
            Map.entry("branch", "[^/?#]+"),
            Map.entry("workflow", "[^/?#]+"),
            Map.entry("path+", "[^\\n\\r\\u2028\\u2029]+"),
            Map.entry("ref+", "[^\\n\\r\\u2028\\u2029]+"));

    private static final Map<String, String> EXAMPLES = Map.ofEntries(
            Map.entry("owner", "octocat"),
            Map.entry("repo", "Hello-World"),
            Map.entry("org", "octo-org"),
            Map.entry("slug", "mit"),
            Map.entry("login", "monalisa"),
            Map.entry("number", "1347"),
            Map.entry("id", "42"),
            Map.entry("attempt", "2"),
            Map.entry("sha", SHA),
            Map.entry("ref", "main"),
            Map.entry("gist", "aa5a315d61ae9438b18d"),
            Map.entry("tag", "v1.0.0"),
            Map.entry("template", "Java"),
            Map.entry("compare", "main...topic"),
            Map.entry("label", "bug"),
            Map.entry("branch", "feature%2Fx"),
            Map.entry("workflow", "ci.yml"),
            Map.entry("path+", "src/main/App.java"),
            Map.entry("ref+", "heads/main"));

    private final RouteCatalog catalog = RouteCatalog.github();

    @Test
    void holdsTheRoutesOfTheSpecification() {
        List<Route> routes = catalog.routes();
        assertThat(routes).hasSize(120);
        assertThat(routes.stream().map(Route::kind).distinct()).hasSize(116);
        assertThat(routes.stream().map(Route::template).distinct()).hasSize(120);
        assertThat(count(Route::anonymousApi)).isEqualTo(116);
        assertThat(count(route -> route.lastResort() == LastResort.LOCAL)).isEqualTo(27);
        assertThat(count(route -> route.lastResort() == LastResort.ANONYMOUS)).isEqualTo(1);
        assertThat(count(route -> route.lastResort() == LastResort.POOLED)).isEqualTo(92);
        assertThat(count(route -> route.bucket() == Bucket.SEARCH)).isEqualTo(3);
        assertThat(kinds(route -> route.bucket() == Bucket.CODE_SEARCH)).containsExactly("search_code");
        assertThat(Bucket.CODE_SEARCH.wireName()).isEqualTo("code_search");
        assertThat(count(route -> route.has(Flag.SEARCH))).isEqualTo(4);
        assertThat(count(Route::provesPublic)).isEqualTo(94);
        assertThat(kinds(route -> route.has(Flag.LOG) && route.has(Flag.LARGE))).containsExactly("job_logs");
        assertThat(kinds(route -> !route.cacheable())).containsExactly("rate_limit");
        assertThat(kinds(route -> !route.anonymousApi()))
                .containsExactlyInAnyOrder("user_view", "job_logs", "search_code", "rate_limit");
        assertThat(kinds(route -> route.lastResort() == LastResort.ANONYMOUS)).containsExactly("user_view");
    }

    @Test
    void matchesTheExampleOfEachTemplateAndOfNoOther() {
        for (Route route : catalog.routes()) {
            String example = fill(route.template(), EXAMPLES);
            assertThat(catalog.match(example).map(RouteMatch::route))
                    .as(example)
                    .contains(route);
            assertThat(matchingPatterns(example)).as(example).containsExactly(route);
        }
    }

    @Test
    void agreesWithRegularExpressionsOnRandomPaths() {
        Random random = new Random(20_260_101);
        List<String> words = new ArrayList<>(EXAMPLES.values());
        words.addAll(
                List.of("", "x", "abcdef", "abcdef1", "0", "-a", "a-", "dependabot[bot]", "a%5bbot%5D", "é", "a b"));
        catalog.routes()
                .forEach(route ->
                        words.addAll(List.of(route.template().substring(1).split("/", -1))));
        words.removeIf(word -> word.startsWith("{"));
        Set<String> matched = new HashSet<>();
        for (int i = 0; i < 30_000; i++) {
            String path = mutated(random, words);
            Set<Route> expected = matchingPatterns(path);
            assertThat(expected.size()).as(path).isLessThanOrEqualTo(1);
            Optional<Route> found = catalog.match(path).map(RouteMatch::route);
            assertThat(found).as(path).isEqualTo(expected.stream().findFirst());
            found.ifPresent(route -> matched.add(route.template()));
        }
        assertThat(matched).as("templates that random paths reached").hasSizeGreaterThan(90);
    }

    @ParameterizedTest
    @CsvSource({
        "/repos/o/r/commits/abcdef1,                       commit_view",
        "/repos/o/r/commits/ABCDEF1,                       commit_view",
        "/repos/o/r/commits/abcdef,                        commit_view_ref",
        "/repos/o/r/commits/20260101,                      commit_view",
        "/repos/o/r/commits/v1.0,                          commit_view_ref",
        "/repos/o/r/commits/feature%2Fx,                   commit_view_ref",
        "/repos/o/r/commits/abcdef/status,                 commit_status_ref",
        "/repos/o/r/commits/abcdef1/status,                commit_status",
        "/repos/o/r/issues/comments,                       issue_comment_list",
        "/repos/o/r/issues/12,                             issue_view",
        "/repos/o/r/releases/latest,                       release_latest",
        "/repos/o/r/releases/12,                           release_view",
        "/repos/o/r/releases/tags/latest,                  release_view",
        "/repos/o/r/contents/a//b,                         contents",
        "/repos/o/r/contents//,                            contents",
        "/repos/o/r/readme,                                repo_readme",
        "/repos/o/r/readme/docs/deep,                      repo_readme",
        "/repos/repos/users,                               repo_view",
        "/repos/search/issues/issues/1,                    issue_view",
        "/repos/users/orgs/pulls,                          pr_list",
        "/users/dependabot[bot],                           user_view",
        "/users/dependabot%5Bbot%5D,                       user_view",
        "/users/dependabot%5bbot%5d,                       user_view",
        "/users/a23456789-b23456789-c23456789-d23456789,   user_view",
        "/repos/o/r/git/ref/heads/a/b,                     git_ref",
    })
    void findsTheKind(String path, String kind) {
        assertThat(catalog.match(path).map(RouteMatch::kind)).contains(kind);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "repos/o/r",
                "/Repos/o/r",
                "/repos/o",
                "/repos/o/",
                "/repos//r",
                "/repos/o/r/",
                "/repos/o r/x",
                "/repos/o/r/pulls/x",
                "/repos/o/r/pulls/1/",
                "/repos/o/r/pulls/-1",
                "/repos/o/r/contents",
                "/repos/o/r/contents/",
                "/repos/o/r/contents/a\nb",
                "/repos/o/r/contents/a\u2028b",
                "/repos/o/r/commits/main/comments",
                "/repos/o/r/commits/main/pulls",
                "/repos/o/r/commits/main/branches-where-head",
                "/repos/o/r/git/refs",
                "/repos/o/r/git/blobs/main",
                "/repos/o/r/actions/runs/1/logs",
                "/repos/o/r/branches/a/b",
                "/repos/o/r/pulls/\u0661",
                "/orgs/octo-org",
                "/users/octocat/starred",
                "/users/octocat/subscriptions",
                "/users/-octocat",
                "/users/octocat-",
                "/users/a23456789-b23456789-c23456789-d2345678-9",
                "/users/octocat[bot]x",
                "/users/[bot]",
                "/users/octocat%5BBOT%5D",
                "/users/%5Bbot%5D",
                "/gists/xyz",
                "/graphql",
                "/user",
            })
    void deniesEverythingElse(String path) {
        assertThat(catalog.match(path)).isEmpty();
        assertThat(catalog.routeKey(path)).isEqualTo("GET " + path);
    }

    @ParameterizedTest
    @CsvSource({
        "/users/Octocat,                              /users/:login",
        "/users/octocat/repos,                        /users/:login/repos",
        "/orgs/Octo/public_members/Mona,              /orgs/:org/public_members/:login",
        "/gists/abc123,                               /gists/:id",
        "/licenses/mit,                               /licenses/:slug",
        "/gitignore/templates/Java,                   /gitignore/templates/:template",
        "/repos/Octo/Hello,                           /repos/octo/hello",
        "/repos/Octo/Hello/commits/abcdef1,           /repos/octo/hello/commits/:sha",
        "/repos/o/r/commits/main/status,              /repos/o/r/commits/:ref/status",
        "/repos/o/r/compare/a...b,                    /repos/o/r/compare/:compare",
        "/repos/Octo/Hello/contents/src/A b.txt,      /repos/octo/hello/contents/:path",
        "/repos/o/r/readme/docs/deep,                 /repos/o/r/readme/:path",
        "/repos/o/r/pulls/1/reviews/2/comments,       /repos/o/r/pulls/:number/reviews/:id/comments",
        "/repos/o/r/statuses/abcdef1,                 /repos/o/r/statuses/:sha",
        "/repos/o/r/issues/events/7,                  /repos/o/r/issues/events/:id",
        "/repos/o/r/assignees/Mona,                   /repos/o/r/assignees/:login",
        "/repos/o/r/labels/bug,                       /repos/o/r/labels/:label",
        "/repos/o/r/actions/runs/1/attempts/2/jobs,   /repos/o/r/actions/runs/:id/attempts/:attempt/jobs",
        "/repos/o/r/actions/workflows/ci.yml/runs,    /repos/o/r/actions/workflows/:workflow/runs",
        "/repos/o/r/git/ref/heads/x,                  /repos/o/r/git/ref/:ref",
        "/repos/o/r/git/matching-refs/heads/x,        /repos/o/r/git/matching-refs/:ref",
        "/repos/o/r/branches/a%2Fb,                   /repos/o/r/branches/:branch",
        "/repos/o/r/releases/tags/v1,                 /repos/o/r/releases/tags/:tag",
        "/networks/Octo/Hello/events,                 /networks/octo/hello/events",
        "/search/issues,                              /search/issues",
        "/repos/repos/users,                          /repos/repos/users",
        "/repos/users/orgs/pulls/1,                   /repos/users/orgs/pulls/:number",
        "/repos/search/issues/issues/1,               /repos/search/issues/issues/:number",
        "/repos/gists/licenses/branches/users,        /repos/gists/licenses/branches/:branch",
    })
    void namesTheRouteKey(String path, String key) {
        assertThat(catalog.routeKey(path)).isEqualTo("GET " + key);
    }

    @Test
    void keepsNoTextOfARequestInARouteKeyButTheRepository() {
        for (Route route : catalog.routes()) {
            String key = match(fill(route.template(), EXAMPLES)).routeKey();
            assertThat(key)
                    .isEqualTo("GET "
                            + route.template()
                                    .replace("{owner}", "octocat")
                                    .replace("{repo}", "hello-world")
                                    .replace("{gist}", "{id}")
                                    .replaceAll("\\{([a-z]+)\\+?}", ":$1"));
        }
    }

    @Test
    void keepsTheBeginningOfAPathWithoutRoute() {
        assertThat(catalog.routeKey("/" + "x".repeat(195))).hasSize(200);
        assertThat(catalog.routeKey("/" + "x".repeat(5_000))).isEqualTo("GET /" + "x".repeat(195));
        assertThat(catalog.routeKey("/" + "x".repeat(194) + "\ud83d\ude00")).isEqualTo("GET /" + "x".repeat(194));
    }

    @Test
    void knowsWhoseThingsAreRead() {
        RouteMatch repository = match("/repos/OctoCat/Hello-World/actions/runs/1/attempts/2");
        assertThat(repository.owner()).contains("octocat");
        assertThat(repository.repo()).contains("Hello-World");
        assertThat(repository.repository()).contains(new RepoName("OctoCat", "Hello-World"));
        assertThat(repository.repository().map(RepoName::key)).contains("octocat/hello-world");
        assertThat(repository.attempt()).hasValue(2);

        assertThat(match("/orgs/Octo-Org/repos").owner()).contains("octo-org");
        assertThat(match("/orgs/Octo-Org/repos").repository()).isEmpty();
        assertThat(match("/users/Mona/repos").owner()).contains("mona");
        assertThat(match("/users/Mona").owner()).isEmpty();
        assertThat(match("/users/Mona/events").owner()).isEmpty();

        RouteMatch search = match("/search/issues");
        assertThat(search.owner()).isEmpty();
        RouteMatch confined = search.searching(new RepoName("Octo", "Hello"));
        assertThat(confined.owner()).contains("octo");
        assertThat(confined.repo()).contains("Hello");
    }

    @Test
    void ignoresAttemptsThatAreNoPositiveInt() {
        assertThat(match("/repos/o/r/actions/runs/1/attempts/0").attempt()).isEmpty();
        assertThat(match("/repos/o/r/actions/runs/1/attempts/99999999999").attempt())
                .isEmpty();
        assertThat(match("/repos/o/r/actions/runs/1").attempt()).isEmpty();
    }

    @Test
    void decodesParametersStrictly() {
        assertThat(match("/repos/o/r/compare/a%3Ab%20%c3%a9").decoded("compare"))
                .contains("a:b é");
        assertThat(match("/repos/o/r/compare/%ff").decoded("compare")).isEmpty();
        assertThat(match("/repos/o/r/compare/a%3").decoded("compare")).isEmpty();
        assertThat(match("/repos/o/r/compare/a%zz").decoded("compare")).isEmpty();
        assertThat(match("/repos/o/r/compare/a%41").decoded("compare")).contains("aA");
        assertThat(match("/repos/o/r").decoded("compare")).isEmpty();
    }

    private RouteMatch match(String path) {
        return catalog.match(path).orElseThrow();
    }

    private long count(Predicate<Route> property) {
        return catalog.routes().stream().filter(property).count();
    }

    private List<String> kinds(Predicate<Route> property) {
        return catalog.routes().stream().filter(property).map(Route::kind).toList();
    }

    private String mutated(Random random, List<String> words) {
        List<Route> routes = catalog.routes();
        String path = fill(routes.get(random.nextInt(routes.size())).template(), EXAMPLES);
        List<String> segments = new ArrayList<>(List.of(path.substring(1).split("/", -1)));
        for (int change = random.nextInt(3); change > 0; change--) {
            int at = random.nextInt(segments.size());
            String word = words.get(random.nextInt(words.size()));
            switch (random.nextInt(4)) {
                case 0 -> segments.add(at, word);
                case 1 -> {
                    if (segments.size() > 1) {
                        segments.remove(at);
                    }
                }
                default -> segments.set(at, word);
            }
        }
        return "/" + String.join("/", segments);
    }

    private final Map<Route, Pattern> reference = catalog.routes().stream()
            .collect(Collectors.toMap(
                    route -> route,
                    route -> Pattern.compile(
                            Pattern.compile("\\{([a-z+]+)}|[^{]+")
                                    .matcher(route.template())
                                    .results()
                                    .map(RouteCatalogTest::pattern)
                                    .collect(Collectors.joining()),
                            Pattern.DOTALL)));

    private static String pattern(MatchResult part) {
        return part.group(1) == null ? Pattern.quote(part.group()) : "(?:" + PATTERNS.get(part.group(1)) + ")";
    }

    private Set<Route> matchingPatterns(String path) {
        return reference.entrySet().stream()
                .filter(entry -> entry.getValue().matcher(path).matches())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private static String fill(String template, Map<String, String> values) {
        String filled = template;
        for (Map.Entry<String, String> value : values.entrySet()) {
            filled = filled.replace("{" + value.getKey() + "}", value.getValue());
        }
        return filled;
    }
}
