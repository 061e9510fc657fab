package io.octopool.sim;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.octopool.sim.SimClient.Reply;
import io.octopool.sim.apps.AppKey;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The App 1, its assertions, its installations and their tokens. */
class AppTest extends SimulatorTest {

    private static final String TOKENS = "/app/installations/7/access_tokens";
    private static final String SECRET = "/repos/octo-org/secret-plans";
    private static final String PUBLIC = "/repos/octo-org/hello-world";

    @Test
    void hasTheSameKeyForTheSameSeedInBothForms() {
        AppKey key = AppKey.of(1);
        assertThat(AppKey.of(1).pkcs1())
                .isEqualTo(key.pkcs1())
                .isNotEqualTo(AppKey.of(2).pkcs1());
        assertThat(simulator.appKey().pkcs8()).isEqualTo(key.pkcs8());
        assertThat(key.pkcs1()).startsWith("-----BEGIN RSA PRIVATE KEY-----\nMII");
        assertThat(key.pkcs8()).startsWith("-----BEGIN PRIVATE KEY-----\nMII");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "RS256 | \"1\" | -60  | 540 | ~~",
                "RS256 | 1      | 0    | 600 | ~~",
                "RS256 | 2      | 0    | 540 | A JSON web token could not be decoded",
                "HS256 | 1      | 0    | 540 | A JSON web token could not be decoded",
                "RS256 | \"\"   | 0    | 540 | 'Issuer' claim ('iss') must be an Integer",
                "RS256 | 1      | 1    | 540 | 'Issued at' claim ('iat') must be an Integer",
                "RS256 | 1      | 0    | 601 | 'Expiration time' claim ('exp') is too far in the future",
                "RS256 | 1      | -700 | 0   | 'Expiration time' claim ('exp') must be a numeric value"
            })
    void takesAssertionsAsGitHubDoes(String algorithm, String issuer, long issued, long expires, String problem)
            throws Exception {
        String assertion = AppAssertion.of(
                simulator.appKey(),
                algorithm,
                issuer,
                clock.instant().plusSeconds(issued),
                clock.instant().plusSeconds(expires));
        Reply reply = client.get("/app", "authorization", assertion);
        assertThat(reply.status()).isEqualTo(problem.isEmpty() ? 200 : 401);
        assertThat(reply.json().path("message").asText()).startsWith(problem);
        assertThat(simulator.calls().by(problem.isEmpty() ? "jwt:1" : "unknown"))
                .isEqualTo(1);
    }

    @Test
    void narrowsWhatATokenReadsInPrivateToItsPermissions() throws Exception {
        String token = token(mint("{\"permissions\":{\"contents\":\"read\",\"issues\":\"write\"}}"));
        for (String path : List.of("", "/readme", "/commits", "/issues/18", "/labels", "/languages")) {
            assertThat(client.get(SECRET + path, "authorization", token).status())
                    .as(path)
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/pulls/1, pull_requests=read",
        "/actions/runs, actions=read",
        "/commits/main/check-runs, checks=read",
        "/commits/main/status, statuses=read",
        "/commits/main/pulls, pull_requests=read",
        "/deployments, deployments=read"
    })
    void asksForAPermissionWhereSomethingPrivateIsRead(String path, String permission) throws Exception {
        String token = token(mint("{\"permissions\":{\"contents\":\"read\"}}"));
        Reply refused = client.get(SECRET + path, "authorization", token);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.json().path("message").asText()).isEqualTo("Resource not accessible by integration");
        assertThat(refused.header("x-accepted-github-permissions")).isEqualTo(permission);
        assertThat(client.get(PUBLIC + path, "authorization", token).status()).isEqualTo(200);
    }

    @Test
    void endsTheTokensOfAnInstallationOnDemand() throws Exception {
        String token = token(mint(""));
        client.send("PUT", "/_sim/tokens/installation:7", "{\"revoked\":true}");
        Reply refused = client.get(PUBLIC, "authorization", token);
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.json().path("message").asText()).isEqualTo("Bad credentials");
        assertThat(client.get(PUBLIC, "authorization", token(mint(""))).status())
                .isEqualTo(200);
    }

    @Test
    void refusesAssertionsOfAnotherKeyAndOtherCredentials() throws Exception {
        String forged = AppAssertion.of(
                AppKey.of(2), "RS256", "1", clock.instant(), clock.instant().plusSeconds(60));
        assertThat(client.get("/app", "authorization", forged).status()).isEqualTo(401);
        assertThat(client.get("/app", "authorization", "Bearer a.b.c").status()).isEqualTo(401);
        assertThat(client.get("/app", "authorization", SimClient.ALICE).status())
                .isEqualTo(401);
        assertThat(client.get("/app").status()).isEqualTo(401);
        assertThat(client.get(PUBLIC, "authorization", assertion()).status()).isEqualTo(403);
    }

    @Test
    void mintsATokenThatLivesAnHourAndSeesTheOrganisation() throws Exception {
        Reply reply = mint("");
        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.json().path("expires_at").asText())
                .isEqualTo(clock.instant().plusSeconds(3600).toString());
        assertThat(reply.json().path("repository_selection").asText()).isEqualTo("all");
        String token = token(reply);
        assertThat(token).startsWith("Bearer ghs_");
        Reply read = client.get(SECRET, "authorization", token);
        assertThat(read.status()).isEqualTo(200);
        assertThat(read.header("x-ratelimit-limit")).isEqualTo("5000");
        assertThat(client.get(PUBLIC, "authorization", token, "if-none-match", read.etag())
                        .status())
                .isEqualTo(200);
        assertThat(simulator.calls().by("installation:7")).isEqualTo(2);
        assertThat(simulator.calls().spent("installation:7", "core")).isEqualTo(2);
        clock.advance(Duration.ofHours(1));
        assertThat(client.get(PUBLIC, "authorization", token).status()).isEqualTo(401);
    }

    @Test
    void givesEachTokenETagsOfItsOwn() throws Exception {
        String first = token(mint(""));
        String second = token(mint(""));
        String etag = client.get(PUBLIC, "authorization", first).etag();
        assertThat(client.get(PUBLIC, "authorization", first, "if-none-match", etag)
                        .status())
                .isEqualTo(304);
        assertThat(client.get(PUBLIC, "authorization", second, "if-none-match", etag)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void narrowsATokenToPermissionsAndRepositories() throws Exception {
        Reply reply = mint("{\"permissions\":{\"contents\":\"read\"},\"repositories\":[\"Hello-World\"]}");
        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.json().path("permissions")).hasToString("{\"contents\":\"read\"}");
        assertThat(reply.json().at("/repositories/0/full_name").asText()).isEqualTo("octo-org/hello-world");
        String token = token(reply);
        assertThat(client.get(SECRET, "authorization", token).status()).isEqualTo(404);
        assertThat(client.get(PUBLIC, "authorization", token).status()).isEqualTo(200);
        assertThat(client.get("/repos/alice/dotfiles", "authorization", token).status())
                .isEqualTo(200);
        JsonNode minting = client.get("/_sim/calls").json().at("/installations/7");
        assertThat(minting)
                .hasToString("{\"tokens_minted\":1,\"permissions\":{\"contents\":\"read\"},"
                        + "\"repositories\":[\"Hello-World\"]}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"permissions\":{\"administration\":\"read\"}} | 422",
                "{\"permissions\":{\"contents\":\"admin\"}} | 422",
                "{\"permissions\":{\"contents\":\"much\"}} | 422",
                "{\"repositories\":[\"hello-world\",\"nowhere\"]} | 422",
                "{ | 400"
            })
    void refusesWhatWasNotGranted(String body, int status) throws Exception {
        assertThat(mint(body).status()).isEqualTo(status);
        assertThat(simulator.calls().minted(7)).isZero();
    }

    @Test
    void suspendsAndDeletesInstallationsOnDemand() throws Exception {
        String token = token(mint(""));
        assertThat(control("{\"suspended\":true}").json().path("suspended").asBoolean())
                .isTrue();
        assertThat(mint("").status()).isEqualTo(403);
        assertThat(client.get(PUBLIC, "authorization", token).status()).isEqualTo(403);
        assertThat(client.get("/app/installations/7", "authorization", assertion())
                        .json()
                        .path("suspended_at")
                        .isTextual())
                .isTrue();
        control("{\"suspended\":false}");
        assertThat(client.get(PUBLIC, "authorization", token).status()).isEqualTo(200);
        control("{\"deleted\":true}");
        assertThat(mint("").status()).isEqualTo(404);
        assertThat(client.get("/app/installations/7", "authorization", assertion())
                        .status())
                .isEqualTo(404);
        control("{\"deleted\":false}");
        assertThat(client.get(PUBLIC, "authorization", token).status()).isEqualTo(401);
        assertThat(mint("").status()).isEqualTo(201);
    }

    @Test
    void grantsWhatTheControlSays() throws Exception {
        control("{\"permissions\":{\"metadata\":\"read\"}}");
        assertThat(mint("{\"permissions\":{\"contents\":\"read\"}}").status()).isEqualTo(422);
        assertThat(client.get("/app/installations/7", "authorization", assertion())
                        .json()
                        .path("permissions"))
                .hasToString("{\"metadata\":\"read\"}");
        assertThat(control("{\"permissions\":{\"metadata\":\"some\"}}").status())
                .isEqualTo(400);
        assertThat(control("{\"other\":1}").status()).isEqualTo(400);
        simulator.reset();
        assertThat(mint("{\"permissions\":{\"contents\":\"read\"}}").status()).isEqualTo(201);
    }

    private Reply control(String body) throws Exception {
        return client.send("PUT", "/_sim/installations/7", body);
    }

    private Reply mint(String body) throws Exception {
        return client.send("POST", TOKENS, body, "authorization", assertion());
    }

    private String assertion() throws Exception {
        return AppAssertion.usual(simulator, clock.instant());
    }

    private static String token(Reply reply) {
        return "Bearer " + reply.json().path("token").asText();
    }
}
