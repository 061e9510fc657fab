package io.octopool.sim;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunsTest extends SimulatorTest {

    private static final String REPO = "/repos/octo-org/hello-world";
    private static final String RUNS = REPO + "/actions/runs";

    @Test
    void hasEnoughRunsToTurnPages() throws Exception {
        JsonNode all = client.get(RUNS + "?per_page=100").json();
        assertThat(all.get("total_count").asInt()).isGreaterThanOrEqualTo(60);
        assertThat(new HashSet<>(all.findValuesAsText("conclusion")))
                .contains("success", "failure", "cancelled", "skipped", "timed_out");
        assertThat(new HashSet<>(all.findValuesAsText("event")))
                .contains("push", "pull_request", "schedule", "workflow_dispatch");
        assertThat(new HashSet<>(all.findValuesAsText("run_number")))
                .hasSize(all.get("workflow_runs").size());

        Set<String> seen = new HashSet<>();
        for (int page = 1; page <= 7; page++) {
            client.get(RUNS + "?per_page=10&page=" + page)
                    .json()
                    .get("workflow_runs")
                    .forEach(run -> seen.add(run.get("id").asText()));
        }
        assertThat(seen).hasSize(all.get("total_count").asInt());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "branch=main",
                "branch=release-1",
                "status=failure",
                "status=completed",
                "status=in_progress",
                "event=schedule",
                "branch=main&status=cancelled"
            })
    void filtersAsTheCompleteListWould(String query) throws Exception {
        JsonNode all = client.get(RUNS + "?per_page=100").json().get("workflow_runs");
        long expected = all.valueStream().filter(run -> fits(run, query)).count();
        JsonNode filtered = client.get(RUNS + "?per_page=100&" + query).json();

        assertThat(filtered.get("total_count").asLong()).isEqualTo(expected).isPositive();
        assertThat(filtered.get("workflow_runs")).allMatch(run -> fits(run, query));
    }

    @Test
    void refusesAStatusThatIsNone() throws Exception {
        assertThat(client.get(RUNS + "?status=sleeping").status()).isEqualTo(422);
        assertThat(client.get(REPO + "/actions/workflows/ci.yml/runs?status=sleeping")
                        .status())
                .isEqualTo(422);
        assertThat(client.get(RUNS + "?status=queued").json().get("total_count").asInt(-1))
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {250, 350})
    void startsRunsOfManyJobs(int jobs) throws Exception {
        long run = happen("{\"type\":\"run_started\",\"jobs\":" + jobs + ",\"status\":\"queued\"}");
        assertThat(client.get(RUNS + "/" + run).json().get("status").asText()).isEqualTo("queued");
        Set<String> seen = new HashSet<>();
        for (int page = 1; page <= 4; page++) {
            JsonNode part = client.get(RUNS + "/" + run + "/attempts/1/jobs?per_page=100&page=" + page)
                    .json();
            assertThat(part.get("total_count").asInt()).isEqualTo(jobs);
            part.get("jobs").forEach(job -> seen.add(job.get("id").asText()));
        }
        assertThat(seen).hasSize(jobs);
    }

    @Test
    void countsAttemptsAndKeepsTheEarlierOnes() throws Exception {
        long run = happen("{\"type\":\"run_completed\",\"conclusion\":\"failure\"}");
        JsonNode first = client.get(RUNS + "/" + run + "/jobs").json();
        assertThat(happen("{\"type\":\"run_rerun\",\"id\":" + run + "}")).isEqualTo(run);

        JsonNode now = client.get(RUNS + "/" + run).json();
        assertThat(now.get("run_attempt").asInt()).isEqualTo(2);
        assertThat(now.get("status").asText()).isEqualTo("in_progress");
        assertThat(now.get("conclusion").isNull()).isTrue();
        assertThat(now.get("previous_attempt_url").asText()).endsWith("/attempts/1");
        JsonNode before = client.get(RUNS + "/" + run + "/attempts/1").json();
        assertThat(before.get("run_attempt").asInt()).isEqualTo(1);
        assertThat(before.get("conclusion").asText()).isEqualTo("failure");
        assertThat(client.get(RUNS + "/" + run + "/attempts/1/jobs").json()).isEqualTo(first);
        JsonNode jobs = client.get(RUNS + "/" + run + "/jobs").json();
        assertThat(jobs)
                .isEqualTo(client.get(RUNS + "/" + run + "/attempts/2/jobs").json());
        assertThat(jobs.at("/jobs/0/id")).isNotEqualTo(first.at("/jobs/0/id"));
        assertThat(client.get(RUNS + "/" + run + "/jobs?filter=all").json().get("jobs"))
                .hasSize(4);
        assertThat(client.get(RUNS + "/" + run + "/attempts/3").status()).isEqualTo(404);
        assertThat(client.get(REPO + "/actions/jobs/" + first.at("/jobs/0/id").asLong())
                        .json()
                        .get("run_attempt")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void endsJobsOneByOneAndTheirRunOnlyWhenItIsTold() throws Exception {
        long run = happen("{\"type\":\"run_started\",\"jobs\":2}");
        JsonNode jobs = client.get(RUNS + "/" + run + "/jobs").json();
        for (JsonNode job : jobs.get("jobs")) {
            happen("{\"type\":\"job_completed\",\"id\":" + job.get("id") + ",\"conclusion\":\"skipped\"}");
        }
        assertThat(client.get(RUNS + "/" + run + "/jobs").json().findValuesAsText("conclusion"))
                .contains("skipped")
                .doesNotContain("success");
        assertThat(client.get(RUNS + "/" + run).json().get("status").asText()).isEqualTo("in_progress");
        happen("{\"type\":\"run_completed\",\"id\":" + run + "}");
        assertThat(client.get(RUNS + "/" + run).json().get("conclusion").asText())
                .isEqualTo("success");
        assertThat(client.get(RUNS + "/" + run + "/jobs")
                        .json()
                        .at("/jobs/1/conclusion")
                        .asText())
                .isEqualTo("skipped");
    }

    @Test
    void movesTheHeadOfAPullRequest() throws Exception {
        String before = client.get(REPO + "/pulls/4").json().at("/head/sha").asText();
        JsonNode done = client.send(
                        "POST",
                        "/_sim" + REPO + "/events",
                        "{\"type\":\"pr_synchronized\",\"number\":4,\"message\":\"More\"}")
                .json();
        JsonNode pull = client.get(REPO + "/pulls/4").json();

        assertThat(pull.at("/head/sha")).isEqualTo(done.get("sha"));
        assertThat(pull.at("/head/sha").asText()).isNotEqualTo(before);
        assertThat(done.get("number").asInt()).isEqualTo(4);
        assertThat(client.get(REPO + "/pulls/4/commits").json()).hasSize(2);
        assertThat(client.get(REPO + "/pulls/5").json().at("/head/sha")).isNotEqualTo(done.get("sha"));
    }

    private long happen(String event) throws Exception {
        SimClient.Reply reply = client.send("POST", "/_sim" + REPO + "/events", event);
        assertThat(reply.status()).as(reply.body()).isEqualTo(201);
        return reply.json().get("id").asLong();
    }

    private static boolean fits(JsonNode run, String query) {
        for (String part : query.split("&", -1)) {
            String value = part.substring(part.indexOf('=') + 1);
            boolean fits = switch (part.substring(0, part.indexOf('='))) {
                case "branch" -> run.get("head_branch").asText().equals(value);
                case "event" -> run.get("event").asText().equals(value);
                default ->
                    run.get("status").asText().equals(value)
                            || run.get("conclusion").asText().equals(value);
            };
            if (!fits) {
                return false;
            }
        }
        return true;
    }
}
