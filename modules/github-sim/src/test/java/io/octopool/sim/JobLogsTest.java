package io.octopool.sim;

import static io.octopool.sim.SimClient.ALICE;
import static io.octopool.sim.SimClient.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JobLogsTest extends SimulatorTest {

    private static final String REPO = "/repos/octo-org/hello-world";
    private static final String EVENTS = "/_sim" + REPO + "/events";

    private long job;
    private String logs = "";

    @BeforeEach
    void findACompletedJob() throws Exception {
        job = jobOf("completed");
        logs = REPO + "/actions/jobs/" + job + "/logs";
    }

    @Test
    void redirectsToAStoreThatAsksForNothing() throws Exception {
        simulator.clearCalls();
        SimClient.Reply redirect = client.get(logs, "authorization", BOB);
        String location = redirect.header("location");
        assertThat(redirect.status()).isEqualTo(302);
        assertThat(redirect.body()).isEmpty();
        assertThat(location).startsWith(simulator.uri() + "/_logs/").contains("?se=", "&sig=");
        assertThat(location).doesNotContain(Long.toString(job));
        assertThat(client.get(logs, "authorization", BOB).header("location")).isNotEqualTo(location);

        SimClient.Reply text = follow(location);
        assertThat(text.status()).isEqualTo(200);
        assertThat(text.header("content-type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(text.header("x-ratelimit-remaining")).isEmpty();
        assertThat(text.body()).hasSize(2_000).contains("(job " + job + ", attempt 1)");
        assertThat(follow(location).body()).isEqualTo(text.body());
        assertThat(simulator.calls().to("GET /_logs")).isEqualTo(2);
        assertThat(simulator.calls().by("anonymous")).isEqualTo(2);
        assertThat(simulator.calls().spent("user:bob", "core")).isEqualTo(2);
        assertThat(simulator.calls().spent()).isEqualTo(2);
    }

    @Test
    void refusesAndCountsACredentialThatLeaked() throws Exception {
        String location = client.get(logs, "authorization", BOB).header("location");
        simulator.clearCalls();

        assertThat(follow(location, "authorization", BOB).status()).isEqualTo(400);
        assertThat(simulator.calls().to("GET /_logs")).isEqualTo(1);
        assertThat(simulator.calls().by("pat:bob")).isEqualTo(1);
        assertThat(simulator.calls().by("anonymous")).isZero();
    }

    @Test
    void letsAddressesExpire() throws Exception {
        String location = client.get(logs).header("location");
        clock.advance(Duration.ofSeconds(60));
        assertThat(follow(location).status()).isEqualTo(200);
        clock.advance(Duration.ofSeconds(1));
        assertThat(follow(location).status()).isEqualTo(403);
        assertThat(follow(location.replace("se=", "se=9")).status()).isEqualTo(403);
        assertThat(client.get("/_logs/none").status()).isEqualTo(403);
    }

    @Test
    void hasNoLogsOfJobsThatRunOrWhoseLogsAreDeleted() throws Exception {
        long running = jobOf("in_progress");
        assertThat(client.get(REPO + "/actions/jobs/" + running + "/logs").status())
                .isEqualTo(404);
        client.send("POST", EVENTS, "{\"type\":\"job_completed\",\"id\":" + running + "}");
        assertThat(client.get(REPO + "/actions/jobs/" + running + "/logs").status())
                .isEqualTo(302);

        String location = client.get(logs).header("location");
        client.send("POST", EVENTS, "{\"type\":\"logs_deleted\",\"id\":" + job + "}");
        assertThat(client.get(logs).status()).isEqualTo(404);
        assertThat(follow(location).status()).isEqualTo(404);
        assertThat(client.get(REPO + "/actions/jobs/" + job).status()).isEqualTo(200);
        assertThat(client.get(REPO + "/actions/jobs/1/logs").status()).isEqualTo(404);
    }

    @Test
    void keepsPrivateLogsFromStrangers() throws Exception {
        client.send("PUT", "/_sim" + REPO, "{\"private\":true}");
        assertThat(client.get(logs).status()).isEqualTo(404);
        assertThat(client.get(logs, "authorization", ALICE).status()).isEqualTo(302);
    }

    @Test
    void sendsAsMuchAsItIsToldAndWhereItIsTold() throws Exception {
        client.send("PATCH", "/_sim/settings", "{\"log_bytes\":3000001}");
        assertThat(follow(client.get(logs).header("location")).body()).hasSize(3_000_001);

        JsonNode set = client.send(
                        "PATCH", "/_sim/settings", "{\"log_redirect\":\"https://evil.example/{opaque}?sig=1\"}")
                .json();
        assertThat(set.get("log_redirect").asText()).isEqualTo("https://evil.example/{opaque}?sig=1");
        assertThat(client.get(logs).header("location")).matches("https://evil\\.example/[0-9a-f]{48}\\?sig=1");
        client.send("PATCH", "/_sim/settings", "{\"log_redirect\":null}");
        assertThat(client.get(logs).header("location"))
                .startsWith(simulator.uri().toString());
    }

    @Test
    void lateAndFailingStoresAreHadByTheirPath() throws Exception {
        String location = client.get(logs).header("location");
        client.send("PATCH", "/_sim/settings", "{\"fail\":{\"status\":503,\"path_prefix\":\"/_logs/\",\"times\":1}}");
        assertThat(client.get(logs).status()).isEqualTo(302);
        assertThat(follow(location).status()).isEqualTo(503);
        assertThat(follow(location).status()).isEqualTo(200);
    }

    private long jobOf(String status) throws Exception {
        long run = client.get(REPO + "/actions/runs?status=" + status)
                .json()
                .at("/workflow_runs/0/id")
                .asLong();
        return client.get(REPO + "/actions/runs/" + run + "/jobs")
                .json()
                .at("/jobs/0/id")
                .asLong();
    }

    private SimClient.Reply follow(String location, String... headers) throws Exception {
        return client.get(location.substring(simulator.uri().toString().length()), headers);
    }
}
