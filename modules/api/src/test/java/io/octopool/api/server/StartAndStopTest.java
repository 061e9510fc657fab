package io.octopool.api.server;

import static io.octopool.api.server.TestServer.REPO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.octopool.api.server.TestServer.Reply;
import io.octopool.sim.Simulator;
import io.octopool.sim.settings.FailRule;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartAndStopTest {

    @TempDir
    private Path directory;

    @Test
    void answersWhatItAcceptedBeforeItStopsAndKeepsWhatItAcknowledged() throws Exception {
        String token;
        List<String> requestIds = new ArrayList<>();
        try (TestServer server = TestServer.start(directory, Map.of())) {
            server.registerIdentity();
            token = server.enrol("carol");
            assertThat(server.read(token, REPO + "/pulls/1").status()).isEqualTo(200);
            server.github().change(settings -> settings.withLatency(Duration.ofMillis(700)));
            server.github().clearCalls();
            List<CompletableFuture<Reply>> underWay = new ArrayList<>();
            for (int i = 2; i < 12; i++) {
                underWay.add(server.readLater(token, REPO + "/pulls/" + i));
            }
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> server.github().calls().maxInFlight() == 10);
            server.server().close();
            for (CompletableFuture<Reply> read : underWay) {
                Reply reply = read.join();
                assertThat(reply.status()).as(reply.text()).isEqualTo(200);
                requestIds.add(reply.header("x-request-id"));
            }
            assertThat(TestServer.rows(directory, "select request_id from audit_events"))
                    .containsAll(requestIds);
        }
        assertThat(TestServer.rows(directory, "select github_login from callers"))
                .containsExactly("carol");
        assertThat(TestServer.rows(directory, "select id, secret_ref from identities"))
                .containsExactly("pat_bob OCTOPOOL_PAT_BOB");
        try (TestServer again = TestServer.start(directory, Map.of())) {
            Reply hit = again.read(token, REPO + "/pulls/1");
            assertThat(hit.json().at("/relay/cache").asText()).isEqualTo("hit");
        }
    }

    @Test
    void saysInOneLineThatTheDataDirectoryCannotBe() throws Exception {
        Path file = Files.createFile(directory.resolve("a-file"));
        try (Simulator github = Simulator.start()) {
            Map<String, String> environment = TestServer.environment(file.resolve("below"), github, Map.of());
            assertThatThrownBy(() -> Server.start(environment))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining("a-file")
                    .hasMessageNotContaining("\n");
        }
    }

    @Test
    void saysInOneLineThatThePortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0);
                Simulator github = Simulator.start()) {
            Map<String, String> environment = TestServer.environment(
                    directory, github, Map.of("OCTOPOOL_HTTP_PORT", Integer.toString(taken.getLocalPort())));
            assertThatThrownBy(() -> Server.start(environment))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageStartingWith("cannot listen on 127.0.0.1:" + taken.getLocalPort())
                    .hasMessageNotContaining("\n");
        }
    }

    @Test
    void refusesAdministrationThatIsNotConfigured() throws Exception {
        try (TestServer server =
                TestServer.start(directory, Map.of("OCTOPOOL_ADMIN_TOKEN", "", "OCTOPOOL_GITHUB_ORG_TOKEN", ""))) {
            Reply reply = server.admin("/v1/admin/callers", "{}");
            assertThat(reply.status() + " " + reply.code()).isEqualTo("503 admin_unconfigured");
        }
        try (TestServer server = TestServer.start(directory, Map.of("OCTOPOOL_GITHUB_ORG_TOKEN", ""))) {
            Reply reply = server.admin("/v1/admin/callers", "{\"pool\":\"p\",\"github_login\":\"bob\"}");
            assertThat(reply.status() + " " + reply.code()).isEqualTo("503 org_verification_unavailable");
        }
    }

    @Test
    void keepsLargeAnswersAndTheirStaleDeadlineWhenItStartsAgain() throws Exception {
        TurnedClock clock = new TurnedClock();
        String text = "ä€😀".repeat(100_000);
        String path = REPO + "/contents/large.txt";
        String raw = "\"headers\":{\"accept\":\"application/vnd.github.raw\"}";
        String token;
        try (TestServer server = TestServer.start(directory, Map.of(), clock)) {
            server.registerIdentity();
            token = server.enrol("carol");
            server.github().putFile("octo-org", "hello-world", "large.txt", text);
            Reply miss = server.read(token, path, raw);
            assertThat(miss.at("/relay/cache")).isEqualTo("miss");
            assertThat(miss.at("/body")).isEqualTo(text);
        }
        try (TestServer again = TestServer.start(directory, Map.of(), clock)) {
            Reply hit = again.read(token, path, raw);
            assertThat(hit.at("/relay/cache")).isEqualTo("hit");
            assertThat(hit.at("/body")).isEqualTo(text);
            again.github().fail(FailRule.cutting().onPath(path));
            clock.turn(Duration.ofSeconds(419));
            Reply stale = again.read(token, path, raw);
            assertThat(stale.at("/relay/cache")).as(stale.text()).isEqualTo("stale");
            assertThat(stale.at("/body")).isEqualTo(text);
            clock.turn(Duration.ofSeconds(1));
            assertThat(again.read(token, path, raw).reason()).isEqualTo("github_unreachable");
        }
    }
}
