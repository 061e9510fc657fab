package io.octopool.api.server;

import static io.octopool.api.server.TestServer.POOL;
import static io.octopool.api.server.TestServer.REPO;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.octopool.api.http.Logged;
import io.octopool.api.server.TestServer.Reply;
import io.octopool.sim.access.Tokens;
import io.octopool.sim.apps.AppKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets in files: changed while the server runs, and missing when it starts. */
class SecretFilesTest {

    private static final AppKey KEY = AppKey.of(1);

    private final TurnedClock clock = new TurnedClock();
    private final Map<String, String> settings = new HashMap<>();

    @TempDir
    private Path directory;

    private Path identities;

    @BeforeEach
    void makeSecrets() throws Exception {
        Path secrets = directory.resolve("secrets");
        identities = Files.createDirectories(secrets.resolve("identities"));
        settings.put("OCTOPOOL_SECRETS_DIR", secrets.toString());
        settings.put("OCTOPOOL_GITHUB_APP_ID", "1");
    }

    @Test
    void usesAChangedTokenAtTheNextCall() throws Exception {
        Files.writeString(identities.resolve("team"), "sim-pat-bob\n");
        try (TestServer server = TestServer.start(directory, settings, clock)) {
            register(server, POOL, "\"id\":\"pat\",\"login\":\"bob\",\"secret_ref\":\"team\"");
            String token = server.enrol("carol");
            server.github().clearCalls();
            assertThat(server.read(token, REPO + "/pulls/1").status()).isEqualTo(200);
            assertThat(server.github().calls().by("pat:bob")).isPositive();
            Files.writeString(identities.resolve("team"), "sim-pat-bob-2");
            server.github().putToken("pat:bob", new Tokens.Standing(true, List.of(), List.of()));
            server.github().clearCalls();
            for (int pull = 2; pull <= 3; pull++) {
                assertThat(server.read(token, REPO + "/pulls/" + pull).status()).isEqualTo(200);
            }
            assertThat(server.github().calls().to("GET /user"))
                    .as("whose the token is")
                    .isEqualTo(1);
            assertThat(server.github().calls().by("pat:bob")).isEqualTo(3);
        }
    }

    @Test
    void restsAnIdentityWhoseTokenWasChangedForSomebodyElsesAtTheCostOfAFailover() throws Exception {
        Files.writeString(identities.resolve("team"), "sim-pat-bob");
        try (TestServer server = TestServer.start(directory, settings, clock)) {
            register(server, POOL, "\"id\":\"pat\",\"login\":\"bob\",\"secret_ref\":\"team\",\"weight\":1000");
            String token = server.enrol("carol");
            Files.writeString(identities.resolve("team"), "sim-pat-mallory");
            assertThat(server.read(token, REPO + "/pulls/1").reason()).isEqualTo("identity_secret_missing");
            assertThat(server.read(token, REPO + "/pulls/1").status()).isEqualTo(424);
            server.registerIdentity();
            clock.turn(Duration.ofSeconds(121));
            try (Logged logged = new Logged()) {
                Reply reply = server.read(token, REPO + "/pulls/2");
                assertThat(reply.at("/identity/id")).as(reply.text()).isEqualTo("pat_bob");
                assertThat(logged.lines())
                        .containsExactly(
                                "Identity pat cannot be used: its secret team belongs to another user than bob");
            }
            assertThat(server.github().calls().by("pat:mallory")).isEqualTo(1);
            JsonNode rests =
                    server.admin("GET", "/v1/admin/pools/" + POOL, "").json().path("cooldowns");
            assertThat(rests.findValuesAsText("reason")).containsExactly("misconfigured");
            Reply check = server.admin("/v1/admin/pools/" + POOL + "/identities/pat/check", "{}");
            assertThat(check.at("/reason") + " " + check.at("/login")).isEqualTo("other_user mallory");
        }
    }

    @Test
    void looksWhoseATokenIsThatWasNotThereWhenItWasRegistered() throws Exception {
        try (TestServer server = TestServer.start(directory, settings, clock)) {
            register(server, POOL, "\"id\":\"pat\",\"login\":\"bob\",\"secret_ref\":\"later\"");
            String token = server.enrol("carol");
            Files.writeString(identities.resolve("later"), "sim-pat-mallory");
            assertThat(server.read(token, REPO + "/pulls/1").reason()).isEqualTo("identity_secret_missing");
            assertThat(server.github().calls().by("pat:mallory")).isEqualTo(1);
        }
    }

