package io.octopool.api.server;

import static io.octopool.api.server.TestServer.REPO;
import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.api.server.TestServer.Reply;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is sent to a server, the answer is a typed error in JSON. */
class BadInputTest {

    @TempDir
    private static Path directory;

    private static TestServer server;
    private static String token;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.start(directory, Map.of("OCTOPOOL_PUBLIC_URL", "https://octopool.example"));
        server.registerIdentity();
        token = server.enrol("carol");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                                         | 400 invalid_json",
                "{                                                          | 400 invalid_json",
                "[]                                                         | 400 invalid_json",
                "null                                                       | 400 invalid_json",
                "{\"pool\":\"p\",\"pool\":\"p\"}                            | 400 invalid_json",
                "{} {}                                                      | 400 invalid_json",
                "{}                                                         | 400 invalid_request",
                "{\"pool\":1,\"method\":\"GET\",\"path\":\"/a\"}            | 400 invalid_request",
                "{\"pool\":\" \",\"method\":\"GET\",\"path\":\"/a\"}        | 400 invalid_request",
                "{\"pool\":\"p\",\"method\":\"GET\",\"path\":\"a\"}         | 400 invalid_path",
                "{\"pool\":\"p\",\"method\":\"POST\",\"path\":\"a\"}        | 400 invalid_path",
                "{\"pool\":\"p\",\"method\":\"GET\",\"path\":\"/a\\u0000\"} | 400 invalid_path",
                "{\"pool\":\"p\",\"method\":\"GET\",\"path\":\"/a\\u0009.\"} | 400 invalid_path",
                "{\"pool\":\"p\",\"method\":\"GET\",\"path\":\"/a\\u001fb\"} | 400 invalid_path",
                "{\"pool\":\"p\",\"method\":\"GET\",\"path\":\"/\\u007f\"}  | 400 invalid_path",
                "{\"pool\":\"p\",\"method\":\"GET\",\"path\":\"/../a\"}     | 400 invalid_path",
                "{\"pool\":\"p\",\"method\":\"POST\",\"path\":\"/a\"}       | 403 method_denied",
                "{\"pool\":\"p\",\"method\":\"GET\",\"path\":\"/a\",\"query\":[]} | 400 invalid_query",
                "{\"pool\":\"p\",\"method\":\"GET\",\"path\":\"/a\",\"query\":{\"a\":1}} | 400 invalid_query",
                "{\"pool\":\"p\",\"method\":\"GET\",\"path\":\"/a\",\"query\":{\"a\":[1]}} | 400 invalid_query",
                "{\"pool\":\"p\",\"method\":\"GET\",\"path\":\"/a\",\"query\":{\"access_token\":\"x\"}} | 400 invalid_query",
                "{\"pool\":\"p\",\"method\":\"GET\",\"path\":\"/a\",\"headers\":[]} | 400 invalid_headers",
                "{\"pool\":\"p\",\"method\":\"GET\",\"path\":\"/a\",\"query\":null,\"headers\":null,\"route_hint\":1} | 401 missing_auth"
            })
    void judgesTheRequestBeforeItsSender(String body, String expected) throws Exception {
        assertThat(summary(server.relay("", body))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded"})
    void wantsJsonByItsName(String contentType) throws Exception {
        HttpRequest.Builder request = server.request("/v1/github/request")
                .header("content-type", contentType)
                .POST(HttpRequest.BodyPublishers.ofString("{}"));
        assertThat(summary(server.send(request))).isEqualTo("415 unsupported_media_type");
    }

    @Test
    void refusesLargeBodiesOfKnownAndOfUnknownLength() throws Exception {
        byte[] large = new byte[64 * 1024 + 1];
        HttpRequest.Builder known = server.request("/v1/github/request")
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(large));
        HttpRequest.Builder unknown = server.request("/v1/admin/callers")
                .header("content-type", "application/json")
                .header("authorization", "Bearer admin")
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)));
        assertThat(summary(server.send(known))).isEqualTo("413 request_too_large");
        assertThat(summary(server.send(unknown))).isEqualTo("413 request_too_large");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"nonsense", "op_nonsense", "op_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "admin"
            })
    void knowsNoStrangers(String stranger) throws Exception {
        assertThat(summary(server.read(stranger, REPO))).isEqualTo("401 invalid_auth");
        assertThat(summary(server.send(
                        server.request("/v1/pools/maintainers/health").header("authorization", "Bearer " + stranger))))
                .isEqualTo("401 invalid_auth");
    }

    @Test
    void answersUnknownPoolsLikeUnknownTokens() throws Exception {
        assertThat(summary(server.relay(token, "{\"pool\":\"other\",\"method\":\"GET\",\"path\":\"/a\"}")))
                .isEqualTo("401 invalid_auth");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /nowhere",
        "GET, /ready/",
        "GET, /v1/github/request",
        "GET, /v1/admin/callers",
        "POST, /",
        "POST, /ready",
        "POST, /v1/pools/maintainers/health",
        "PUT, /v1/github/request",
        "DELETE, /",
        "OPTIONS, /v1/github/request",
        "GET, /v1/pools/maintainers/stats/",
        "GET, /V1/pools/maintainers/health"
    })
    void hasNothingElse(String method, String path) throws Exception {
        Reply reply = server.send(server.request(path).method(method, HttpRequest.BodyPublishers.noBody()));
        assertThat(summary(reply)).isEqualTo("404 not_found");
        assertThat(reply.header("x-request-id"))
                .isEqualTo(reply.json().at("/error/request_id").asText());
    }

    @Test
    void answersHeadWithNotFound() throws Exception {
        assertThat(server.send(server.request("/").method("HEAD", HttpRequest.BodyPublishers.noBody()))
                        .status())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NONSENSE NONSENSE\r\n\r\n",
                "FROB / HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n"
            })
    void answersWhatIsNoRequestInJsonToo(String request) throws Exception {
        String response = raw(request);
        assertThat(response)
                .startsWith("HTTP/1.1 ")
                .containsIgnoringCase("content-type: application/json")
                .containsIgnoringCase("x-request-id: ")
                .contains("{\"error\":{\"code\":\"invalid_request\"");
    }

    @Test
    void sendsPlainRequestsFromElsewhereToHttps() throws Exception {
        assertThat(raw("GET /a?b=c HTTP/1.1\r\nHost: octopool.example\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 308")
                .containsIgnoringCase("location: https://octopool.example/a?b=c");
        assertThat(
                        raw(
                                "GET / HTTP/1.1\r\nHost: octopool.example\r\nX-Forwarded-Proto: https\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200")
                .containsIgnoringCase("strict-transport-security: max-age=31536000");
        assertThat(raw("GET /ready HTTP/1.1\r\nHost: 10.1.2.3\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200");
        assertThat(server.get("/").headers()).doesNotContainKey("strict-transport-security");
    }

    @Test
    void showsPagesToBrowsersAndJsonToEverybodyElse() throws Exception {
        Reply probe = server.get("/");
        assertThat(probe.json().path("ok").asBoolean()).isTrue();
        assertThat(probe.json().path("service").asText()).isEqualTo("octopool");
        assertThat(probe.header("vary")).isEqualTo("Accept");
        Reply page = server.send(server.request("/").header("accept", "text/html,*/*"));
        assertThat(page.header("content-type")).isEqualTo("text/html; charset=UTF-8");
        assertThat(page.text()).contains("<title>octopool</title>");
        Reply error = server.send(server.request("/nowhere").header("accept", "text/html"));
        assertThat(error.status()).isEqualTo(404);
        assertThat(error.text())
                .contains("<!doctype html>", "<title>Octopool cannot do that</title>", "not_found")
                .contains(error.header("x-request-id"))
                .doesNotContain("{\"error\"");
    }

    @Test
    void answersBrowsersInJsonUnderTheApi() throws Exception {
        for (String path : List.of("/v1/nowhere", "/v1/dashboard", "/v1/me", "/v1/pools/maintainers/health")) {
            Reply error = server.send(server.request(path).header("accept", "text/html,application/json;q=0.9"));
            assertThat(error.header("content-type")).isEqualTo("application/json");
            assertThat(error.json().at("/error/request_id").asText()).isEqualTo(error.header("x-request-id"));
        }
    }

    @Test
    void describesItselfToClients() throws Exception {
        Reply discovery = server.get("/.well-known/octopool");
        assertThat(discovery.text())
                .isEqualTo("{\"service\":\"octopool\",\"version\":1,\"api_base\":\"https://octopool.example\","
                        + "\"app_base\":\"https://octopool.example\",\"default_pool\":\"maintainers\","
                        + "\"allowed_org\":\"octo-org\",\"auth\":{\"cli_github_token\":true,\"web_login\":true},"
                        + "\"min_cli_version\":\"0.2.2\"}");
        assertThat(discovery.header("cache-control")).isEqualTo("public, max-age=300");
    }

    @Test
    void tellsTheHealthOfAPoolToItsCallers() throws Exception {
        Reply health =
                server.send(server.request("/v1/pools/maintainers/health").header("authorization", "bearer  " + token));
        assertThat(health.text())
                .startsWith(
                        "{\"pool\":\"maintainers\",\"identities_total\":1,\"identities_healthy\":1,"
                                + "\"policy_version\":1,\"identities_cooling\":0,\"switched_off\":false,\"cooldowns\":[],\"budgets\":[");
        assertThat(summary(server.get("/v1/pools/maintainers/health"))).isEqualTo("401 missing_auth");
    }

    private static String raw(String request) throws Exception {
        try (Socket socket = new Socket(server.uri().getHost(), server.uri().getPort())) {
            socket.setSoTimeout((int) Duration.ofSeconds(10).toMillis());
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String summary(Reply reply) throws Exception {
        return reply.status() + " " + reply.code();
    }
}
