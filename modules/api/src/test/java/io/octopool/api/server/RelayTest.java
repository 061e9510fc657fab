package io.octopool.api.server;

import static io.octopool.api.server.TestServer.REPO;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.octopool.api.server.TestServer.Reply;
import io.octopool.sim.settings.FailRule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reads through a whole server, over HTTP, with a simulated GitHub behind it. Each test reads paths of its own. */
class RelayTest {

    @TempDir
    private static Path directory;

    private static TestServer server;
    private static String token;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.start(directory, Map.of("REQUEST_TIMEOUT_MS", "1500"));
        server.registerIdentity();
        token = server.enrol("carol");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void heal() {
        server.github().heal();
    }

    @Test
    void answersAMissAndThenAHitWithGitHubsOwnBytes() throws Exception {
        String path = REPO + "/pulls/12";
        String expected = server.direct(path);
        Reply miss = server.read(token, path);
        Reply hit = server.read(token, path);

        assertThat(miss.status()).isEqualTo(200);
        assertThat(miss.header("content-type")).isEqualTo("application/json");
        assertThat(miss.header("cache-control")).isEqualTo("no-store");
        assertThat(miss.header("x-request-id"))
                .isEqualTo(miss.json().at("/relay/request_id").asText());
        assertThat(miss.json().at("/relay/cache").asText()).isEqualTo("miss");
        assertThat(miss.json().at("/relay/lease_reason").asText()).isIn("highest_remaining", "sticky");
        assertThat(miss.json().path("identity").toString()).isEqualTo("{\"id\":\"pat_bob\",\"kind\":\"pat\"}");
        assertThat(miss.json().at("/relay/cache_expires_at").isMissingNode()).isTrue();
        assertThat(hit.json().at("/relay/cache").asText()).isEqualTo("hit");
        assertThat(hit.json().at("/relay/cache_expires_at").asText()).matches("\\d{4}-\\d\\d-\\d\\dT[\\d:]{8}Z");
        assertThat(hit.json().at("/relay/lease_reason").isMissingNode()).isTrue();
        assertThat(hit.json().path("body")).isEqualTo(miss.json().path("body"));
        assertThat(hit.text()).contains("\"body\":" + bodyOf(miss) + ",\"body_encoding\":\"json\"");
        assertThat(bodyOf(hit).length()).isLessThanOrEqualTo(expected.length());
    }

    @Test
    void relaysABodyThatNeedsNoSanitisingByteForByte() throws Exception {
        String path = REPO + "/issues/20/comments";
        String expected = server.direct(path);
        assertThat(server.read(token, path).text()).contains("\"body\":" + expected + ",\"body_encoding\"");
        assertThat(server.read(token, path).text()).contains("\"body\":" + expected + ",\"body_encoding\"");
    }