    @Test
    void usesAChangedKeyAndItsPassphraseAtTheNextCall() throws Exception {
        Files.writeString(identities.resolve("app"), AppKey.of(2).pkcs1());
        try (TestServer server = TestServer.start(directory, settings, clock)) {
            register(
                    server,
                    POOL,
                    "\"id\":\"app\",\"kind\":\"github_app\",\"login\":\"sim-app\",\"installation_id\":7,"
                            + "\"secret_ref\":\"app\"");
            String token = server.enrol("carol");
            assertThat(server.read(token, REPO + "/pulls/1").reason()).isEqualTo("github_app_token_failed");
            Files.writeString(identities.resolve("app"), EncryptedKeys.pkcs8(KEY, "open sesame"));
            clock.turn(Duration.ofSeconds(121));
            assertThat(server.read(token, REPO + "/pulls/2").reason()).isEqualTo("github_app_key_format");
            Files.writeString(identities.resolve("app.passphrase"), "open sesame\n");
            clock.turn(Duration.ofMinutes(30));
            Reply reply = server.read(token, REPO + "/pulls/3");
            assertThat(reply.at("/identity/id")).as(reply.text()).isEqualTo("app");
        }
    }

    @Test
    void costsAFailoverAndNotTheRequestWhereAFileNoLongerHoldsAKey() throws Exception {
        Map<String, String> files = Map.of(
                "bad", KEY.pkcs1().replace("MII", "XII"),
                "shut", EncryptedKeys.pkcs8(KEY, "open sesame"),
                "wrong", EncryptedKeys.traditional(KEY, "open sesame"));
        for (String name : files.keySet()) {
            Files.writeString(identities.resolve(name), KEY.pkcs1());
        }
        Files.writeString(identities.resolve("wrong_PASSPHRASE"), "close sesame");
        try (TestServer server = TestServer.start(directory, settings, clock)) {
            int number = 0;
            for (String name : files.keySet()) {
                register(
                        server,
                        POOL,
                        "\"id\":\"" + name + "\",\"kind\":\"github_app\",\"login\":\"sim-app\",\"installation_id\":"
                                + ++number + ",\"secret_ref\":\"" + name + "\",\"weight\":1000");
            }
            String token = server.enrol("carol");
            for (Map.Entry<String, String> file : files.entrySet()) {
                Files.writeString(identities.resolve(file.getKey()), file.getValue());
            }
            assertThat(server.read(token, REPO + "/pulls/1").reason()).isEqualTo("github_app_key_format");
            server.registerIdentity();
            clock.turn(Duration.ofSeconds(121));
            for (int pull = 2; pull <= 4; pull++) {
                Reply reply = server.read(token, REPO + "/pulls/" + pull);
                assertThat(reply.at("/identity/id")).as(reply.text()).isEqualTo("pat_bob");
            }
        }
    }

    @Test
    void namesMissingSecretsAndSharedPoolsWhenItStarts() throws Exception {
        Files.writeString(identities.resolve("there"), "sim-pat-bob");
        Files.writeString(identities.resolve("gone-by-then"), "sim-pat-alice");
        try (TestServer server = TestServer.start(directory, settings, clock)) {
            assertThat(notices(server)).isEmpty();
            register(server, "one", "\"id\":\"a\",\"login\":\"bob\",\"secret_ref\":\"there\"");
            register(server, "one", "\"id\":\"a2\",\"login\":\"bob\",\"secret_ref\":\"there\"");
            register(server, "two", "\"id\":\"b\",\"login\":\"bob\",\"secret_ref\":\"there\"");
            register(server, "two", "\"id\":\"c\",\"login\":\"alice\",\"secret_ref\":\"gone-by-then\"");
            register(server, "two", "\"id\":\"d\",\"login\":\"carol\",\"secret_ref\":\"OCTOPOOL_PAT_NOWHERE\"");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> server.rows("select id from identities").size() == 5);
        }
        Files.delete(identities.resolve("gone-by-then"));
        Files.createDirectory(identities.resolve("gone-by-then"));
        try (TestServer again = TestServer.start(directory, settings, clock)) {
            assertThat(notices(again))
                    .satisfiesExactly(
                            missing -> assertThat(missing)
                                    .isEqualTo("secrets of active identities are missing on this server:"
                                            + " OCTOPOOL_PAT_NOWHERE, gone-by-then"),
                            shared -> assertThat(shared)
                                    .startsWith("pools with more than one user's personal access token: two (3);"));
        }
    }

    private static List<String> notices(TestServer server) throws Exception {
        return server.server().notices().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static void register(TestServer server, String pool, String identity) throws Exception {
        Reply reply = server.admin(
                "/v1/admin/pools/" + pool + "/identities", "{" + identity + ",\"scopes\":[{\"owner\":\"octo-org\"}]}");
        assertThat(reply.status()).as(reply.text()).isEqualTo(201);
    }
}
