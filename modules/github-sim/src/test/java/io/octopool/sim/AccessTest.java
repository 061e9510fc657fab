package io.octopool.sim;

import static io.octopool.sim.SimClient.APP;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTest extends SimulatorTest {

    private static final String REPO = "/repos/octo-org/hello-world";

    @ParameterizedTest
    @CsvSource({
        "Bearer sim-pat-alice, pat:alice",
        "token sim-pat-bob, pat:bob",
        "bearer sim-pat-bob-2, pat:bob",
        "Bearer sim-pat-mallory-17, pat:mallory",
        APP + ", app:sim-client",
    })
    void knowsItsCredentials(String authorization, String name) throws Exception {
        assertThat(client.get(REPO, "authorization", authorization).status()).isEqualTo(200);
        assertThat(simulator.calls().by(name)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer sim-pat-nobody",
                "Bearer sim-pat-bob-1",
                "Bearer sim-pat-octo-org",
                "Bearer ghp_x",
                "Basic c2ltLWNsaWVudDp3cm9uZw==",
                "Digest x",
                "Bearer"
            })
    void refusesOtherCredentials(String authorization) throws Exception {
        SimClient.Reply reply = client.get(REPO, "authorization", authorization);

        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.json().get("message").asText()).isEqualTo("Bad credentials");
        assertThat(simulator.calls().by("unknown")).isEqualTo(1);
        assertThat(simulator.calls().refused()).isEqualTo(1);
        assertThat(simulator.calls().spent()).isZero();
    }

    @Test
    void refusesAMissingUserAgent() throws Exception {
        assertThat(raw("GET " + REPO + " HTTP/1.1\r\nHost: sim\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 403")
                .contains("User-Agent header");
    }

    @Test
    void reportsTheRawPath() throws Exception {
        assertThat(
                        raw(
                                "GET /repos/a/b%2Fc/./x?q=1 HTTP/1.1\r\nHost: sim\r\nUser-Agent: t\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 404");
        assertThat(simulator.calls().to("GET /repos/a/b%2Fc/./x")).isEqualTo(1);
    }

    private String raw(String request) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), simulator.uri().getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
