package io.octopool.github.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class HttpLogHostTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final long LIMIT = 1_000;

    @Test
    void fetchesALogWithNothingOfOurs() throws Exception {
        try (RawServer server = RawServer.answering("HTTP/1.1 200 OK\nContent-Type: text/plain", "line\n");
                HttpLogHost host = new HttpLogHost(server.uri(), LONG)) {
            assertThat(download(host, server.uri() + "/logs/1?sig=a%2Bb%3D", LIMIT))
                    .isInstanceOfSatisfying(Outcome.Answered.class, answer -> {
                        assertThat(answer.status()).isEqualTo(200);
                        assertThat(answer.body().text()).isEqualTo("line\n");
                        assertThat(answer.headers()).containsEntry("content-type", "text/plain");
                    });
            List<String> head = server.request();
            assertThat(head.getFirst()).isEqualTo("GET /logs/1?sig=a%2Bb%3D HTTP/1.1");
            assertThat(head.stream()
                            .skip(1)
                            .map(line -> line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT)))
                    .isSubsetOf("host", "accept-encoding", "user-agent", "content-length", "connection");
            assertThat(String.join("\n", head)).doesNotContain("octopool");
        }
    }

    @Test
    void passesOtherStatusesOn() throws Exception {
        try (RawServer server = RawServer.answering("HTTP/1.1 404 Gone", "");
                HttpLogHost host = new HttpLogHost(server.uri(), LONG)) {
            assertThat(download(host, server.uri() + "/x", LIMIT))
                    .isInstanceOfSatisfying(
                            Outcome.Answered.class,
                            answer -> assertThat(answer.status()).isEqualTo(404));
        }
    }

    @Test
    void asksNobodyElse() throws Exception {
        try (RawServer elsewhere = RawServer.answering("HTTP/1.1 200 OK", "x");
                RawServer server =
                        RawServer.answering("HTTP/1.1 302 Found\nlocation: " + elsewhere.uri() + "/x", "moved");
                HttpLogHost host = new HttpLogHost(server.uri(), LONG)) {
            assertThat(download(host, elsewhere.uri() + "/x", LIMIT)).isInstanceOf(Outcome.NotSent.class);
            assertThat(download(host, server.uri() + "/x", LIMIT))
                    .isInstanceOfSatisfying(
                            Outcome.RedirectDenied.class,
                            redirect -> assertThat(redirect.target()).isNull());
            assertThat(elsewhere.requests()).isEmpty();
        }
    }

    @Test
    void endsADownloadThatIsTooLarge() throws Exception {
        byte[] packed = gzip("0".repeat(100_000));
        try (RawServer endless = new RawServer(out -> {
                    out.write("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    while (true) {
                        out.write(new byte[100]);
                    }
                });
                RawServer bomb = RawServer.answering(
                        "HTTP/1.1 200 OK\ncontent-encoding: gzip\ncontent-length: " + packed.length, packed);
                HttpLogHost first = new HttpLogHost(endless.uri(), LONG);
                HttpLogHost second = new HttpLogHost(bomb.uri(), LONG)) {
            assertThat(download(first, endless.uri() + "/x", LIMIT))
                    .isInstanceOfSatisfying(
                            Outcome.TooLarge.class,
                            large -> assertThat(large.limitBytes()).isEqualTo(LIMIT));
            assertThat(endless.clientLeft().await(10, TimeUnit.SECONDS))
                    .as("connection closed")
                    .isTrue();
            assertThat(download(second, bomb.uri() + "/x", LIMIT)).isInstanceOf(Outcome.TooLarge.class);
            assertThat(download(second, bomb.uri() + "/x", 100_000)).isInstanceOf(Outcome.Answered.class);
        }
    }

    @Test
    void neverFailsAndNeverWaitsLonger() throws Exception {
        try (RawServer silent = new RawServer(out -> {});
                HttpLogHost host = new HttpLogHost(silent.uri(), LONG)) {
            assertThat(host.download(silent.uri() + "/x", LIMIT, Duration.ofMillis(300))
                            .toCompletableFuture()
                            .get(40, TimeUnit.SECONDS))
                    .isEqualTo(new Outcome.TimedOut());
            assertThat(host.download(silent.uri() + "/x", LIMIT, Duration.ZERO)
                            .toCompletableFuture()
                            .get(40, TimeUnit.SECONDS))
                    .isEqualTo(new Outcome.TimedOut());
        }
    }

    @Test
    void answersDownloadsThatAreOpenWhenItCloses() throws Exception {
        try (RawServer silent = new RawServer(out -> {})) {
            HttpLogHost host = new HttpLogHost(silent.uri(), LONG);
            CompletableFuture<Outcome> open =
                    host.download(silent.uri() + "/x", LIMIT, LONG).toCompletableFuture();
            assertThat(silent.request()).isNotEmpty();
            host.close();
            assertThat(open.get(10, TimeUnit.SECONDS)).isInstanceOf(Outcome.Unreachable.class);
        }
    }

    private static Outcome download(HttpLogHost host, String location, long maxBytes) throws Exception {
        return host.download(location, maxBytes, LONG).toCompletableFuture().get(40, TimeUnit.SECONDS);
    }

    private static byte[] gzip(String text) throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return packed.toByteArray();
    }
}
