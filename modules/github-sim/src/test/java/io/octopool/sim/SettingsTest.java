package io.octopool.sim;

import static io.octopool.sim.SimClient.ALICE;
import static io.octopool.sim.SimClient.APP;
import static io.octopool.sim.SimClient.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Charges, refusals, sizes and the report of targets. */
class SettingsTest extends SimulatorTest {

    private static final String REPO = "/repos/octo-org/hello-world";

    @ParameterizedTest
    @ValueSource(strings = {BOB, APP})
    void chargesForA304WhenItIsTold(String authorization) throws Exception {
        client.send("PATCH", "/_sim/settings", "{\"charge_not_modified\":true}");
        SimClient.Reply full = client.get(REPO, "authorization", authorization);
        SimClient.Reply same = client.get(REPO, "authorization", authorization, "if-none-match", full.etag());
        assertThat(same.status()).isEqualTo(304);
        assertThat(same.header("x-ratelimit-used")).isEqualTo("2");
        assertThat(simulator.calls().spent()).isEqualTo(2);

        client.send("PATCH", "/_sim/settings", "{\"charge_not_modified\":false}");
        client.get(REPO, "authorization", authorization, "if-none-match", full.etag());
        assertThat(simulator.calls().spent()).isEqualTo(2);
    }

    @Test
    void refusesEveryAnonymousCallWhenTheAddressHasNothingLeft() throws Exception {
        client.send("PATCH", "/_sim/settings", "{\"anonymous_limit\":0}");
        for (String path : List.of(REPO, "/users/alice", "/search/issues?q=x", "/search/code?q=x", "/nothing")) {
            SimClient.Reply refused = client.get(path);
            assertThat(refused.status()).as(path).isEqualTo(403);
            assertThat(refused.header("x-ratelimit-remaining")).isEqualTo("0");
            assertThat(refused.header("x-ratelimit-used")).isEqualTo(refused.header("x-ratelimit-limit"));
            assertThat(Integer.parseInt(refused.header("x-ratelimit-limit"))).isPositive();
            assertThat(Long.parseLong(refused.header("x-ratelimit-reset")))
                    .isGreaterThan(clock.instant().getEpochSecond());
            assertThat(refused.json().get("message").asText()).startsWith("API rate limit exceeded");
        }
        assertThat(client.get(REPO, "authorization", APP).status()).isEqualTo(200);
        assertThat(simulator.calls().refused()).isEqualTo(5);
        assertThat(simulator.calls().spent("ip", "core")).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "/repos/octo-org/hello-world/pulls/1, 1048576, false",
        "/repos/octo-org/hello-world/pulls, 9437184, false",
        "/repos/octo-org/hello-world/actions/runs, 4194304, true",
    })
    void makesAnswersLargerThanTheyAre(String path, int bytes, boolean incompressible) throws Exception {
        int before = client.get(path, "authorization", BOB).body().length();
        client.send(
                "PATCH",
                "/_sim/settings",
                "{\"pad_bytes\":{\"path_prefix\":\"" + REPO + "\",\"bytes\":" + bytes + ",\"incompressible\":"
                        + incompressible + "}}");
        SimClient.Reply padded = client.get(path, "authorization", BOB);

        assertThat(padded.body().length()).isBetween(before + bytes, before + bytes + 20);
        assertThat(padded.json().findValue("_padding").textValue()).hasSize(bytes);
        int zipped = zipped(padded.body());
        assertThat(zipped > bytes / 2).isEqualTo(incompressible);
        assertThat(client.get(path, "authorization", BOB, "if-none-match", padded.etag())
                        .status())
                .isEqualTo(304);
        assertThat(client.get("/users/bob").body()).doesNotContain("_padding");
        client.send("PATCH", "/_sim/settings", "{\"pad_bytes\":null}");
        assertThat(client.get(path, "authorization", BOB).body()).hasSize(before);
    }

    @Test
    void writesFilesOfAnySize() throws Exception {
        JsonNode put = client.send(
                        "PUT", "/_sim" + REPO + "/files/big/data.txt", "{\"size\":3000000,\"incompressible\":true}")
                .json();
        assertThat(put.get("size").asInt()).isEqualTo(3_000_000);
        String path = REPO + "/contents/big/data.txt";
        JsonNode json = client.get(path).json();
        assertThat(json.get("size").asInt()).isEqualTo(3_000_000);
        assertThat(json.get("encoding").asText()).isEqualTo("none");
        String raw = client.get(path, "accept", "application/vnd.github.raw").body();
        assertThat(raw).hasSize(3_000_000);
        JsonNode blob =
                client.get(REPO + "/git/blobs/" + put.get("sha").asText()).json();
        assertThat(new String(Base64.getMimeDecoder().decode(blob.get("content").asText()), StandardCharsets.UTF_8))
                .isEqualTo(raw);

        simulator.putFile("octo-org", "hello-world", "note.md", "Hä?\n");
        assertThat(client.get(REPO + "/contents/note.md", "accept", "application/vnd.github.raw")
                        .body())
                .isEqualTo("Hä?\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    PATCH | settings                                 | {"pad_bytes":{"bytes":1}}               | pad_bytes.path_prefix
                    PATCH | settings                                 | {"pad_bytes":{"path_prefix":"/"}}       | pad_bytes.bytes
                    PATCH | settings                                 | {"log_bytes":-1}                        | log_bytes
                    PATCH | settings                                 | {"charge_not_modified":"yes"}           | charge_not_modified
                    PUT   | repos/octo-org/hello-world/files/a.txt   | {}                                      | size
                    PUT   | repos/octo-org/hello-world/files/a.txt   | {"size":1,"text":""}                    | size
                    PUT   | repos/octo-org/new                       | {"fork_of":"x"}                         | fork_of
                    POST  | repos/octo-org/hello-world/events        | {"type":"run_started","jobs":1001}      | jobs
                    POST  | repos/octo-org/hello-world/events        | {"type":"run_started","status":"completed"} | status
                    GET   | calls?targets=maybe                      | ''                                      | targets
                    """)
    void namesTheFieldThatIsMalformed(String method, String path, String body, String field) throws Exception {
        SimClient.Reply reply = client.send(method, "/_sim/" + path, body);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().get("field").asText()).isEqualTo(field);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"run_rerun\",\"id\":1}",
                "{\"type\":\"job_completed\",\"id\":1}",
                "{\"type\":\"logs_deleted\",\"id\":1}",
                "{\"type\":\"pr_synchronized\",\"number\":17}"
            })
    void saysWhatCannotHappen(String event) throws Exception {
        assertThat(client.send("POST", "/_sim" + REPO + "/events", event).status())
                .isEqualTo(409);
    }

    @Test
    void reportsEveryTargetByteForByte() throws Exception {
        client.get(REPO + "?b=2&a=1%20", "authorization", ALICE);
        client.get(REPO + "?b=2&a=1%20", "authorization", ALICE);
        List<String> odd = List.of(
                "/repos/a/%2e%2E/./x//y?q=%7A+?",
                "//octo-org/hello-world",
                "/%5Fsim/calls",
                "/%5Flogs/x",
                "/x?",
                "/x#y?z",
                "/repos/octo-org/hello-world/contents/%ff");
        for (String target : odd) {
            raw("GET " + target + " HTTP/1.1\r\nHost: sim\r\nUser-Agent: t\r\nConnection: close\r\n\r\n");
        }

        assertThat(simulator.targets()).hasSize(8).containsEntry("GET " + REPO + "?b=2&a=1%20", 2L);
        odd.forEach(target -> assertThat(simulator.targets()).containsEntry("GET " + target, 1L));
        assertThat(simulator.calls().to("GET //octo-org/hello-world")).isEqualTo(1);
        JsonNode shown = client.get("/_sim/calls?targets=true").json();
        assertThat(shown.at("/targets").size()).isEqualTo(8);
        assertThat(shown.get("targets").get("GET " + REPO + "?b=2&a=1%20").asInt())
                .isEqualTo(2);
        assertThat(client.get("/_sim/calls").json().has("targets")).isFalse();
        simulator.clearCalls();
        assertThat(simulator.targets()).isEmpty();
    }

    private void raw(String request) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), simulator.uri().getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 404");
        }
    }

    private static int zipped(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.size();
    }
}
