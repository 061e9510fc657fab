package io.octopool.api.server;

import static io.octopool.api.server.TestServer.REPO;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.octopool.api.server.TestServer.Reply;
import io.octopool.sim.SimulatorOptions;
import io.octopool.sim.settings.FailRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists of runs and jobs in their reduced shapes (server spec 7.12, 15.6). */
class ActionsTest {

    private static final String RUNS = "\"x-octopool-public-shape\":\"actions-summary-v1\"";
    private static final String JOBS = "\"x-octopool-public-shape\":\"actions-jobs-v1\"";

    @TempDir
    private static Path directory;

    private static TestServer server;
    private static String token;

    @BeforeAll
    static void start() throws Exception {
        List<String> recordings = new ArrayList<>();
        for (int page = 1; page <= 3; page++) {
            recordings.add(jobs(250, 250, page));
            recordings.add(jobs(260, 260, page));
            recordings.add(jobs(265, 265, page));
            recordings.add(jobs(350, 350, page));
            recordings.add(jobs(150, page == 1 ? 150 : 149, page));
        }
        recordings.add(jobs(450, 450, 1));
        recordings.add(jobs(360, 360, 1));
        recordings.add(jobs(251, 251, 3));
        for (int run : List.of(130, 251)) {
            recordings.add(jobs(run, run, 1));
            recordings.add("{\"request\":{\"method\":\"GET\",\"path\":\"" + jobsPath(run) + "\"},"
                    + "\"response\":{\"status\":500,\"headers\":{},\"body\":null}}");
        }
        Path file = Files.writeString(directory.resolve("jobs.json"), "[" + String.join(",", recordings) + "]");
        server = TestServer.start(
                directory, Map.of(), SimulatorOptions.defaults().replaying(file), InstantSource.system());
        server.registerIdentity();
        token = server.enrol("carol");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void forgetCalls() {
        server.github().clearCalls();
    }

    @Test
    void answersManyQuestionsAboutRunsFromOnePage() throws Exception {
        String path = REPO + "/actions/runs";
        Reply first = shaped(path, RUNS, "\"per_page\":\"20\"");
        assertThat(first.at("/relay/cache")).isEqualTo("miss");
        int runs = first.json().at("/body/workflow_runs").size();
        assertThat(runs).isBetween(2, 20);
        assertThat(first.at("/body/total_count"))
                .isEqualTo(Integer.toString(first.json().at("/body/total_count").asInt()));
        JsonNode run = first.json().at("/body/workflow_runs/0");

        Reply one = shaped(path, RUNS, "\"limit\":\"1\"");
        assertThat(one.at("/relay/cache")).isEqualTo("hit");
        assertThat(one.json().at("/body/workflow_runs").size()).isEqualTo(1);
        assertThat(one.json().at("/body/workflow_runs/0")).isEqualTo(run);

        Reply ofBranch =
                shaped(path, RUNS, "\"branch\":\"" + run.path("head_branch").asText() + "\",\"limit\":\"1\"");
        assertThat(ofBranch.at("/relay/cache")).isEqualTo("hit");
        assertThat(ofBranch.json().at("/body/workflow_runs/0")).isEqualTo(run);
        for (Reply reply : List.of(first, one, ofBranch)) {
            assertThat(reply.json().path("headers").has("etag")).isFalse();
            assertThat(reply.json().path("headers").has("link")).isFalse();
            assertThat(reply.json().path("headers").has("content-type")).isTrue();
        }
        assertThat(server.github().calls().to("GET " + path)).isEqualTo(1);
    }

    @Test
    void asksExactlyWhereTheSharedPageHasTooFew() throws Exception {
        String path = "/repos/octo-org/spoon-knife/actions/runs";
        Reply wide = shaped(path, RUNS, "\"per_page\":\"25\"");
        assertThat(wide.status()).as(wide.text()).isEqualTo(200);
        Reply exact = shaped(path, RUNS, "\"branch\":\"no-such-branch\",\"limit\":\"7\"");
        assertThat(exact.at("/relay/cache")).isEqualTo("miss");
        assertThat(exact.at("/body/total_count")).isEqualTo("0");
        assertThat(exact.json().path("headers").has("etag")).isFalse();
        assertThat(server.github().calls().to("GET " + path)).isEqualTo(2);
        assertThat(shaped(path, RUNS, "\"branch\":\"no-such-branch\",\"limit\":\"7\"")
                        .at("/relay/cache"))
                .isEqualTo("hit");
        assertThat(server.github().calls().to("GET " + path)).isEqualTo(2);
    }

    @Test
    void leavesRequestsWithoutShapeAsTheyAre() throws Exception {
        String path = REPO + "/actions/workflows/ci.yml/runs";
        Reply reply = server.read(token, path, "\"query\":{\"per_page\":\"2\",\"limit\":\"1\"}");
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(reply.json().at("/body/workflow_runs").size()).isEqualTo(2);
        assertThat(reply.json().path("headers").has("etag")).isTrue();
        Reply shaped = shaped(path, RUNS, "\"per_page\":\"2\",\"limit\":\"1\"");
        assertThat(shaped.json().at("/body/workflow_runs").size()).isEqualTo(1);
        assertThat(server.github().calls().to("GET " + path)).isEqualTo(2);
    }

    @Test
    void mergesAllPagesOfJobs() throws Exception {
        Reply first = shaped(jobsPath(250), JOBS, "\"per_page\":\"100\"");
        assertThat(first.at("/relay/cache")).isEqualTo("miss");
        assertThat(first.at("/body/total_count")).isEqualTo("250");
        assertThat(first.json().at("/body/jobs").size()).isEqualTo(100);
        Reply second = shaped(jobsPath(250), JOBS, "\"filter\":\"latest\"");
        assertThat(second.at("/relay/cache")).isEqualTo("hit");
        assertThat(second.json().path("relay").has("cache_expires_at")).isTrue();
        assertThat(second.json().at("/body/jobs").size()).isEqualTo(30);
        assertThat(server.github().calls().to("GET " + jobsPath(250))).isEqualTo(3);
    }

    @Test
    void saysThatThereAreTooManyJobsAfterOnePage() throws Exception {
        Reply reply = shaped(jobsPath(350), JOBS, "\"per_page\":\"100\"");
        assertThat(reply.status() + " " + reply.reason()).isEqualTo("424 pagination_exhausted");
        assertThat(server.github().calls().to("GET " + jobsPath(350))).isEqualTo(1);
    }

    @Test
    void asksForNoFurtherPageOnceOneIsMissing() throws Exception {
        Reply reply = shaped(jobsPath(251), JOBS, "\"per_page\":\"100\"");
        assertThat(reply.status() + " " + reply.reason()).isEqualTo("424 pagination_exhausted");
        assertThat(server.github().targets())
                .containsKeys(target(251, 1), target(251, 2))
                .doesNotContainKey(target(251, 3));
    }

    @Test
    void readsAllPagesAnewWhereACachedOneIsFromBeforeJobsWereAdded() throws Exception {
        String path = jobsPath(265);
        server.github()
                .fail(FailRule.answering(200)
                        .withHeaders(Map.of("content-type", "application/json"))
                        .withBody(body(264, 264, 2))
                        .onPath(path)
                        .times(1));
        Reply old = server.read(token, path, "\"query\":{\"page\":\"2\",\"per_page\":\"100\"}");
        assertThat(old.at("/body/total_count")).isEqualTo("264");
        Reply reply = shaped(path, JOBS, "\"per_page\":\"100\",\"filter\":\"latest\"");
        assertThat(reply.at("/body/total_count")).as(reply.text()).isEqualTo("265");
    }

    @Test
    void mergesNothingThatDoesNotFitTogether() throws Exception {
        Reply reply = shaped(jobsPath(150), JOBS, "\"per_page\":\"100\"");
        assertThat(reply.status() + " " + reply.reason()).isEqualTo("424 pagination_exhausted");
    }

    @Test
    void answersQuestionsAboutOneWorkflowFromOnePageToo() throws Exception {
        String path = "/repos/octo-org/spoon-knife/actions/workflows/ci.yml/runs";
        assertThat(shaped(path, RUNS, "\"limit\":\"1\"").at("/relay/cache")).isEqualTo("miss");
        Reply second = shaped(path, RUNS, "\"limit\":\"2\",\"per_page\":\"9\"");
        assertThat(second.at("/relay/cache")).isEqualTo("hit");
        assertThat(second.json().at("/body/workflow_runs").size()).isEqualTo(2);
        assertThat(server.github().targets()).containsEntry("GET " + path + "?page=1&per_page=25", 1L);
    }

    @Test
    void translatesAConditionalRequestAndCutsItsAnswer() throws Exception {
        String path = "/repos/octo-org/spoon-knife/actions/runs";
        Reply reply = server.read(
                token,
                path,
                "\"headers\":{" + RUNS + ",\"if-none-match\":\"\\\"older\\\"\"},"
                        + "\"query\":{\"limit\":\"2\",\"per_page\":\"3\"}");
        assertThat(reply.at("/status")).as(reply.text()).isEqualTo("200");
        assertThat(reply.json().at("/body/workflow_runs").size()).isEqualTo(2);
        assertThat(reply.json().at("/body/total_count").asInt()).isGreaterThan(3);
        assertThat(reply.json().path("headers").has("etag")).isFalse();
        assertThat(reply.json().path("headers").has("link")).isFalse();
        assertThat(server.github().targets()).containsEntry("GET " + path + "?per_page=3", 1L);
    }

    @Test
    void passesOnThatGitHubKnowsNoSuchStatus() throws Exception {
        String path = REPO + "/actions/runs";
        Reply reply = shaped(path, RUNS, "\"status\":\"broken\",\"limit\":\"5\"");
        assertThat(reply.status() + " " + reply.at("/status")).isEqualTo("200 422");
        assertThat(server.github().targets()).containsEntry("GET " + path + "?status=broken&per_page=5", 1L);
    }

    @Test
    void keepsThePagesThatCameOfAListThatIsNotComplete() throws Exception {
        for (int i = 0; i < 2; i++) {
            Reply broken = shaped(jobsPath(130), JOBS, "\"per_page\":\"100\"");
            assertThat(broken.reason()).isEqualTo("pagination_exhausted");
            Reply many = shaped(jobsPath(450), JOBS, "\"per_page\":\"" + (i + 9) + "\"");
            assertThat(many.reason()).isEqualTo("pagination_exhausted");
        }
        assertThat(server.github().targets())
                .containsEntry("GET " + jobsPath(130) + "?page=1&per_page=100", 1L)
                .containsEntry("GET " + jobsPath(130) + "?page=2&per_page=100", 2L)
                .containsEntry("GET " + jobsPath(450) + "?page=1&per_page=100", 1L);
    }

    @Test
    void explainsAListOfJobsPageByPage() throws Exception {
        shaped(jobsPath(260), JOBS, "\"per_page\":\"100\"");
        JsonNode complete = explained(jobsPath(260));
        assertThat(complete.path("outcome").asText()).isEqualTo("hit");
        assertThat(complete.path("steps").findValuesAsText("path"))
                .containsExactly(
                        jobsPath(260) + "?page=1&per_page=100",
                        jobsPath(260) + "?page=2&per_page=100",
                        jobsPath(260) + "?page=3&per_page=100");
        shaped(jobsPath(360), JOBS, "\"per_page\":\"100\"");
        JsonNode tooMany = explained(jobsPath(360));
        assertThat(tooMany.path("outcome").asText() + " "
                        + tooMany.path("reason").asText())
                .isEqualTo("refused pagination_exhausted");
    }

    private static JsonNode explained(String path) throws Exception {
        return server.admin(
                        "GET",
                        "/v1/admin/pools/" + TestServer.POOL + "/explain?path=" + path + "&shape=actions-jobs-v1",
                        "")
                .json();
    }

    private static Reply shaped(String path, String shape, String query) throws Exception {
        return server.read(token, path, "\"headers\":{" + shape + "},\"query\":{" + query + "}");
    }

    private static String jobsPath(int run) {
        return REPO + "/actions/runs/" + run + "/jobs";
    }

    private static String target(int run, int page) {
        return "GET " + jobsPath(run) + "?page=" + page + "&per_page=100";
    }

    private static String jobs(int run, int total, int page) {
        return "{\"request\":{\"method\":\"GET\",\"path\":\"" + jobsPath(run) + "\",\"query\":{\"page\":\"" + page
                + "\",\"per_page\":\"100\"}},\"response\":{\"status\":200,\"headers\":{\"content-type\":\"application/json\"},\"body\":"
                + body(run, total, page) + "}}";
    }

    private static String body(int run, int total, int page) {
        String jobs = IntStream.range((page - 1) * 100, Math.min(run, page * 100))
                .mapToObj(number -> "{\"id\":" + number + ",\"status\":\"completed\"}")
                .collect(Collectors.joining(","));
        return "{\"total_count\":" + total + ",\"jobs\":[" + jobs + "]}";
    }
}
