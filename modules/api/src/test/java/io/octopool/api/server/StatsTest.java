package io.octopool.api.server;

import static io.octopool.api.server.TestServer.REPO;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.octopool.api.server.TestServer.Reply;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatsTest {

    @TempDir
    private Path directory;

    @Test
    void countsWhatWasReadThroughThePool() throws Exception {
        try (TestServer server = TestServer.start(directory, Map.of())) {
            server.registerIdentity();
            String carol = server.enrol("carol");
            String alice = server.enrol("alice");
            server.read(carol, REPO);
            server.read(carol, REPO);
            server.read(carol, REPO + "/issues/9999");
            server.read(carol, "/repos/octo-org/hello-world/secret");
            server.read(alice, REPO);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(stats(server, carol, "")
                                    .at("/pool_usage/requests")
                                    .intValue())
                            .isEqualTo(5));
            JsonNode stats = stats(server, carol, "?since=5m");
            assertThat(stats.at("/caller_usage/requests").intValue()).isEqualTo(4);
            assertThat(stats.at("/client_usage")).isEqualTo(stats.at("/caller_usage"));
            assertThat(stats.at("/pool_usage/cache_hits").intValue()).isEqualTo(2);
            assertThat(stats.at("/pool_usage/upstream_client_errors").intValue())
                    .isOne();
            assertThat(stats.at("/pool_usage/fallbacks").intValue()).isOne();
            assertThat(stats.at("/fallback_reasons/0/reason").textValue()).isEqualTo("route_denied");
            assertThat(stats.at("/cache/total_entries").intValue()).isPositive();
            assertThat(stats.at("/operator").toString())
                    .isEqualTo("{\"github_login\":\"carol\",\"client_name\":\"admin\"}");
            assertThat(stats.at("/routes/0/latest_seen_at").textValue()).endsWith("Z");
            assertThat(stats(server, carol, "?client=nobody")
                            .at("/client_usage/requests")
                            .intValue())
                    .isZero();
        }
    }

    private static JsonNode stats(TestServer server, String token, String query) throws Exception {
        Reply reply = server.send(
                server.request("/v1/pools/maintainers/stats" + query).header("authorization", "Bearer " + token));
        assertThat(reply.status()).isEqualTo(200);
        return reply.json();
    }
}
