package io.octopool.github.actions;

import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.github.Bytes;
import io.octopool.github.request.CanonicalRequest;
import io.octopool.github.request.RequestPath;
import io.octopool.github.request.RequestQuery;
import io.octopool.github.request.RequestQuery.Parameter;
import io.octopool.github.routes.RouteCatalog;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JobListPlanTest {

    private static final RouteCatalog CATALOG = RouteCatalog.github();
    private static final String JOBS = "/repos/o/r/actions/runs/1/attempts/2/jobs";

    @ParameterizedTest
    @ValueSource(strings = {"", "per_page=1", "per_page=100", "filter=latest&page=1&per_page=50"})
    void sharesPagesOfAHundred(String query) {
        JobListPlan plan = plan(JOBS, query).orElseThrow();
        assertThat(plan.page(1).target()).isEqualTo(JOBS + "?page=1&per_page=100");
        assertThat(plan.page(3).target()).isEqualTo(JOBS + "?page=3&per_page=100");
        assertThat(plan("/repos/o/r/actions/runs/1/jobs", query)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "filter=all",
                "filter=",
                "page=2",
                "page=01",
                "per_page=0",
                "per_page=101",
                "per_page=010",
                "per_page=1e1",
                "per_page=",
                "limit=5",
                "x=y"
            })
    void plansNothingElse(String query) {
        assertThat(plan(JOBS, query)).isEmpty();
    }

    @Test
    void plansNeitherListsOfValuesNorOtherRoutes() {
        assertThat(plan("/repos/o/r/actions/runs", "")).isEmpty();
        CanonicalRequest lists = CanonicalRequest.of(
                RequestPath.of(JOBS), new RequestQuery(List.of(Parameter.many("per_page", List.of("5")))));
        assertThat(JobListPlan.of(CATALOG.match(JOBS).orElseThrow(), lists)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "0                    | 1",
                "1                    | 1",
                "100                  | 1",
                "101                  | 2",
                "200                  | 2",
                "201                  | 3",
                "300                  | 3",
                "301                  |",
                "1000000000000000000000 |",
                "-1                   |",
                "1.0                  |",
                "\"1\"                |",
                "null                 |",
            })
    void knowsHowManyPagesThereAre(String total, @Nullable Integer pages) {
        assertThat(plan(JOBS, "").orElseThrow().pages(Bytes.utf8("{\"jobs\":[{}],\"total_count\":" + total + "}")))
                .isEqualTo(pages == null ? OptionalInt.empty() : OptionalInt.of(pages));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"jobs\":[]}", "{\"total_count\":1}", "{\"total_count\":1,\"jobs\":{}}", "[]", "oops"})
    void knowsNoPagesOfWhatItCannotRead(String text) {
        JobListPlan plan = plan(JOBS, "").orElseThrow();
        assertThat(plan.pages(Bytes.utf8(text))).isEmpty();
        assertThat(plan.merged(List.of(Bytes.utf8(text)))).isEmpty();
    }

    @Test
    void mergesAllPagesAndShowsTheFirstJobs() {
        List<Bytes> pages = List.of(page(250, 1, 100), page(250, 101, 200), page(250, 201, 250));
        assertThat(plan(JOBS, "").orElseThrow().merged(pages)).contains(page(250, 1, 30));
        assertThat(plan(JOBS, "per_page=100").orElseThrow().merged(pages)).contains(page(250, 1, 100));
        assertThat(plan(JOBS, "per_page=1").orElseThrow().merged(pages)).contains(page(250, 1, 1));
        List<Bytes> uneven = List.of(page(5, 1, 2), page(5, 3, 5));
        assertThat(plan(JOBS, "per_page=4").orElseThrow().merged(uneven)).contains(page(5, 1, 4));
        assertThat(plan(JOBS, "").orElseThrow().merged(List.of(page(0, 1, 0)))).contains(page(0, 1, 0));
    }

    @Test
    void copiesJobsByteForByte() {
        String job = "{ \"2\":1.0 , \"1\": 123456789012345678901234567890,\"ä\":[{}] }";
        assertThat(plan(JOBS, "")
                        .orElseThrow()
                        .merged(List.of(Bytes.utf8(" { \"jobs\" : [ " + job + "\n] , \"total_count\":1 } ")))
                        .map(Bytes::text))
                .contains("{\"total_count\":1,\"jobs\":[" + job + "]}");
    }

    @Test
    void mergesNothingThatIsNotComplete() {
        JobListPlan plan = plan(JOBS, "").orElseThrow();
        assertThat(plan.merged(List.of())).as("no page").isEmpty();
        assertThat(plan.merged(List.of(page(150, 1, 100))))
                .as("a page is missing")
                .isEmpty();
        assertThat(plan.merged(List.of(page(150, 1, 100), page(151, 101, 150))))
                .as("the totals differ")
                .isEmpty();
        assertThat(plan.merged(List.of(page(150, 1, 100), page(150, 101, 151))))
                .as("too many jobs")
                .isEmpty();
        assertThat(plan.merged(List.of(page(100, 1, 100), Bytes.utf8("{\"message\":\"no\"}"))))
                .as("a page is unreadable")
                .isEmpty();
    }

    private static Optional<JobListPlan> plan(String path, String query) {
        List<Parameter> parameters = new ArrayList<>();
        for (String pair : query.isEmpty() ? new String[0] : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            parameters.add(Parameter.one(pair.substring(0, equals), pair.substring(equals + 1)));
        }
        return JobListPlan.of(
                CATALOG.match(path).orElseThrow(),
                CanonicalRequest.of(RequestPath.of(path), new RequestQuery(parameters)));
    }

    private static Bytes page(long total, int from, int to) {
        return Bytes.utf8(IntStream.rangeClosed(from, to)
                .mapToObj(id -> "{\"id\":" + id + "}")
                .collect(Collectors.joining(",", "{\"total_count\":" + total + ",\"jobs\":[", "]}")));
    }
}
