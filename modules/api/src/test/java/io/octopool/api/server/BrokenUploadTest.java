package io.octopool.api.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.api.http.Logged;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients whose bodies do not arrive whole: anybody can be one, so none of them is worth a line of the log. */
class BrokenUploadTest {

    private static final String HEAD =
            "POST /v1/github/request HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
    private static final String TRUNCATED = HEAD + "Content-Length: 100\r\n\r\n{\"pool\":";

    @TempDir
    private static Path directory;

    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.start(directory, Map.of());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                TRUNCATED,
                HEAD + "Transfer-Encoding: chunked\r\n\r\n8\r\n{\"pool\":\r\n",
                HEAD + "Transfer-Encoding: chunked\r\n\r\n8\r\n{\"po",
                HEAD + "Transfer-Encoding: chunked\r\n\r\nnot-a-size\r\n{\"pool\":\r\n"
            })
    void isTheClientsFaultWhereTheBodyEndsTooSoon(String request) throws Exception {
        try (Logged logged = new Logged();
                Socket socket = open(request)) {
            socket.shutdownOutput();
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 400")
                    .contains("{\"error\":{\"code\":\"invalid_request\"");
            assertThat(logged.lines()).isEmpty();
        }
    }

    private static Socket open(String request) throws IOException {
        Socket socket = new Socket(server.uri().getHost(), server.uri().getPort());
        socket.setSoTimeout((int) Duration.ofSeconds(20).toMillis());
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }
}
