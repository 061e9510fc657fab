package io.octopool.sim;

import static io.octopool.sim.SimClient.APP;
import static io.octopool.sim.SimClient.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.sim.SimClient.Reply;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of tokens: revoked, without a permission, without single sign-on. */
class TokensTest extends SimulatorTest {

    private static final String REPO = "/repos/octo-org/hello-world";

    @Test
    void refusesARevokedTokenAndNoOtherOfItsUser() throws Exception {
        put("pat:bob-2", "{\"revoked\":true}");
        Reply refused = client.get(REPO, "authorization", BOB + "-2");
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.json().path("message").asText()).isEqualTo("Bad credentials");
        assertThat(client.get(REPO, "authorization", BOB).status()).isEqualTo(200);
        assertThat(simulator.calls().by("unknown")).isEqualTo(1);
        assertThat(simulator.calls().spent("user:bob", "core")).isEqualTo(1);
        put("pat:bob-2", "{\"revoked\":false}");
        assertThat(client.get(REPO, "authorization", BOB + "-2").status()).isEqualTo(200);
    }

    @Test
    void forbidsPathsToATokenAndNamesThePermission() throws Exception {
        put("pat:bob", "{\"forbidden\":[\"" + REPO + "/actions\"]}");
        Reply refused = client.get(REPO + "/actions/runs", "authorization", BOB);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.json().path("message").asText())
                .isEqualTo("Resource not accessible by personal access token");
        assertThat(refused.header("x-accepted-github-permissions")).isEqualTo("actions=read");
        assertThat(refused.header("x-ratelimit-remaining")).isEqualTo("4999");
        assertThat(client.get(REPO + "/pulls", "authorization", BOB).status()).isEqualTo(200);
        assertThat(client.get(REPO + "/actions/runs", "authorization", BOB + "-2")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void asksForSingleSignOnOfAnOrganisation() throws Exception {
        long id = client.get(REPO).json().path("id").asLong();
        put("pat:bob", "{\"sso\":[\"Octo-Org\"]}");
        for (String path : List.of(REPO + "/pulls/1", "/repositories/" + id, "/orgs/octo-org/repos")) {
            Reply refused = client.get(path, "authorization", BOB);
            assertThat(refused.status()).as(path).isEqualTo(403);
            assertThat(refused.json().path("message").asText())
                    .startsWith("Resource protected by organization SAML enforcement");
            assertThat(refused.header("x-github-sso"))
                    .startsWith("required; url=https://github.com/orgs/octo-org/sso?authorization_request=");
        }
        assertThat(client.get("/repos/alice/dotfiles", "authorization", BOB).status())
                .isEqualTo(200);
    }

    @Test
    void keepsWhatAChangeDoesNotNameAndForgetsAllWhenItIsReset() throws Exception {
        put("pat:bob", "{\"forbidden\":[\"/repos\"]}");
        assertThat(put("pat:bob", "{\"sso\":[\"other\"]}").body())
                .isEqualTo("{\"name\":\"pat:bob\",\"revoked\":false,\"forbidden\":[\"/repos\"],\"sso\":[\"other\"]}");
        put("app:sim-client", "{\"revoked\":true}");
        assertThat(client.get(REPO, "authorization", APP).status()).isEqualTo(401);
        client.send("POST", "/_sim/reset", "");
        assertThat(client.get(REPO, "authorization", BOB).status()).isEqualTo(200);
        assertThat(client.get(REPO, "authorization", APP).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sim-pat-bob", "anonymous", "pat:", "installation:x", "app:other"})
    void knowsTokensByTheirNamesAlone(String name) throws Exception {
        assertThat(client.send("PUT", "/_sim/tokens/" + name, "{\"revoked\":true}")
                        .status())
                .isEqualTo(404);
    }

    private Reply put(String name, String body) throws Exception {
        Reply reply = client.send("PUT", "/_sim/tokens/" + name, body);
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        return reply;
    }
}
