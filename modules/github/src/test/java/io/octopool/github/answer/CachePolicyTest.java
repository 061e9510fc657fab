package io.octopool.github.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.github.request.CanonicalRequest;
import io.octopool.github.request.RequestPath;
import io.octopool.github.request.RequestQuery;
import io.octopool.github.request.RequestQuery.Parameter;
import io.octopool.github.routes.FreshFor;
import io.octopool.github.routes.Route;
import io.octopool.github.routes.RouteCatalog;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CachePolicyTest {

    private static final String SHA = "6dcb09b5b57875f334f61aebed695e2e4193db5e";
    private static final String SHA256 = SHA + "000000000000000000000000";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/repos/o/r                           | {}                                     | 600   | 7200",
                "/repos/o/r/pulls                     | []                                     | 60    | 600",
                "/repos/o/r/pulls/1                   | {\"merged_at\":\"2026-01-01T00:00:00Z\"} | 3600  | 3600",
                "/repos/o/r/pulls/1                   | {\"x\":[{}],\"merged_at\":null}         | 120   | 3600",
                "/repos/o/r/pulls/1                   | {\"state\":\"closed\"}                  | 120   | 3600",
                "/repos/o/r/pulls/1                   | {\"base\":{\"merged_at\":\"x\"}}        | 120   | 3600",
                "/repos/o/r/pulls/1                   | {\"merged_at\":\"x\",\"merged_at\":null} | 120   | 3600",
                "/repos/o/r/pulls/1                   | [{\"merged_at\":\"x\"}]                 | 120   | 3600",
                "/repos/o/r/issues/1                  | {\"state\":\"closed\"}                  | 3600  | 3600",
                "/repos/o/r/issues/1                  | {\"st\\u0061te\":\"clos\\u0065d\"}      | 3600  | 3600",
                "/repos/o/r/issues/1                  | {\"state\":\"open\"}                    | 300   | 3600",
                "/repos/o/r/issues/1                  | {\"state\":\"CLOSED\"}                  | 300   | 3600",
                "/repos/o/r/actions/runs/1            | {\"status\":\"completed\"}              | 60    | 300",
                "/repos/o/r/actions/runs/1/attempts/1 | {\"status\":\"completed\"}              | 3600  | 86400",
                "/repos/o/r/actions/runs/1/attempts/1 | {\"status\":\"in_progress\"}            | 60    | 300",
                "/repos/o/r/actions/runs/1/attempts/0 | {\"status\":\"completed\"}              | 60    | 300",
                "/repos/o/r/actions/jobs/1            | {\"status\":\"completed\"}              | 3600  | 86400",
                "/repos/o/r/actions/jobs/1            | {\"status\":\"queued\"}                 | 60    | 300",
                "/repos/o/r/actions/runs              | {\"workflow_runs\":[{\"status\":\"completed\"},{\"a\":[1],\"status\":\"completed\"}]} | 120 | 300",
                "/repos/o/r/actions/runs              | {\"workflow_runs\":[{\"status\":\"completed\"},{\"status\":\"queued\"}]} | 60 | 300",
                "/repos/o/r/actions/runs              | {\"workflow_runs\":[{\"status\":\"completed\"},1]} | 60 | 300",
                "/repos/o/r/actions/runs              | {\"workflow_runs\":[]}                  | 60    | 300",
                "/repos/o/r/actions/runs              | {\"workflow_runs\":{}}                  | 60    | 300",
                "/repos/o/r/actions/workflows/x/runs  | {\"workflow_runs\":[{\"status\":\"completed\"}]} | 120 | 300",
                "/repos/o/r/actions/runs/1/jobs       | {\"jobs\":[{\"status\":\"completed\"}]} | 60    | 300",
                "/repos/o/r/pulls/1/files             | []                                     | 60    | 3600",
                "/repos/o/r/commits/SHA/check-runs    | {\"check_runs\":[{\"status\":\"completed\"}]} | 60 | 300",
                "/repos/o/r/commits/main/check-runs   | {\"check_runs\":[{\"status\":\"completed\"}]} | 60 | 300",
                "/repos/o/r/commits/SHA/check-suites  | {}                                     | 60    | 300",
                "/repos/o/r/commits/SHA/status        | {\"statuses\":[{\"state\":\"success\"}]} | 60  | 300",
                "/repos/o/r/commits/SHA/statuses      | [{\"state\":\"success\"}]               | 60    | 300",
                "/repos/o/r/statuses/SHA              | [{\"state\":\"success\"}]               | 60    | 300",
                "/repos/o/r/commits/main/status       | {}                                     | 60    | 300",
                "/repos/o/r/commits/SHA               | {}                                     | 86400 | 86400",
                "/repos/o/r/commits/SHA256            | {}                                     | 86400 | 86400",
                "/repos/o/r/commits/20260101          | {}                                     | 120   | 300",
                "/repos/o/r/commits/main              | {}                                     | 120   | 300",
                "/repos/o/r/git/blobs/SHA             | {}                                     | 86400 | 86400",
                "/repos/o/r/git/trees/abcdef1         | {}                                     | 120   | 300",
                "/repos/o/r/git/tags/SHA              | {}                                     | 86400 | 86400",
                "/repos/o/r/tags                      | []                                     | 300   | 7200",
                "/repos/o/r/actions/workflows         | {}                                     | 300   | 1800",
                "/repos/o/r/branches                  | []                                     | 120   | 7200",
                "/repos/o/r/events                    | []                                     | 60    | 3600",
                "/networks/o/r/events                 | []                                     | 60    | 3600",
                "/orgs/o/events                       | []                                     | 60    | 3600",
                "/users/o/events                      | []                                     | 60    | 7200",
                "/users/o/received_events             | []                                     | 60    | 7200",
                "/repos/o/r/issues/1/events           | []                                     | 300   | 3600",
                "/emojis                              | {}                                     | 3600  | 7200",
                "/search/issues                       | {}                                     | 120   | 1800",
            })
    void knowsHowLongAnAnswerLives(String path, String body, long fresh, long stale) {
        String concrete = path.replace("SHA256", SHA256).replace("SHA", SHA);
        assertThat(lifetime(concrete, RequestQuery.NONE, 200, Answers.json(body)))
                .hasValueSatisfying(lifetime -> {
                    assertThat(lifetime.fresh()).hasSeconds(fresh);
                    assertThat(lifetime.stale()).hasSeconds(stale);
                });
    }

    @ParameterizedTest
    @CsvSource({
        "contents/a, main,     120",
        "contents/a, 20260101, 120",
        "contents/a,         , 120",
        "contents/a, SHA,      86400",
        "contents/a, SHA256,   86400",
        "readme,     SHA,      86400",
        "readme/doc, SHA,      86400",
        "readme,     v1,       120",
    })
    void knowsThatAFileOfANamedRevisionDoesNotChange(String path, @Nullable String ref, long fresh) {
        RequestQuery query = ref == null
                ? RequestQuery.NONE
                : new RequestQuery(List.of(
                        Parameter.one("ref", ref.replace("SHA256", SHA256).replace("SHA", SHA))));
        assertThat(lifetime("/repos/o/r/" + path, query, 200, Answers.json("{}")))
                .contains(fresh == 86_400 ? lifetime(fresh, 86_400, 604_800) : lifetime(fresh, 300, 3_600));
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 202, 206, 301, 304, 400, 403, 404, 410, 422, 451, 500, 503})
    void keepsNothingButWholeSuccesses(int status) {
        assertThat(lifetime("/repos/o/r", RequestQuery.NONE, status, Answers.json("{}")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 203, 204, 205, 299})
    void keepsOtherSuccesses(int status) {
        assertThat(lifetime("/repos/o/r", RequestQuery.NONE, status, Body.NONE)).isPresent();
    }

    @Test
    void keepsNeitherLogsNorTheRateLimit() {
        assertThat(lifetime("/repos/o/r/actions/jobs/1/logs", RequestQuery.NONE, 200, Answers.text("log")))
                .isEmpty();
        assertThat(lifetime("/rate_limit", RequestQuery.NONE, 200, Answers.json("{}")))
                .isEmpty();
    }

    @Test
    void trustsNoStateInABodyThatIsNotJson() {
        assertThat(lifetime("/repos/o/r/issues/1", RequestQuery.NONE, 200, Answers.text("{\"state\":\"closed\"}")))
                .contains(lifetime(300, 3_600, 3_600));
        assertThat(lifetime("/repos/o/r/issues/1", RequestQuery.NONE, 204, Body.NONE))
                .contains(lifetime(300, 3_600, 3_600));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/repos/o/r/pulls                     | []                                       | 3600",
                "/repos/o/r/pulls/1                   | {\"merged_at\":null}                     | 3600",
                "/repos/o/r/pulls/1                   | {\"merged_at\":\"2026-01-01T00:00:00Z\"} | 86400",
                "/repos/o/r/languages                 | {}                                       | 86400",
                "/repos/o/r/contents/a                | {}                                       | 3600",
                "/repos/o/r/git/blobs/SHA             | {}                                       | 604800",
            })
    void knowsHowLongOneBodyMayBeExtended(String path, String body, long bodyFor) {
        assertThat(lifetime(path.replace("SHA", SHA), RequestQuery.NONE, 200, Answers.json(body)))
                .hasValueSatisfying(lifetime -> assertThat(lifetime.bodyFor()).hasSeconds(bodyFor));
    }

    @Test
    void keepsTheFilesOfAPullRequestLongerWhenItsStateIsKnown() {
        String path = "/repos/o/r/pulls/1/files";
        CanonicalRequest plain = CanonicalRequest.of(RequestPath.of(path), RequestQuery.NONE);
        assertThat(CachePolicy.lifetime(Answers.route(path), plain, 200, Answers.json("[]")))
                .contains(lifetime(60, 3_600, 3_600));
        assertThat(CachePolicy.lifetime(
                        Answers.route(path), plain.withVariant("pr-head:" + SHA), 200, Answers.json("[]")))
                .contains(lifetime(300, 3_600, 3_600));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "runs/1/attempts/2/jobs | 200 | {\"jobs\":[{\"status\":\"completed\"}]}                          | true",
                "runs/1/attempts/2/jobs | 200 | {\"jobs\":[{\"status\":\"completed\"},{\"status\":\"queued\"}]} | false",
                "runs/1/attempts/2/jobs | 200 | {\"jobs\":[]}                                               | false",
                "runs/1/attempts/2/jobs | 202 | {\"jobs\":[{\"status\":\"completed\"}]}                          | false",
                "runs/1/attempts/2/jobs | 404 | {\"jobs\":[{\"status\":\"completed\"}]}                          | false",
                "runs/1/attempts/0/jobs | 200 | {\"jobs\":[{\"status\":\"completed\"}]}                          | false",
                "runs/1/jobs            | 200 | {\"jobs\":[{\"status\":\"completed\"}]}                          | false",
                "jobs/1                 | 200 | {\"jobs\":[{\"status\":\"completed\"}]}                          | false",
            })
    void asksForProofOfAnAttemptWhoseJobsHaveAllCompleted(String path, int status, String body, boolean awaited) {
        assertThat(CachePolicy.awaitsAttemptProof(
                        Answers.route("/repos/o/r/actions/" + path), status, Answers.json(body)))
                .isEqualTo(awaited);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"status\":\"completed\",\"run_attempt\":2}     | true",
                "{\"status\":\"completed\",\"run_attempt\":3}     | false",
                "{\"status\":\"completed\",\"run_attempt\":\"2\"} | false",
                "{\"status\":\"completed\",\"run_attempt\":2.0}   | false",
                "{\"status\":\"completed\"}                       | false",
                "{\"status\":\"in_progress\",\"run_attempt\":2}   | false",
                "[]                                               | false",
            })
    void believesAnAttemptThatSaysItHasCompleted(String run, boolean proof) {
        assertThat(CachePolicy.provesAttempt(Answers.json(run), 2)).isEqualTo(proof);
    }

    @Test
    void keepsTheJobsOfAProvenAttemptForAnHour() {
        assertThat(CachePolicy.settledJobs(Answers.route("/repos/o/r/actions/runs/1/attempts/2/jobs")))
                .isEqualTo(lifetime(3_600, 86_400, 86_400));
    }

    @Test
    void remembersForAMinuteThatAThingIsNotThere() {
        for (int status = 100; status < 600; status++) {
            boolean remembered = List.of(404, 410, 422, 451).contains(status);
            assertThat(CachePolicy.negative(status))
                    .as("status %d", status)
                    .isEqualTo(remembered ? Optional.of(Duration.ofMinutes(1)) : Optional.empty());
        }
    }

    @Test
    void keepsTheStateOfACommitForAMinuteAtMost() {
        for (Route route : RouteCatalog.github().routes()) {
            if (route.kind()
                            .matches(
                                    "commit_(check_runs|check_suites|status|statuses)(_ref)?|ref_statuses|.*event_list")
                    && !route.kind().equals("issue_event_list")) {
                assertThat(route.fresh()).as(route.kind()).isEqualTo(new FreshFor.Fixed(Duration.ofMinutes(1)));
            }
        }
    }

    private static Optional<Lifetime> lifetime(String path, RequestQuery query, int status, Body body) {
        return CachePolicy.lifetime(
                Answers.route(path), CanonicalRequest.of(RequestPath.of(path), query), status, body);
    }

    private static Lifetime lifetime(long fresh, long stale, long bodyFor) {
        return new Lifetime(Duration.ofSeconds(fresh), Duration.ofSeconds(stale), Duration.ofSeconds(bodyFor));
    }
}
