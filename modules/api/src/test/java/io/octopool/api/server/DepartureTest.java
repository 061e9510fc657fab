package io.octopool.api.server;

import static io.octopool.api.server.TestServer.POOL;
import static io.octopool.api.server.TestServer.REPO;
import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.api.server.TestServer.Reply;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that do not wait for their answers. */
class DepartureTest {

    @TempDir
    private static Path directory;

    private static TestServer server;
    private static String token;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.start(directory, Map.of());
        server.registerIdentity();
        token = server.enrol("carol");
        assertThat(server.read(token, REPO).status()).isEqualTo(200);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** Both ways in which connections end: in order, and by a reset. */
    @ParameterizedTest
    @ValueSource(strings = {"/labels", "/milestones"})
    void leavesOneAuditRowThatSaysSoLongBeforeTheDeadline(String list) throws Exception {
        server.github().change(settings -> settings.withLatency(Duration.ofSeconds(8)));
        server.github().clearCalls();
        try (Socket socket = new Socket(server.uri().getHost(), server.uri().getPort())) {
            socket.getOutputStream().write(request(REPO + list));
            awaitCall(list);
            if (list.equals("/labels")) {
                socket.setSoLinger(true, 0);
            }
        }
        String kind = list.equals("/labels") ? "label_list" : "milestone_list";
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(server.rows(
                                "select status, fallback_reason, cache_status from audit_events where route_kind = '"
                                        + kind + "'"))
                        .isEqualTo(List.of("424 client_left unknown")));
        server.github().change(settings -> settings.withLatency(Duration.ZERO));
    }

    @Test
    void answersThoseWhoStay() throws Exception {
        server.github().change(settings -> settings.withLatency(Duration.ofMillis(700)));
        server.github().clearCalls();
        CompletableFuture<Reply> stays = server.readLater(token, REPO + "/topics");
        awaitCall("/topics");
        try (Socket socket = new Socket(server.uri().getHost(), server.uri().getPort())) {
            socket.getOutputStream().write(request(REPO + "/topics"));
        }
        assertThat(stays.join().status()).isEqualTo(200);
        assertThat(server.github().calls().to("GET " + REPO + "/topics")).isEqualTo(1);
        server.github().change(settings -> settings.withLatency(Duration.ZERO));
    }

    @Test
    void doesNotTakeTheNextRequestOnAConnectionForADeparture() throws Exception {
        try (Socket socket = new Socket(server.uri().getHost(), server.uri().getPort())) {
            socket.setSoTimeout((int) Duration.ofSeconds(10).toMillis());
            socket.getOutputStream().write(request(REPO + "/languages"));
            socket.getOutputStream().write(request(REPO + "/contributors"));
            StringBuilder received = new StringBuilder();
            byte[] buffer = new byte[65_536];
            while (received.toString().split("HTTP/1.1 200", -1).length < 3) {
                int read = socket.getInputStream().read(buffer);
                assertThat(read).isPositive();
                received.append(new String(buffer, 0, read, StandardCharsets.UTF_8));
            }
        }
    }

    /** Waits until GitHub has been asked, which takes its time to answer. */
    private static void awaitCall(String list) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> server.github().calls().to("GET " + REPO + list) == 1);
    }

    @Test
    void waitsWithAClientThatSaidItsRequestWouldBeTheLast() throws Exception {
        server.github().change(settings -> settings.withLatency(Duration.ofMillis(700)));
        try (Socket socket = new Socket(server.uri().getHost(), server.uri().getPort())) {
            socket.setSoTimeout((int) Duration.ofSeconds(10).toMillis());
            String request = new String(request(REPO + "/tags"), StandardCharsets.US_ASCII);
            socket.getOutputStream()
                    .write(request.replace("Host:", "Connection: close\r\nHost:")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 200");
        }
        server.github().change(settings -> settings.withLatency(Duration.ZERO));
    }

    private static byte[] request(String path) {
        String body = "{\"pool\":\"" + POOL + "\",\"method\":\"GET\",\"path\":\"" + path + "\"}";
        return ("POST /v1/github/request HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAuthorization: Bearer "
                        + token + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII);
    }
}