    @Test
    void asksGitHubOnceForTwoHundredColdReadsAtOnce() throws Exception {
        String path = "/repos/octo-org/spoon-knife/pulls";
        server.github().change(settings -> settings.withLatency(Duration.ofMillis(100)));
        List<CompletableFuture<Reply>> reads = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            reads.add(server.readLater(token, path));
        }
        int misses = 0;
        for (CompletableFuture<Reply> read : reads) {
            Reply reply = read.join();
            assertThat(reply.status()).as(reply.text()).isEqualTo(200);
            misses += reply.json().at("/relay/cache").asText().equals("miss") ? 1 : 0;
        }
        server.github().change(settings -> settings.withLatency(Duration.ZERO));
        assertThat(server.github().calls().to("GET " + path)).isEqualTo(1);
        assertThat(server.github().calls().to("GET /repos/octo-org/spoon-knife"))
                .isLessThanOrEqualTo(1);
        assertThat(misses).isEqualTo(1);
    }

    @Test
    void rewritesTheOwnProfileToThePublicOne() throws Exception {
        JsonNode envelope = server.read(token, "/user").json();
        assertThat(envelope.at("/body/login").asText()).isEqualTo("carol");
        assertThat(envelope.at("/relay/route_kind").asText()).isEqualTo("user_view");
        assertThat(envelope.at("/relay/backend").asText()).isEqualTo("github_public");
        assertThat(envelope.path("identity").isMissingNode()).isTrue();
    }

    @Test
    void neverCachesTheRateLimit() throws Exception {
        assertThat(server.read(token, "/rate_limit").json().at("/relay/cache").asText())
                .isEqualTo("bypass");
        JsonNode again = server.read(token, "/rate_limit").json();
        assertThat(again.at("/relay/cache").asText()).isEqualTo("bypass");
        assertThat(again.at("/relay/cacheable").asBoolean()).isFalse();
    }

    @Test
    void relaysGitHubsOwnNotFound() throws Exception {
        Reply reply = server.read(token, REPO + "/issues/999999");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().path("status").asInt()).isEqualTo(404);
        assertThat(reply.json().at("/relay/cache").asText()).isEqualTo("miss");
    }

    @ParameterizedTest
    @CsvSource({
        "/repos/octo-org/secret-plans, repo_not_public",
        "/repos/octo-org/never-was, repo_not_public",
        "/orgs/octo-org, route_denied",
        "/search/issues, search_denied"
    })
    void tellsClientsToAskGitHubThemselves(String path, String reason) throws Exception {
        Reply reply = server.read(token, path);
        assertThat(reply.status()).isEqualTo(424);
        assertThat(reply.code()).isEqualTo("fallback_local");
        assertThat(reply.reason()).isEqualTo(reason);
    }

    @Test
    void saysWhenGitHubIsDown() throws Exception {
        assertThat(server.read(token, REPO + "/issues/18").status()).isEqualTo(200);
        server.github().fail(FailRule.cutting());
        Reply reply = server.read(token, REPO + "/issues/19");
        assertThat(reply.status()).isEqualTo(424);
        assertThat(reply.reason()).isEqualTo("github_unreachable");
        assertThat(server.read(token, REPO + "/issues/18")
                        .json()
                        .at("/relay/cache")
                        .asText())
                .isEqualTo("hit");
    }

    @Test
    void saysWhenGitHubIsTooSlow() throws Exception {
        assertThat(server.read(token, REPO + "/issues/21").status()).isEqualTo(200);
        server.github().fail(FailRule.delaying(Duration.ofSeconds(30)));
        Reply reply = server.read(token, REPO + "/issues/22");
        assertThat(reply.status()).isEqualTo(424);
        assertThat(reply.reason()).isEqualTo("github_timeout");
    }

    @Test
    void saysWhenABodyStopsHalfWay() throws Exception {
        assertThat(server.read(token, REPO + "/issues/23").status()).isEqualTo(200);
        server.github().fail(FailRule.stalling());
        Reply reply = server.read(token, REPO + "/issues/24");
        assertThat(reply.status()).isEqualTo(424);
        assertThat(reply.reason()).isEqualTo("github_timeout");
    }

    @Test
    void relaysAServerErrorOfGitHubWithoutKeepingIt() throws Exception {
        assertThat(server.read(token, REPO + "/issues/25").status()).isEqualTo(200);
        server.github().fail(FailRule.answering(502));
        Reply reply = server.read(token, REPO + "/issues/26");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().path("status").asInt()).isEqualTo(502);
        server.github().heal();
        assertThat(server.read(token, REPO + "/issues/26").json().path("status").asInt())
                .isEqualTo(200);
    }

    @Test
    void remembersForAMomentWhatIsNotThere() throws Exception {
        String path = REPO + "/issues/888888";
        assertThat(server.read(token, path).at("/relay/cache")).isEqualTo("miss");
        Reply again = server.read(token, path);
        assertThat(again.at("/status") + " " + again.at("/relay/cache")).isEqualTo("404 hit");
    }

    @Test
    void relaysTheLogOfACompletedJobAndKeepsIt() throws Exception {
        JsonNode runs = server.read(token, REPO + "/actions/runs", "\"query\":{\"status\":\"completed\"}")
                .json()
                .at("/body/workflow_runs");
        String run = runs.get(0).path("id").asText();
        String job = server.read(token, REPO + "/actions/runs/" + run + "/jobs").at("/body/jobs/0/id");
        Reply miss = server.read(token, REPO + "/actions/jobs/" + job + "/logs");
        assertThat(miss.status()).as(miss.text()).isEqualTo(200);
        assertThat(miss.at("/status") + " " + miss.at("/body_encoding")).isEqualTo("200 text");
        assertThat(miss.at("/relay/cache")).isEqualTo("miss");
        Reply hit = server.read(token, REPO + "/actions/jobs/" + job + "/logs");
        assertThat(hit.at("/relay/cache")).isEqualTo("hit");
        assertThat(hit.at("/body")).isEqualTo(miss.at("/body"));
        assertThat(hit.json().path("relay").has("cache_expires_at")).isTrue();
    }

    @Test
    void searchesWithoutCredentialWhereSearchIsOff() throws Exception {
        server.github().clearCalls();
        Reply reply = server.read(
                token,
                "/search/issues",
                "\"headers\":{\"x-octopool-public-shape\":\"issue-search-v1\"},"
                        + "\"query\":{\"q\":\"repo:octo-org/hello-world type:issue bug\"}");
        assertThat(reply.status() == 200 || reply.code().equals("token_free_unavailable"))
                .as(reply.text())
                .isTrue();
        assertThat(server.github().calls().byCredential()).doesNotContainKey("pat:bob");
    }

    @Test
    void asksGitHubForNothingThatIsDenied() throws Exception {
        server.github().clearCalls();
        for (String path : List.of("/orgs/octo-org", REPO + "/compare/a...b:c", "/search/issues")) {
            assertThat(server.read(token, path).status()).isEqualTo(424);
        }
        assertThat(server.github().calls().total()).isZero();
    }

    @Test
    void honoursHowOldAnAnswerMayBe() throws Exception {
        String path = REPO + "/pulls/11";
        assertThat(server.read(token, path).status()).isEqualTo(200);
        Reply fresh = server.relay(
                token,
                "{\"pool\":\"maintainers\",\"method\":\"get\",\"path\":\"" + path
                        + "\",\"headers\":{\"Cache-Control\":\"max-age=0\"}}");
        assertThat(fresh.at("/relay/cache")).isEqualTo("hit");
        assertThat(fresh.json().path("relay").has("cache_expires_at")).isFalse();
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(server.rows(
                                "select fallback_reason, backend, cache_status, cacheable, error_code from audit_events"
                                        + " where request_id = '" + fresh.header("x-request-id") + "'"))
                        .containsExactly("cache_revalidated github_identity hit 1 null"));
    }

    @Test
    void writesOneAuditRowForEachReadAndNoneForStrangers() throws Exception {
        String read = server.read(token, REPO + "/pulls/10").header("x-request-id");
        String again = server.read(token, REPO + "/pulls/10").header("x-request-id");
        String denied = server.read(token, "/not/relayed").header("x-request-id");
        String stranger = server.read("stranger", REPO).header("x-request-id");
        String rows = "select route_key, route_kind, identity_id, status, error_code, fallback_reason, backend,"
                + " cache_status, cacheable, coalesced, client_name from audit_events where request_id = '%s'";
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(server.rows(rows.formatted(denied)))
                        .containsExactly(
                                "GET /not/relayed denied null 424 fallback_local route_denied null unknown 0 0 admin"));
        assertThat(server.rows(rows.formatted(read)))
                .containsExactly(
                        "GET " + REPO + "/pulls/:number pr_view pat_bob 200 null null github_identity miss 1 0 admin");
        assertThat(server.rows(rows.formatted(again)))
                .containsExactly("GET " + REPO + "/pulls/:number pr_view pat_bob 200 null null null hit 1 0 admin");
        assertThat(server.rows(rows.formatted(stranger))).isEmpty();
    }

    private static String bodyOf(Reply reply) {
        String text = reply.text();
        return text.substring(text.indexOf("\"body\":") + "\"body\":".length(), text.indexOf(",\"body_encoding\""));
    }
}
