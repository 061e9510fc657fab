package io.octopool.api.server;

import static io.octopool.api.server.TestServer.POOL;
import static io.octopool.api.server.TestServer.REPO;
import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.api.server.TestServer.Reply;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Many readers of one thing at the same time cost GitHub as much as one. */
class StormTest {

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

    @AfterEach
    void calm() {
        server.github().change(settings -> settings.withLatency(Duration.ZERO));
    }

    @ParameterizedTest
    @CsvSource({"60, /pulls/1", "0, /pulls/2"})
    void answersTwoHundredIdenticalColdReadsWithOneCall(int anonymousLimit, String path) throws Exception {
        server.github()
                .change(settings -> settings.withLatency(Duration.ofMillis(100)).withAnonymousLimit(anonymousLimit));
        List<CompletableFuture<Reply>> reads = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            reads.add(server.readLater(token, REPO + path));
        }
        for (CompletableFuture<Reply> read : reads) {
            assertThat(read.join().status()).isEqualTo(200);
        }
        assertThat(server.github().calls().to("GET " + REPO + path)).isEqualTo(1);
        assertThat(server.github().calls().to("GET " + REPO)).isLessThanOrEqualTo(1);
    }

    /** 64 connections carry 15 or 16 requests each, all sent before the first answer. */
    @Test
    void answersAThousandReadersWhoTakeNothingOldWithTwoCallsAtMost() throws Exception {
        String path = REPO + "/pulls/3";
        server.read(token, path);
        server.github().clearCalls();
        server.github().change(settings -> settings.withLatency(Duration.ofSeconds(3)));
        String body = "{\"pool\":\"" + POOL + "\",\"method\":\"GET\",\"path\":\"" + path
                + "\",\"headers\":{\"cache-control\":\"max-age=0\"}}";
        List<Pipeline> connections = new ArrayList<>();
        try {
            for (int i = 0; i < 64; i++) {
                connections.add(new Pipeline(server.uri()));
            }
            for (int i = 0; i < 64; i++) {
                connections.get(i).send(token, body, share(i));
            }
            for (int i = 0; i < 64; i++) {
                assertThat(connections.get(i).receive(share(i)))
                        .allSatisfy(answer -> assertThat(answer).contains(" 200 ", "\"number\":3"));
            }
        } finally {
            for (Pipeline connection : connections) {
                connection.close();
            }
        }
        assertThat(server.github().calls().to("GET " + path)).isBetween(1L, 2L);
    }

    private static int share(int connection) {
        return connection < 1_000 % 64 ? 1_000 / 64 + 1 : 1_000 / 64;
    }
}
