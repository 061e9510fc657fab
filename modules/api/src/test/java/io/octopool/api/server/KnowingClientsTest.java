package io.octopool.api.server;

import static io.octopool.api.server.TestServer.REPO;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.octopool.api.server.TestServer.Reply;
import java.nio.file.Path;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that hold an answer already, or know something of what they read. */
class KnowingClientsTest {

    @TempDir
    private static Path directory;

    private static TestServer server;
    private static String token;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.start(directory, Map.of());
        server.registerIdentity();
        token = server.enrol("carol");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void tellsAClientThatItsCopyHoldsWithoutAskingGitHubAgain() throws Exception {
        String path = REPO + "/pulls/8";
        String etag = server.read(token, path).at("/headers/etag");
        assertThat(etag).isNotBlank();
        String quoted = new ObjectMapper().writeValueAsString(etag);

        Reply held = server.read(token, path, "\"headers\":{\"If-None-Match\":" + quoted + "}");
        assertThat(held.status()).isEqualTo(200);
        assertThat(held.at("/status")).isEqualTo("304");
        assertThat(held.json().path("body").isNull()).isTrue();
        assertThat(held.at("/body_encoding")).isEqualTo("text");
        assertThat(held.at("/headers/etag")).isEqualTo(etag);
        assertThat(held.at("/relay/cache")).isEqualTo("hit");

        Reply old = server.read(token, path, "\"headers\":{\"if-none-match\":\"\\\"older\\\"\"}");
        assertThat(old.at("/status")).isEqualTo("200");
        assertThat(old.at("/relay/cache")).isEqualTo("hit");
        assertThat(server.github().calls().to("GET " + path)).isEqualTo(1);
        Awaitility.await()
                .untilAsserted(() -> assertThat(server.rows(
                                "select status, cache_status, cacheable, backend from audit_events where request_id = '"
                                        + held.header("x-request-id") + "'"))
                        .containsExactly("304 hit 1 null"));
    }

    @Test
    void asksGitHubForAConditionalClientLikeForAnyOther() throws Exception {
        String path = REPO + "/pulls/9";
        Reply miss = server.read(token, path, "\"headers\":{\"if-none-match\":\"\\\"older\\\"\"}");
        assertThat(miss.at("/status")).isEqualTo("200");
        assertThat(miss.at("/relay/cache")).isEqualTo("miss");
        assertThat(server.read(token, path).at("/relay/cache")).isEqualTo("hit");
    }

    @Test
    void keepsFilesOfAKnownHeadApartWhereTheHintIsTrue() throws Exception {
        String path = REPO + "/pulls/7";
        JsonNode pull = new ObjectMapper().readTree(server.direct(path));
        String head =
                "\"route_hint\":{\"pr_head_sha\":\"" + pull.at("/head/sha").asText() + "\"}";
        server.github().clearCalls();

        assertThat(server.read(token, path + "/files", head).at("/relay/cache")).isEqualTo("miss");
        assertThat(server.read(token, path + "/files", head).at("/relay/cache")).isEqualTo("hit");
        assertThat(server.read(token, path + "/files").at("/relay/cache")).isEqualTo("miss");
        String forged = "\"route_hint\":{\"pr_head_sha\":\"" + "0".repeat(40) + "\"}";
        assertThat(server.read(token, path + "/files", forged).at("/relay/cache"))
                .isEqualTo("hit");
        assertThat(server.github().calls().to("GET " + path)).isEqualTo(1);
        assertThat(server.github().calls().to("GET " + path + "/files")).isEqualTo(2);
        assertThat(server.read(token, path).at("/relay/cache")).isEqualTo("hit");
    }

    @Test
    void dropsAHintOnAnythingElse() throws Exception {
        Reply reply = server.read(token, REPO + "/pulls/6/commits", "\"route_hint\":{\"pr_state\":\"merged\"}");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(server.github().calls().to("GET " + REPO + "/pulls/6")).isZero();
    }
}
