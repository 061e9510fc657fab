package io.octopool.github.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.octopool.github.Bytes;
import io.octopool.github.request.CanonicalRequest;
import io.octopool.github.request.RelayHeaders;
import io.octopool.github.request.RequestPath;
import io.octopool.github.request.RequestQuery;
import io.octopool.github.request.RequestQuery.Parameter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class HttpGitHubTest {

    private static final Credential ANONYMOUS = new Credential.Anonymous();
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final int LIMIT = 100_000;

    @Test
    void sendsTheTargetByteForByteWithOurHeaders() throws Exception {
        try (RawServer server = RawServer.answering("HTTP/1.1 200 OK\nContent-Type: application/json", "{}");
                HttpGitHub github = github(server)) {
            CanonicalRequest request = CanonicalRequest.of(
                    RequestPath.of("/repos/Octo/Hello//contents/a b%2Fc/ü[x]"),
                    new RequestQuery(List.of(Parameter.one("q", "a b+c"), Parameter.many("L", List.of("2", "1")))),
                    RelayHeaders.of(Map.of("accept", "application/vnd.github.raw")));
            send(
                    github,
                    GitHubCall.get(request, new Credential.Bearer("s3cret"), LONG)
                            .with("if-none-match", "W/\"e\""));
            List<String> head = server.request();
            assertThat(head.getFirst())
                    .isEqualTo("GET /repos/Octo/Hello//contents/a%20b%2Fc/%C3%BC%5Bx%5D?q=a+b%2Bc&L=2&L=1 HTTP/1.1");
            assertThat(head.stream().map(HttpGitHubTest::lowerName))
                    .contains(
                            "accept: application/vnd.github.raw",
                            "authorization: Bearer s3cret",
                            "user-agent: octopool",
                            "x-github-api-version: 2022-11-28",
                            "accept-encoding: gzip",
                            "if-none-match: W/\"e\"");
        }
    }

    @Test
    void sendsNoCredentialAnonymously() throws Exception {
        try (RawServer server = RawServer.answering("HTTP/1.1 200 OK", "{}");
                HttpGitHub github = github(server)) {
            send(github, GitHubCall.get("/meta", ANONYMOUS, LONG));
            assertThat(server.request()).noneMatch(line -> lowerName(line).startsWith("authorization"));
        }
    }

    @Test
    void keepsThePathOfTheBase() throws Exception {
        try (RawServer server = RawServer.answering("HTTP/1.1 200 OK", "{}");
                HttpGitHub github = new HttpGitHub(URI.create(server.uri() + "/api/v3/"), LIMIT, LONG)) {
            send(github, GitHubCall.get("/meta", ANONYMOUS, LONG));
            assertThat(server.request().getFirst()).isEqualTo("GET /api/v3/meta HTTP/1.1");
        }
    }

    @Test
    void postsGraphQl() throws Exception {
        try (RawServer server = RawServer.answering("HTTP/1.1 200 OK", "{}");
                HttpGitHub github = github(server)) {
            send(github, GitHubCall.graphql("{\"query\":\"{a}\"}", new Credential.Basic("id", "secret"), LONG));
            assertThat(server.request().stream().map(HttpGitHubTest::lowerName))
                    .startsWith("POST /graphql HTTP/1.1")
                    .contains(
                            "content-type: application/json",
                            "content-length: 15",
                            "authorization: Basic aWQ6c2VjcmV0");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 202, 204, 304, 401, 403, 404, 407, 422, 429, 500, 503})
    void reportsEveryStatusThatIsNoRedirect(int status) throws Exception {
        String body = status == 204 || status == 304 ? "" : "{\"a\":1}";
        String head = "HTTP/1.1 " + status + " X\nX-RateLimit-Remaining: 7\nVary: a\nVary: b";
        try (RawServer server =
                        body.isEmpty() ? RawServer.answering(head, new byte[0]) : RawServer.answering(head, body);
                HttpGitHub github = github(server)) {
            Outcome outcome = send(github, GitHubCall.get("/meta", ANONYMOUS, LONG));
            assertThat(outcome).isInstanceOfSatisfying(Outcome.Answered.class, answer -> {
                assertThat(answer.status()).isEqualTo(status);
                assertThat(answer.body()).isEqualTo(Bytes.utf8(body));
                assertThat(answer.headers())
                        .containsEntry("x-ratelimit-remaining", "7")
                        .containsEntry("vary", "a, b");
                assertThat(answer.rate().remaining()).hasValue(7);
            });
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 301, 302, 303, 307, 308})
    void neverFollowsARedirect(int status) throws Exception {
        try (RawServer elsewhere = RawServer.answering("HTTP/1.1 200 OK", "stolen");
                RawServer server = RawServer.answering(
                        "HTTP/1.1 " + status + " Moved\nlocation: " + elsewhere.uri() + "/x\nx-ratelimit-used: 3",
                        "moved");
                HttpGitHub github = github(server)) {
            Outcome outcome = send(github, GitHubCall.get("/meta", new Credential.Bearer("t"), LONG));
            assertThat(outcome).isInstanceOfSatisfying(Outcome.RedirectDenied.class, redirect -> {
                assertThat(redirect.status()).isEqualTo(status);
                assertThat(redirect.location()).contains(elsewhere.uri() + "/x");
                assertThat(redirect.target()).isNull();
                assertThat(redirect.rate().used()).hasValue(3);
            });
            assertThat(elsewhere.requests()).isEmpty();
        }
    }

    @Test
    void saysWhereARedirectWithinTheApiPoints() throws Exception {
        try (RawServer server =
                        RawServer.answering("HTTP/1.1 301 Moved\nlocation: /repositories/1/pulls?state=all", "");
                HttpGitHub github = github(server)) {
            GitHubCall call = GitHubCall.get("/repos/o/r/pulls?state=all", new Credential.Bearer("t"), LONG)
                    .with("accept", "application/vnd.github.raw")
                    .ifNoneMatch("\"e\"")
                    .ifModifiedSince("Thu, 01 Jan 2026 00:00:00 GMT");
            assertThat(send(github, call)).isInstanceOfSatisfying(Outcome.RedirectDenied.class, redirect -> {
                assertThat(redirect.target()).isEqualTo("/repositories/1/pulls?state=all");
                assertThat(redirect.location()).contains("/repositories/1/pulls?state=all");
            });
            assertThat(server.request()).isNotEmpty();
            send(github, call.at("/repositories/1/pulls?state=all"));
            assertThat(server.request().stream().map(HttpGitHubTest::lowerName))
                    .startsWith("GET /repositories/1/pulls?state=all HTTP/1.1")
                    .contains(
                            "accept: application/vnd.github.raw",
                            "x-github-api-version: 2022-11-28",
                            "authorization: Bearer t",
                            "if-none-match: \"e\"",
                            "if-modified-since: Thu, 01 Jan 2026 00:00:00 GMT");
        }
    }

    @Test
    void endsAnAnswerWhoseBodyStalls() throws Exception {
        try (RawServer server = RawServer.answering("HTTP/1.1 200 OK\ncontent-length: 100", bytes("{\"partial\":"));
                HttpGitHub github = github(server)) {
            assertThat(send(github, GitHubCall.get("/meta", ANONYMOUS, SHORT))).isEqualTo(new Outcome.TimedOut());
            assertThat(server.clientLeft().await(10, TimeUnit.SECONDS))
                    .as("connection closed")
                    .isTrue();
        }
    }

    @Test
    void endsACallThatIsNeverAnswered() throws Exception {
        try (RawServer server = new RawServer(out -> {});
                HttpGitHub github = github(server)) {
            assertThat(send(github, GitHubCall.get("/meta", ANONYMOUS, SHORT))).isEqualTo(new Outcome.TimedOut());
            assertThat(server.clientLeft().await(10, TimeUnit.SECONDS))
                    .as("connection closed")
                    .isTrue();
        }
    }

    @Test
    void doesNotSendWithoutTime() throws Exception {
        try (RawServer server = RawServer.answering("HTTP/1.1 200 OK", "{}");
                HttpGitHub github = github(server)) {
            assertThat(send(github, GitHubCall.get("/meta", ANONYMOUS, Duration.ZERO)))
                    .isEqualTo(new Outcome.TimedOut());
            assertThat(send(github, GitHubCall.get("/meta", ANONYMOUS, Duration.ofSeconds(-1))))
                    .isEqualTo(new Outcome.TimedOut());
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void endsTheExchangeWhenCancelled() throws Exception {
        try (RawServer server = RawServer.answering("HTTP/1.1 200 OK\ncontent-length: 100", bytes("{"));
                HttpGitHub github = github(server)) {
            CompletableFuture<Outcome> outcome =
                    github.send(GitHubCall.get("/meta", ANONYMOUS, LONG)).toCompletableFuture();
            assertThat(server.request()).isNotEmpty();
            outcome.cancel(true);
            assertThat(server.clientLeft().await(10, TimeUnit.SECONDS))
                    .as("connection closed")
                    .isTrue();
        }
    }

    @Test
    void takesABodyOfExactlyTheLimit() throws Exception {
        String body = "x".repeat(LIMIT);
        try (RawServer server = RawServer.answering("HTTP/1.1 200 OK", body);
                HttpGitHub github = github(server)) {
            assertThat(send(github, GitHubCall.get("/meta", ANONYMOUS, LONG)))
                    .isInstanceOfSatisfying(
                            Outcome.Answered.class,
                            answer -> assertThat(answer.body().length()).isEqualTo(LIMIT));
        }
    }

    @Test
    void stopsReadingBeyondTheLimit() throws Exception {
        try (RawServer server = new RawServer(HttpGitHubTest::writeForever);
                HttpGitHub github = github(server)) {
            Outcome outcome = send(github, GitHubCall.get("/meta", ANONYMOUS, LONG));
            assertThat(outcome).isInstanceOfSatisfying(Outcome.TooLarge.class, large -> {
                assertThat(large.limitBytes()).isEqualTo(LIMIT);
                assertThat(large.status()).isEqualTo(200);
                assertThat(large.rate().remaining()).hasValue(9);
            });
            assertThat(server.clientLeft().await(10, TimeUnit.SECONDS))
                    .as("connection closed")
                    .isTrue();
        }
    }

    @Test
    void decompressesAndSaysNothingOfIt() throws Exception {
        byte[] packed = gzip("{\"a\":\"" + "ü".repeat(10_000) + "\"}");
        try (RawServer server = RawServer.answering(
                        "HTTP/1.1 200 OK\ncontent-type: application/json\ncontent-encoding: gzip\ncontent-length: "
                                + packed.length,
                        packed);
                HttpGitHub github = github(server)) {
            Outcome outcome = send(github, GitHubCall.get("/meta", ANONYMOUS, LONG));
            assertThat(outcome).isInstanceOfSatisfying(Outcome.Answered.class, answer -> {
                assertThat(answer.body().text()).startsWith("{\"a\":\"üü").endsWith("ü\"}");
                assertThat(answer.headers()).containsOnlyKeys("content-type");
            });
        }
    }

    @Test
    void countsDecompressedBytes() throws Exception {
        byte[] packed = gzip("0".repeat(50 * LIMIT));
        assertThat(packed.length).isLessThan(LIMIT);
        try (RawServer server = RawServer.answering(
                        "HTTP/1.1 200 OK\ncontent-encoding: gzip\ncontent-length: " + packed.length, packed);
                HttpGitHub github = github(server)) {
            assertThat(send(github, GitHubCall.get("/meta", ANONYMOUS, LONG))).isInstanceOf(Outcome.TooLarge.class);
        }
    }

    @Test
    void acceptsNoBrokenOrUnaskedCompression() throws Exception {
        byte[] packed = gzip("{\"a\":1}");
        packed[packed.length - 6] ^= 1;
        try (RawServer broken = RawServer.answering(
                        "HTTP/1.1 200 OK\ncontent-encoding: gzip\ncontent-length: " + packed.length, packed);
                RawServer brotli = RawServer.answering("HTTP/1.1 200 OK\ncontent-encoding: br", "abc");
                HttpGitHub first = github(broken);
                HttpGitHub second = github(brotli)) {
            assertThat(send(first, GitHubCall.get("/meta", ANONYMOUS, LONG))).isInstanceOf(Outcome.Unreachable.class);
            assertThat(send(second, GitHubCall.get("/meta", ANONYMOUS, LONG))).isInstanceOf(Outcome.Unreachable.class);
        }
    }

    @Test
    void reportsWhatIsNoAnswer() throws Exception {
        int closed;
        try (ServerSocket socket = new ServerSocket(0)) {
            closed = socket.getLocalPort();
        }
        try (HttpGitHub nobody = new HttpGitHub(URI.create("http://127.0.0.1:" + closed), LIMIT, LONG);
                RawServer garbage = new RawServer(out -> out.write(bytes("hello there\r\n\r\n")));
                RawServer truncated = new RawServer(out -> {
                    out.write(bytes("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"));
                    throw new IOException("gone");
                });
                HttpGitHub first = github(garbage);
                HttpGitHub second = github(truncated)) {
            for (HttpGitHub github : List.of(nobody, first, second)) {
                assertThat(send(github, GitHubCall.get("/meta", ANONYMOUS, LONG)))
                        .isInstanceOfSatisfying(Outcome.Unreachable.class, unreachable -> {
                            assertThat(unreachable.why()).isNotBlank();
                            assertThat(unreachable.connected()).isEqualTo(!github.equals(nobody));
                        });
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "meta",
                "@evil.example/x",
                ":80/x",
                "/a b",
                "/a\tb",
                "/.\t./x",
                "/a\r\nhost: evil",
                "/a\u0000",
                "/ü",
                "/a#b",
                "/a/../b",
                "/a/./b",
                "/..",
                "/a?",
                "/a%zz",
                "/a\\b",
                "/a[b]",
                "/a|b",
                "/a\u007f"
            })
    void refusesATargetThatWouldNotArriveAsItStands(String target) throws Exception {
        try (RawServer server = RawServer.answering("HTTP/1.1 200 OK", "{}");
                HttpGitHub github = github(server)) {
            assertThat(send(github, GitHubCall.get(target, new Credential.Bearer("s3cret"), LONG)))
                    .isInstanceOf(Outcome.NotSent.class);
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void refusesHeadersThatAreOursOrCannotBeSent() throws Exception {
        try (RawServer server = RawServer.answering("HTTP/1.1 200 OK", "{}");
                HttpGitHub github = github(server)) {
            GitHubCall call = GitHubCall.get("/meta", ANONYMOUS, LONG);
            for (GitHubCall bad : List.of(
                    call.with("host", "evil.example"),
                    call.with("Authorization", "Bearer x"),
                    call.with("accept", "a\r\nhost: evil.example"),
                    call.with("accept", "ü"),
                    call.with("bad name", "x"),
                    GitHubCall.get("/meta", new Credential.Bearer("s3cret\n"), LONG))) {
                assertThat(send(github, bad))
                        .isInstanceOfSatisfying(
                                Outcome.NotSent.class,
                                refusal -> assertThat(refusal.why()).doesNotContain("s3cret"));
            }
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void answersCallsThatAreOpenWhenItCloses() throws Exception {
        try (RawServer server = new RawServer(out -> {})) {
            HttpGitHub github = github(server);
            CompletableFuture<Outcome> open =
                    github.send(GitHubCall.get("/meta", ANONYMOUS, LONG)).toCompletableFuture();
            assertThat(server.request()).isNotEmpty();
            github.close();
            assertThat(open.get(10, TimeUnit.SECONDS)).isInstanceOf(Outcome.Unreachable.class);
            assertThat(send(github, GitHubCall.get("/meta", ANONYMOUS, LONG))).isInstanceOf(Outcome.Unreachable.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ftp://x", "api.github.com", "http:///x", "https://user@host", "https://h/?q", "https://h/#f"})
    void refusesABaseThatIsNone(String base) {
        assertThatIllegalArgumentException().isThrownBy(() -> new HttpGitHub(URI.create(base), LIMIT, LONG));
    }

    @Test
    void keepsSecretsOutOfText() {
        Credential bearer = new Credential.Bearer("s3cret");
        Credential basic = new Credential.Basic("id", "s3cret");
        assertThat(GitHubCall.get("/meta", bearer, LONG).toString()).doesNotContain("s3cret");
        assertThat(GitHubCall.get("/meta", basic, LONG).toString()).doesNotContain("s3cret");
    }

    private static HttpGitHub github(RawServer server) {
        return new HttpGitHub(server.uri(), LIMIT, Duration.ofSeconds(10));
    }

    private static Outcome send(HttpGitHub github, GitHubCall call) throws Exception {
        return github.send(call).toCompletableFuture().get(40, TimeUnit.SECONDS);
    }

    private static void writeForever(OutputStream out) throws IOException {
        out.write(bytes("HTTP/1.1 200 OK\r\nx-ratelimit-remaining: 9\r\nconnection: close\r\n\r\n"));
        while (true) {
            out.write(new byte[1_000]);
        }
    }

    private static String lowerName(String line) {
        int colon = line.indexOf(':');
        return colon < 0 ? line : line.substring(0, colon).toLowerCase(Locale.ROOT) + line.substring(colon);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes(text));
        }
        return packed.toByteArray();
    }
}
