package io.octopool.api.server;

import static io.octopool.api.server.TestServer.POOL;
import static io.octopool.api.server.TestServer.REPO;
import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.api.server.TestServer.Reply;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Policies of pools: shown, changed, and in force at once. */
class PolicyTest {

    private static final String INITIAL = "{\"pool\":\"%s\",\"policy\":{\"allowed_owners\":[\"octo-org\"],"
            + "\"allow_public_repos\":true,\"allow_search\":false,\"allow_logs\":%s}%s}";

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

    @Test
    void makesAPoolOfWhichThatIsThePolicy() throws Exception {
        assertThat(show("fresh").status() + " " + show("fresh").code()).isEqualTo("404 pool_not_found");
        Reply created = change("fresh", "{\"allow_logs\":false}");
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.text()).isEqualTo(INITIAL.formatted("fresh", "false", ",\"changed\":true"));
        Reply changed = change("fresh", "{\"allow_logs\":true}");
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.text()).isEqualTo(INITIAL.formatted("fresh", "true", ",\"changed\":true"));
        assertThat(show("fresh").text()).isEqualTo(INITIAL.formatted("fresh", "true", ""));
    }

    @Test
    void isInForceAtOnce() throws Exception {
        assertThat(server.read(token, REPO).status()).isEqualTo(200);
        change(POOL, "{\"allowed_owners\":[\"somebody-else\"],\"allow_public_repos\":false}");
        Awaitility.await()
                .atMost(Duration.ofSeconds(2))
                .untilAsserted(
                        () -> assertThat(server.read(token, REPO).reason()).isEqualTo("owner_denied"));
        change(POOL, "{\"allowed_owners\":[\"Octo-Org\"],\"allow_public_repos\":true}");
        Awaitility.await()
                .atMost(Duration.ofSeconds(2))
                .untilAsserted(
                        () -> assertThat(server.read(token, REPO).status()).isEqualTo(200));
    }

    @Test
    void isForAdministratorsWhoKnowItsFields() throws Exception {
        String path = "/v1/admin/pools/" + POOL + "/policy";
        assertThat(server.get(path).code()).isEqualTo("missing_auth");
        assertThat(server.send(server.request(path).header("authorization", "Bearer " + token))
                        .code())
                .isEqualTo("invalid_admin_auth");
        Reply unknown = change(POOL, "{\"allow_everything\":true}");
        assertThat(unknown.status() + " " + unknown.code()).isEqualTo("400 invalid_request");
        assertThat(unknown.at("/error/details/field")).isEqualTo("allow_everything");
        assertThat(change("a.b", "{}").code()).isEqualTo("pool_invalid");
        assertThat(show("a.b").code()).isEqualTo("pool_invalid");
        assertThat(change(POOL, "[]").code()).isEqualTo("invalid_json");
        assertThat(server.admin(path, "{}").code()).isEqualTo("not_found");
    }

    private static Reply show(String pool) throws Exception {
        return server.send(
                server.request("/v1/admin/pools/" + pool + "/policy").header("authorization", "Bearer admin"));
    }

    private static Reply change(String pool, String body) throws Exception {
        return server.send(server.request("/v1/admin/pools/" + pool + "/policy")
                .header("authorization", "Bearer admin")
                .header("content-type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(body)));
    }
}
