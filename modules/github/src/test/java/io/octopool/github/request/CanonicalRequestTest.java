package io.octopool.github.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.github.request.RequestQuery.Parameter;
import io.octopool.github.routes.RouteCatalog;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class CanonicalRequestTest {

    private static final String PATH = "/repos/octo/hello/pulls";
    private static final CanonicalRequest PLAIN = request(PATH, Map.of());

    @Test
    void sharesOneKeyWhereGitHubAnswersAlike() {
        List<CanonicalRequest> alike = List.of(
                request("/repos/Octo/HELLO/pulls", Map.of()),
                request(PATH, Map.of(), Parameter.one("page", "1")),
                request(PATH, Map.of(), Parameter.one("per_page", "30")),
                request(PATH, Map.of(), Parameter.one("per_page", "30"), Parameter.one("page", "1")),
                request(PATH, Map.of(), Parameter.many("labels", List.of())),
                request(PATH, Map.of("accept", "application/vnd.github+json")),
                request(PATH, Map.of("accept", "Application/JSON")),
                request(PATH, Map.of("accept", "application/vnd.github.v3+json")),
                request(PATH, Map.of("accept", " ")),
                request(PATH, Map.of("x-github-api-version", "2022-11-28")),
                request(PATH, Map.of("cache-control", "max-age=0")),
                request(PATH, Map.of("if-none-match", "\"x\"")),
                request(PATH, Map.of("x-octopool-public-shape", "issue-search-v1")),
                request(PATH, Map.of("x-octopool-public-shape", "actions-summary-v1")),
                request(PATH, Map.of("x-octopool-public-shape", "of-the-caller's-own")));
        assertThat(alike).extracting(request -> request.cacheKey("p")).containsOnly(PLAIN.cacheKey("p"));
    }

    @Test
    void foldsNoPagingWhereAnUnpagedAnswerIsWider() {
        for (String path : List.of("/repos/o/r/compare/a...b", "/repos/o/r/commits/main")) {
            assertThat(request(path, Map.of(), Parameter.one("per_page", "30")).cacheKey("p"))
                    .isNotEqualTo(request(path, Map.of()).cacheKey("p"));
        }
        assertThat(request("/repos/o/r/commits/main/statuses", Map.of(), Parameter.one("per_page", "30"))
                        .cacheKey("p"))
                .isEqualTo(request("/repos/o/r/commits/main/statuses", Map.of()).cacheKey("p"));
    }

    @Test
    void hasADifferentKeyWhereTheAnswerDiffers() {
        List<CanonicalRequest> different = List.of(
                PLAIN,
                request("/repos/octo/hello/Pulls", Map.of()),
                request("/repos/octo/hello2/pulls", Map.of()),
                request(PATH, Map.of(), Parameter.one("page", "2")),
                request(PATH, Map.of(), Parameter.many("page", List.of("1"))),
                request(PATH, Map.of(), Parameter.one("per_page", "100")),
                request(PATH, Map.of(), Parameter.one("Page", "1")),
                request(PATH, Map.of(), Parameter.one("labels", "a")),
                request(PATH, Map.of(), Parameter.one("labels", "a,b")),
                request(PATH, Map.of(), Parameter.many("labels", List.of("a", "b"))),
                request(PATH, Map.of(), Parameter.many("labels", List.of("b", "a"))),
                request(PATH, Map.of(), Parameter.many("labels", List.of("a", "a"))),
                request(PATH, Map.of(), Parameter.one("a", "b=c")),
                request(PATH, Map.of(), Parameter.one("a", "b"), Parameter.one("c", "")),
                request(PATH, Map.of("accept", "application/vnd.github.v3.diff")),
                request(PATH, Map.of("x-github-api-version", "2026-03-10")),
                PLAIN.withVariant("pr-state:closed"),
                PLAIN.withVariant("pr-state:merged"));
        Set<String> keys = new HashSet<>();
        different.forEach(request -> keys.add(request.cacheKey("p")));
        keys.add(PLAIN.cacheKey("q"));
        assertThat(keys).hasSize(different.size() + 1);
        assertThat(keys).allMatch(key -> key.matches("[A-Za-z0-9_-]{43}"));
    }

    @Test
    void sendsNothingOfItsVariant() {
        CanonicalRequest hinted = PLAIN.withVariant("pr-state:closed");
        assertThat(hinted.variant()).isEqualTo("pr-state:closed");
        assertThat(hinted.target()).isEqualTo(PLAIN.target());
        assertThat(PLAIN.variant()).isNull();
        assertThat(hinted.withVariant(null)).isEqualTo(PLAIN);
        assertThat(hinted.withVariant("").cacheKey("p")).isEqualTo(PLAIN.cacheKey("p"));
    }

    @Test
    void ignoresTheOrderOfParameters() {
        Parameter state = Parameter.one("state", "open");
        Parameter sort = Parameter.one("sort", "updated");
        assertThat(request(PATH, Map.of(), state, sort).cacheKey("p"))
                .isEqualTo(request(PATH, Map.of(), sort, state).cacheKey("p"));
    }

    @Test
    void foldsTheCaseOfNamesOnly() {
        assertThat(key("/repos/O/R/contents/README.md")).isEqualTo(key("/repos/o/r/contents/README.md"));
        assertThat(key("/repos/o/r/contents/README.md")).isNotEqualTo(key("/repos/o/r/contents/readme.md"));
        assertThat(key("/networks/O/R/events")).isEqualTo(key("/networks/o/r/events"));
        assertThat(key("/users/Mona")).isEqualTo(key("/users/mona"));
        assertThat(key("/orgs/Octo/repos")).isEqualTo(key("/orgs/octo/repos"));
        assertThat(key("/licenses/MIT")).isNotEqualTo(key("/licenses/mit"));
        assertThat(key("/repos/O/R")).isEqualTo(key("/repos/o/r"));
        assertThat(key("/repos/o/r/contents/a b")).isEqualTo(key("/repos/o/r/contents/a%20b"));
    }

    @Test
    void isSentAsTheCallerMeantIt() {
        CanonicalRequest request = request(
                "/repos/Octo/Hello/contents/a b",
                Map.of("accept", "Application/vnd.GitHub.raw", "x-github-api-version", "2026-03-10"),
                Parameter.one("ref", "a b"),
                Parameter.many("X", List.of("2", "1")));
        assertThat(request.target()).isEqualTo("/repos/Octo/Hello/contents/a%20b?ref=a+b&X=2&X=1");
        assertThat(request.accept()).isEqualTo("application/vnd.github.raw");
        assertThat(request.apiVersion()).isEqualTo("2026-03-10");
        assertThat(PLAIN.target()).isEqualTo(PATH);
        assertThat(PLAIN.accept()).isEqualTo("application/vnd.github+json");
        assertThat(PLAIN.apiVersion()).isEqualTo("2022-11-28");
    }

    /** A read from memory classifies and names its request each time: a few microseconds, with a wide margin here. */
    @Test
    void isClassifiedAndNamedQuickly() {
        RouteCatalog catalog = RouteCatalog.github();
        List<String> paths = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            paths.add("/repos/octo/hello/pulls/" + i + "/reviews/7/comments");
        }
        long matched = 0;
        long best = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            long start = System.nanoTime();
            for (String path : paths) {
                RequestPath valid = RequestPath.of(path);
                matched += catalog.match(valid.text()).isPresent() ? 1 : 0;
                matched += CanonicalRequest.of(valid, RequestQuery.NONE)
                        .cacheKey("maintainers")
                        .length();
            }
            best = Math.min(best, (System.nanoTime() - start) / paths.size());
        }
        assertThat(matched).isEqualTo(5L * 44 * paths.size());
        assertThat(best).as("nanoseconds").isLessThan(100_000);
    }

    private static String key(String path) {
        return request(path, Map.of()).cacheKey("p");
    }

    private static CanonicalRequest request(String path, Map<String, String> headers, Parameter... query) {
        return CanonicalRequest.of(RequestPath.of(path), new RequestQuery(List.of(query)), RelayHeaders.of(headers));
    }
}
