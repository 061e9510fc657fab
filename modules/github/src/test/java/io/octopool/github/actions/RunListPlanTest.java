package io.octopool.github.actions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.octopool.github.Bytes;
import io.octopool.github.request.CanonicalRequest;
import io.octopool.github.request.RelayHeaders;
import io.octopool.github.request.RequestPath;
import io.octopool.github.request.RequestQuery;
import io.octopool.github.request.RequestQuery.Parameter;
import io.octopool.github.routes.RouteCatalog;
import io.octopool.github.routes.RouteMatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RunListPlanTest {

    private static final RouteCatalog CATALOG = RouteCatalog.github();
    private static final String RUNS = "/repos/o/r/actions/runs";
    private static final String OF_WORKFLOW = "/repos/o/r/actions/workflows/ci.yml/runs";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "                                      | 100 |      |",
                "limit=5                               | 25  | 25   | per_page=5",
                "limit=25                              | 25  | 25   | per_page=25",
                "limit=26                              | 100 |      | per_page=26",
                "limit=100                             | 100 |      | per_page=100",
                "per_page=20                           | 25  | 25   | per_page=20",
                "per_page=20&limit=50                  | 25  | 25   | per_page=20",
                "per_page=50&limit=5                   | 25  | 25   | per_page=50",
                "branch=main&limit=5                   | 25  | 25   | branch=main&per_page=5",
                "limit=5&status=timed_out&page=1       | 25  | 25   | status=timed_out&page=1&per_page=5",
                "limit=101                             |     |      | per_page=100",
                "limit=0                               |     |      | ''",
                "limit=05                              |     |      | ''",
                "limit=x                               |     |      | ''",
                "limit=                                |     |      | ''",
                "limit=99999999999                     |     |      | ''",
                "limit=5&page=2                        |     |      | page=2&per_page=5",
                "limit=5&per_page=0                    |     |      | per_page=0",
                "limit=5&per_page=101                  |     |      | per_page=101",
                "limit=5&per_page=1e1                  |     |      | per_page=1e1",
                "limit=5&status=broken                 |     |      | status=broken&per_page=5",
                "limit=5&branch=                       |     |      | branch=&per_page=5",
                "limit=5&actor=mona                    |     |      | actor=mona&per_page=5",
                "limit=5&event=push                    |     |      | event=push&per_page=5",
            })
    void asksForAPageThatManyQuestionsShare(
            @Nullable String query, @Nullable Integer wide, @Nullable Integer ofWorkflow, @Nullable String exact) {
        String sent = query == null ? "" : query;
        assertThat(superset(RUNS, sent)).isEqualTo(wide == null ? "none" : RUNS + "?page=1&per_page=" + wide);
        assertThat(superset(OF_WORKFLOW, sent))
                .isEqualTo(ofWorkflow == null ? "none" : OF_WORKFLOW + "?page=1&per_page=" + ofWorkflow);
        String expected = exact == null ? sent : exact;
        assertThat(plan(RUNS, sent, true).exact().target())
                .isEqualTo(expected.isEmpty() ? RUNS : RUNS + "?" + expected);
    }

    @Test
    void sharesNoPageWhereAListIsGiven() {
        CanonicalRequest request = request(RUNS, List.of(Parameter.many("branch", List.of("main"))));
        assertThat(RunListPlan.of(match(RUNS), request, true).superset()).isEmpty();
    }

    @Test
    void translatesButSharesNothingForAConditionalRequest() {
        RunListPlan plan = plan(RUNS, "limit=5", false);
        assertThat(plan.superset()).isEmpty();
        assertThat(plan.exact().target()).isEqualTo(RUNS + "?per_page=5");
        assertThat(plan.cut(page(9, runs(8))).text()).isEqualTo(page(9, runs(5)).text());
    }

    @Test
    void keepsMediaTypeAndVersion() {
        CanonicalRequest request = CanonicalRequest.of(
                RequestPath.of(RUNS),
                new RequestQuery(List.of(Parameter.one("limit", "5"))),
                RelayHeaders.of(Map.of("accept", "text/x", "x-github-api-version", "2026-03-10")));
        RunListPlan plan = RunListPlan.of(match(RUNS), request, true);
        for (CanonicalRequest sent : List.of(plan.exact(), plan.superset().orElseThrow())) {
            assertThat(sent.accept()).isEqualTo("text/x");
            assertThat(sent.apiVersion()).isEqualTo("2026-03-10");
        }
    }

    @Test
    void plansListsOfRunsOnly() {
        assertThat(CATALOG.routes().stream()
                        .filter(route -> RunListPlan.appliesTo(new RouteMatch(route, Map.of(), null)))
                        .map(route -> route.kind()))
                .containsExactly("run_list", "workflow_run_list");
        String jobs = RUNS + "/1/jobs";
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RunListPlan.of(match(jobs), request(jobs, List.of()), true));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "limit=2                             | 1 2   | 5",
                "limit=9                             | 1 2 3 4 5 | 5",
                "limit=2&branch=main                 | 1 3   | 3",
                "limit=3&branch=main                 | 1 3 5 | 3",
                "limit=4&branch=main                 |       |",
                "limit=1&branch=MAIN                 |       |",
                "limit=1&status=completed            | 1     | 2",
                "limit=2&status=success              |       |",
                "limit=1&status=success              | 1     | 1",
                "limit=1&status=in_progress          | 4     | 1",
                "limit=1&status=failure&branch=x     | 2     | 1",
                "limit=1&status=success&branch=x     |       |",
            })
    void filtersTheWidePage(String query, @Nullable String ids, @Nullable Integer total) {
        Bytes wide = Bytes.utf8("{\"total_count\":812,\"workflow_runs\":["
                + "{\"id\":1,\"head_branch\":\"main\",\"status\":\"completed\",\"conclusion\":\"success\"},"
                + "{\"id\":2,\"head_branch\":\"x\",\"status\":\"completed\",\"conclusion\":\"failure\"},"
                + "{\"id\":3,\"head_branch\":\"m\\u0061in\",\"status\":\"queued\",\"conclusion\":null},"
                + "{\"id\":4,\"head_branch\":null,\"status\":\"in_progress\",\"run\":{\"head_branch\":\"main\"}},"
                + "{\"id\":5,\"head_branch\":\"main\"}]}");
        List<String> found = plan(RUNS, query, true)
                .narrow(wide)
                .map(view -> {
                    ItemPage page =
                            ItemPage.read(view, "workflow_runs", Set.of()).orElseThrow();
                    assertThat(page.total()).hasValue(total == null ? -1 : total);
                    return page.items().stream()
                            .map(item -> view.text().substring(item.from() + 6, item.from() + 7))
                            .toList();
                })
                .orElse(List.of());
        assertThat(found).isEqualTo(ids == null ? List.of() : List.of(ids.split(" ", -1)));
    }

    @Test
    void copiesRunsByteForByte() {
        String first = "{ \"2\":1.0 , \"1\": 123456789012345678901234567890,\"ä\":\"\\u00e4\\/\" }";
        Bytes wide = Bytes.utf8(
                " { \"workflow_runs\" : [ " + first + " ,{\"id\":2}\n] , \"total_count\" : 812 , \"more\":[1] } ");
        assertThat(plan(RUNS, "limit=1", true).narrow(wide).map(Bytes::text))
                .contains("{\"total_count\":2,\"workflow_runs\":[" + first + "]}");
        assertThat(plan(RUNS, "limit=1", true).cut(wide).text())
                .isEqualTo(" { \"workflow_runs\" : [ " + first + "] , \"total_count\" : 812 , \"more\":[1] } ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "per_page=3          | 3",
                "limit=3             | 3",
                "per_page=4&limit=3  | 3",
                "per_page=3&limit=4  | 3",
                "limit=x             | 8",
                "page=2              | 8",
                "limit=8             | 8",
                "limit=500           | 8",
            })
    void cutsTheExactAnswer(String query, int left) {
        Bytes answer = page(812, runs(8));
        Bytes cut = plan(RUNS, query, true).cut(answer);
        assertThat(cut).isEqualTo(page(812, runs(left)));
        if (left == 8) {
            assertThat(cut).isSameAs(answer);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]",
                "null",
                "{}",
                "{\"workflow_runs\":{}}",
                "{\"workflow_runs\":[{},{},null]}",
                "{\"workflow_runs\":[{},{},[]]}",
                "{\"workflow_runs\":[{},{}],\"workflow_runs\":[{},{}]}",
                "{\"workflow_runs\":[{},{}",
                "{\"message\":\"Not Found\"}",
                "not JSON",
            })
    void leavesAloneWhatItCannotRead(String text) {
        Bytes answer = Bytes.utf8(text);
        RunListPlan plan = plan(RUNS, "limit=1", true);
        assertThat(plan.narrow(answer)).isEmpty();
        assertThat(plan.cut(answer)).isSameAs(answer);
    }

    @Test
    void asksExactlyForMoreRunsOfABranchAlthoughThePageWasTheWholeList() {
        Bytes page = page(25, runs(25).replace("}", ",\"head_branch\":\"main\"}"));
        assertThat(plan(RUNS, "limit=25&branch=main", true).narrow(page)).isPresent();
        assertThat(plan(RUNS, "limit=1&branch=x", true).narrow(page)).isEmpty();
        Bytes twoOfBranch = page(2, runs(2).replace("}", ",\"head_branch\":\"main\"}"));
        assertThat(plan(RUNS, "limit=2&branch=main", true).narrow(twoOfBranch)).isPresent();
        assertThat(plan(RUNS, "limit=3&branch=main", true).narrow(twoOfBranch)).isEmpty();
    }

    private static String superset(String path, String query) {
        return plan(path, query, true).superset().map(CanonicalRequest::target).orElse("none");
    }

    private static RunListPlan plan(String path, String query, boolean supersetAllowed) {
        List<Parameter> parameters = new ArrayList<>();
        for (String pair : query.isEmpty() ? new String[0] : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            parameters.add(Parameter.one(pair.substring(0, equals), pair.substring(equals + 1)));
        }
        return RunListPlan.of(match(path), request(path, parameters), supersetAllowed);
    }

    private static CanonicalRequest request(String path, List<Parameter> parameters) {
        return CanonicalRequest.of(RequestPath.of(path), new RequestQuery(parameters));
    }

    private static RouteMatch match(String path) {
        return CATALOG.match(path).orElseThrow();
    }

    private static Bytes page(long total, String runs) {
        return Bytes.utf8("{\"total_count\":" + total + ",\"workflow_runs\":[" + runs + "]}");
    }

    private static String runs(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(id -> "{\"id\":" + id + "}")
                .collect(Collectors.joining(","));
    }
}
