package io.octopool.api.server;

import static io.octopool.api.server.TestServer.POOL;
import static io.octopool.api.server.TestServer.REPO;
import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.api.server.TestServer.Reply;
import io.octopool.sim.apps.AppKey;
import io.octopool.sim.apps.Installations;
import io.octopool.sim.calls.Minting;
import io.octopool.sim.settings.FailRule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads of identities that are GitHub Apps, through a whole server. Each test has a pool and an installation of its own. */
class AppIdentityTest {

    private static final AppKey KEY = AppKey.of(1);
    private static final TurnedClock CLOCK = new TurnedClock();
    private static final String REDUCED = "\"scopes\":[{\"owner\":\"octo-org\",\"repo\":\"hello-world\"}]";
    private static final String ALL = "\"scopes\":[{\"owner\":\"octo-org\"}]";

    @TempDir
    private static Path directory;

    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        Map<String, String> settings = new HashMap<>();
        settings.put("OCTOPOOL_GITHUB_APP_ID", "1");
        settings.put("OCTOPOOL_APP_KEY_1", KEY.pkcs1());
        settings.put("OCTOPOOL_APP_KEY_8", KEY.pkcs8());
        settings.put("OCTOPOOL_APP_KEY_E8", EncryptedKeys.pkcs8(KEY, "open sesame"));
        settings.put("OCTOPOOL_APP_KEY_E8_PASSPHRASE", "open sesame\n");
        settings.put("OCTOPOOL_APP_KEY_E1", EncryptedKeys.traditional(KEY, "open sesame"));
        settings.put("OCTOPOOL_APP_KEY_E1_PASSPHRASE", "open sesame");
        settings.put("OCTOPOOL_APP_KEY_OTHER", AppKey.of(2).pkcs8());
        server = TestServer.start(directory, settings, CLOCK);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "one, OCTOPOOL_APP_KEY_1, 11",
        "eight, OCTOPOOL_APP_KEY_8, 12",
        "e_eight, OCTOPOOL_APP_KEY_E8, 13",
        "e_one, OCTOPOOL_APP_KEY_E1, 14"
    })
    void readsWithAKeyOfEachForm(String pool, String key, long installation) throws Exception {
        app(pool, key, installation, ALL);
        Reply reply = read(caller(pool), pool, REPO + "/pulls/1");
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(reply.at("/status")).isEqualTo("200");
        assertThat(reply.at("/identity")).isEqualTo("{\"id\":\"app_" + pool + "\",\"kind\":\"github_app\"}");
        assertThat(server.github().calls().by("installation:" + installation)).isEqualTo(1);
        assertThat(server.github().calls().spent("installation:" + installation, "core"))
                .isEqualTo(1);
    }

    @Test
    void mintsOneTokenForAThousandReadsThatOnlyReadsAndOnlyWhatTheScopesName() throws Exception {
        app("narrow", "OCTOPOOL_APP_KEY_1", 21, REDUCED);
        String token = caller("narrow");
        for (int i = 0; i < 1_000; i++) {
            CLOCK.turn(Duration.ofMillis(100)); // an owner's calls are paced
            Reply reply = read(token, "narrow", REPO + "/issues", ",\"query\":{\"labels\":\"label-" + i + "\"}");
            assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        }
        assertThat(server.github().calls().by("installation:21")).isEqualTo(1_000);
        Minting minting = minting(21L);
        assertThat(minting.tokensMinted()).isEqualTo(1);
        assertThat(minting.repositories()).containsExactly("hello-world");
        assertThat(minting.permissions())
                .containsOnlyKeys(
                        "actions",
                        "checks",
                        "contents",
                        "deployments",
                        "issues",
                        "metadata",
                        "pull_requests",
                        "statuses");
        assertThat(Set.copyOf(minting.permissions().values())).containsExactly("read");
    }

    @Test
    void mintsOneTokenForAThousandReadsAtOnce() throws Exception {
        app("storm", "OCTOPOOL_APP_KEY_1", 23, ALL);
        String token = caller("storm");
        server.github().change(settings -> settings.withLatency(Duration.ofMillis(100)));
        try {
            List<CompletableFuture<Reply>> reads = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                reads.add(server.relayLater(
                        token,
                        "{\"pool\":\"storm\",\"method\":\"GET\",\"path\":\"" + REPO + "/issues/" + (1 + i % 46)
                                + "\"}"));
            }
            for (CompletableFuture<Reply> read : reads) {
                assertThat(read.join().status()).as(read.join().text()).isEqualTo(200);
            }
        } finally {
            server.github().change(settings -> settings.withLatency(Duration.ZERO));
        }
        assertThat(minting(23L).tokensMinted()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {-7200, 7200})
    void readsThoughItsClockIsWrongAndLearnsThatOnce(long offset, @TempDir Path other) throws Exception {
        TurnedClock clock = new TurnedClock();
        Map<String, String> settings = Map.of("OCTOPOOL_GITHUB_APP_ID", "1", "OCTOPOOL_APP_KEY_1", KEY.pkcs1());
        try (TestServer skewed = TestServer.start(other, settings, clock)) {
            String identity = "{\"id\":\"app\",\"kind\":\"github_app\",\"login\":\"sim-app\",\"installation_id\":91,"
                    + "\"secret_ref\":\"OCTOPOOL_APP_KEY_1\"," + ALL + "}";
            skewed.admin("/v1/admin/pools/" + POOL + "/identities", identity);
            String token = skewed.enrol("carol");
            skewed.github().change(before -> before.withClockOffset(Duration.ofSeconds(offset)));
            assertThat(skewed.read(token, REPO + "/pulls/1").at("/identity/id")).isEqualTo("app");
            clock.turn(Duration.ofMinutes(50));
            assertThat(skewed.read(token, REPO + "/pulls/2").at("/identity/id")).isEqualTo("app");
            assertThat(skewed.github().calls().minted(91)).isEqualTo(1);
            assertThat(skewed.github().calls().to("POST /app/installations/91/access_tokens"))
                    .isEqualTo(2);
            clock.turn(Duration.ofMinutes(10));
            assertThat(skewed.read(token, REPO + "/pulls/3").at("/identity/id")).isEqualTo("app");
            assertThat(skewed.github().calls().minted(91)).isEqualTo(2);
            assertThat(skewed.github().calls().to("POST /app/installations/91/access_tokens"))
                    .isEqualTo(3);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "no_key, OCTOPOOL_APP_KEY_NONE, 42, 0",
        "other_key, OCTOPOOL_APP_KEY_OTHER, 44, 1",
        "deleted, OCTOPOOL_APP_KEY_1, 45, 1",
        "stopped, OCTOPOOL_APP_KEY_1, 46, 1"
    })
    void costsAFailoverAndNotTheRequestWhereAnAppCannotServe(String pool, String key, long installation, int asked)
            throws Exception {
        change(45, Optional.empty(), Optional.of(true), Optional.empty());
        change(46, Optional.of(true), Optional.empty(), Optional.empty());
        app(pool, key, installation, ALL + ",\"weight\":1000");
        pat(pool);
        String token = caller(pool);
        for (int pull = 1; pull <= 3; pull++) {
            Reply reply = read(token, pool, REPO + "/pulls/" + pull);
            assertThat(reply.status()).as(reply.text()).isEqualTo(200);
            assertThat(reply.at("/identity/id")).isEqualTo("pat_" + pool);
        }
        assertThat(server.github().calls().to("POST /app/installations/" + installation + "/access_tokens"))
                .as("the App rests")
                .isEqualTo(asked);
    }

    @Test
    void asksForLessWhereTheInstallationGrantsLess() throws Exception {
        change(22, Optional.empty(), Optional.empty(), Optional.of(Map.of("metadata", "read", "contents", "write")));
        app("less", "OCTOPOOL_APP_KEY_1", 22, ALL);
        assertThat(read(caller("less"), "less", REPO + "/pulls/2").status()).isEqualTo(200);
        Minting minting = minting(22L);
        assertThat(minting.permissions()).isEqualTo(Map.of("metadata", "read", "contents", "read"));
        assertThat(minting.repositories()).isEmpty();
    }

    @Test
    void paysAFullAnswerWhenTheTokenHasRotated() throws Exception {
        app("rotated", "OCTOPOOL_APP_KEY_1", 31, ALL);
        String token = caller("rotated");
        String path = REPO + "/pulls/3";
        Reply first = read(token, "rotated", path);
        CLOCK.turn(Duration.ofMinutes(2));
        assertThat(unchanged(token, path)).isTrue();
        CLOCK.turn(Duration.ofHours(1));
        assertThat(unchanged(token, path)).isFalse();
        assertThat(server.github().calls().minted(31)).isEqualTo(1);
        CLOCK.turn(Duration.ofMinutes(2));
        assertThat(unchanged(token, path)).isTrue();
        assertThat(read(token, "rotated", path).json().path("body"))
                .isEqualTo(first.json().path("body"));
    }

    @Test
    void failsOverToAPatWhileTheInstallationIsSuspended() throws Exception {
        app("suspended", "OCTOPOOL_APP_KEY_1", 41, ALL + ",\"weight\":1000");
        pat("suspended");
        String token = caller("suspended");
        change(41, Optional.of(true), Optional.empty(), Optional.empty());
        for (int pull = 1; pull <= 5; pull++) {
            Reply reply = read(token, "suspended", REPO + "/pulls/" + pull);
            assertThat(reply.status()).as(reply.text()).isEqualTo(200);
            assertThat(reply.at("/identity/id")).isEqualTo("pat_suspended");
        }
        assertThat(server.github().calls().to("POST /app/installations/41/access_tokens"))
                .isEqualTo(1);
        change(41, Optional.of(false), Optional.empty(), Optional.empty());
        CLOCK.turn(Duration.ofSeconds(121));
        assertThat(read(token, "suspended", REPO + "/pulls/6").at("/identity/id"))
                .isEqualTo("app_suspended");
    }

    @Test
    void forgetsATokenThatGitHubRefuses() throws Exception {
        app("gone", "OCTOPOOL_APP_KEY_1", 51, ALL);
        String token = caller("gone");
        assertThat(read(token, "gone", REPO + "/pulls/1").at("/identity/id")).isEqualTo("app_gone");
        change(51, Optional.empty(), Optional.of(true), Optional.empty());
        change(51, Optional.empty(), Optional.of(false), Optional.empty());
        CLOCK.turn(Duration.ofSeconds(15));
        assertThat(read(token, "gone", REPO + "/pulls/2").reason()).isEqualTo("github_identity_unauthorized");
        CLOCK.turn(Duration.ofSeconds(121));
        assertThat(read(token, "gone", REPO + "/pulls/3").at("/identity/id")).isEqualTo("app_gone");
        assertThat(server.github().calls().minted(51)).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "none | OCTOPOOL_APP_KEY_NONE | '' | identity_secret_missing",
                "other | OCTOPOOL_APP_KEY_OTHER | '' | github_app_token_failed",
                "app2 | OCTOPOOL_APP_KEY_8 | ,\"app_id\":\"2\" | github_app_token_failed",
                "where | OCTOPOOL_APP_KEY_8 | ,\"scopes\":[{\"owner\":\"octo-org\",\"repo\":\"nowhere\"},"
                        + "{\"owner\":\"octo-org\",\"repo\":\"hello-world\"}] | github_app_token_failed"
            })
    void saysWhyAnAppCannotServeAndRestsIt(String pool, String key, String more, String reason) throws Exception {
        app(pool, key, 61, more.contains("scopes") ? more.substring(1) : ALL + more);
        String token = caller(pool);
        Reply reply = read(token, pool, REPO + "/pulls/1");
        assertThat(reply.status()).isEqualTo(424);
        assertThat(reply.code()).isEqualTo("fallback_local");
        assertThat(reply.reason()).isEqualTo(reason);
        assertThat(read(token, pool, REPO + "/pulls/2").reason()).isEqualTo("identities_cooling_down");
        pat(pool);
        assertThat(read(token, pool, REPO + "/pulls/3").at("/identity/id")).isEqualTo("pat_" + pool);
    }

    @Test
    void doesNotHangOrRestForLongWhereGitHubGivesNoTokenForNow() throws Exception {
        app("down", "OCTOPOOL_APP_KEY_1", 71, ALL + ",\"weight\":1000");
        pat("down");
        String token = caller("down");
        server.github().fail(FailRule.answering(503).onPath("/app/installations/71"));
        assertThat(read(token, "down", REPO + "/pulls/1").at("/identity/id")).isEqualTo("pat_down");
        server.github().heal();
        CLOCK.turn(Duration.ofSeconds(15));
        assertThat(read(token, "down", REPO + "/pulls/2").at("/identity/id")).isEqualTo("app_down");
    }

    @Test
    void needsAnAppIdFromSomewhere(@TempDir Path other) throws Exception {
        try (TestServer bare = TestServer.start(other, Map.of("OCTOPOOL_APP_KEY_1", KEY.pkcs1()), CLOCK)) {
            String app = "{\"id\":\"app\",\"kind\":\"github_app\",\"login\":\"sim-app\",\"installation_id\":81,"
                    + "\"secret_ref\":\"OCTOPOOL_APP_KEY_1\"," + ALL;
            assertThat(bare.admin("/v1/admin/pools/" + POOL + "/identities", app + "}")
                            .status())
                    .isEqualTo(201);
            String token = bare.enrol("carol");
            assertThat(bare.read(token, REPO + "/pulls/1").reason()).isEqualTo("github_app_id_missing");
            CLOCK.turn(Duration.ofSeconds(121));
            bare.registerIdentity();
            assertThat(bare.read(token, REPO + "/pulls/2").at("/identity/id"))
                    .as("a failover")
                    .isEqualTo("pat_bob");
            bare.admin("/v1/admin/pools/" + POOL + "/identities", app + ",\"app_id\":1}");
            CLOCK.turn(Duration.ofSeconds(121));
            assertThat(bare.read(token, REPO + "/pulls/1").at("/identity/kind")).isEqualTo("github_app");
        }
    }

    private static Minting minting(long installation) {
        return Objects.requireNonNull(server.github().calls().installations().get(installation));
    }

    private static void app(String pool, String key, long installation, String more) throws Exception {
        Reply reply = server.admin(
                "/v1/admin/pools/" + pool + "/identities",
                "{\"id\":\"app_" + pool + "\",\"kind\":\"github_app\",\"login\":\"sim-app[bot]\",\"secret_ref\":\""
                        + key + "\",\"installation_id\":" + installation + "," + more + "}");
        assertThat(reply.status()).as(reply.text()).isEqualTo(201);
    }

    private static void pat(String pool) throws Exception {
        Reply reply = server.admin(
                "/v1/admin/pools/" + pool + "/identities",
                "{\"id\":\"pat_" + pool + "\",\"login\":\"bob\",\"secret_ref\":\"OCTOPOOL_PAT_BOB\"," + ALL + "}");
        assertThat(reply.status()).as(reply.text()).isEqualTo(201);
    }

    private static String caller(String pool) throws Exception {
        return server.admin("/v1/admin/callers", "{\"pool\":\"" + pool + "\",\"github_login\":\"carol\"}")
                .json()
                .path("token")
                .asText();
    }

    /** A read; nothing that comes back gives a key or a token away. */
    private static Reply read(String token, String pool, String path) throws Exception {
        return read(token, pool, path, "");
    }

    /** Whether GitHub answers 304 to the read of its pull request, which succeeds. */
    private static boolean unchanged(String token, String path) throws Exception {
        server.github().clearCalls();
        Reply reply = read(token, "rotated", path, ",\"headers\":{\"cache-control\":\"max-age=0\"}");
        assertThat(reply.at("/status")).as(reply.text()).isEqualTo("200");
        assertThat(server.github().calls().to("GET " + path)).isEqualTo(1);
        return server.github().calls().by("installation:31") == 1
                && server.github().calls().spent("installation:31", "core") == 0;
    }

    private static Reply read(String token, String pool, String path, String more) throws Exception {
        Reply reply = server.relay(
                token, "{\"pool\":\"" + pool + "\",\"method\":\"GET\",\"path\":\"" + path + "\"" + more + "}");
        List<String> secrets = List.of("ghs_", "PRIVATE KEY", KEY.pkcs1().substring(40, 80));
        assertThat(reply.text() + reply.headers()).doesNotContain(secrets);
        return reply;
    }

    private static void change(
            long installation,
            Optional<Boolean> suspended,
            Optional<Boolean> deleted,
            Optional<Map<String, String>> permissions) {
        server.github().putInstallation(installation, new Installations.Change(suspended, deleted, permissions));
    }
}
