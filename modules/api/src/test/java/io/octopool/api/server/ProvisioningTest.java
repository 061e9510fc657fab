package io.octopool.api.server;

import static io.octopool.api.server.TestServer.REPO;
import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.api.server.TestServer.Reply;
import io.octopool.sim.settings.FailRule;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProvisioningTest {

    private static final String CALLERS = "/v1/admin/callers";
    private static final String IDENTITIES = "/v1/admin/pools/maintainers/identities";

    @TempDir
    private static Path directory;

    private static final TurnedClock CLOCK = new TurnedClock();

    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.start(directory, Map.of(), CLOCK);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void heal() {
        server.github().heal();
        CLOCK.turn(Duration.ofHours(1));
    }

    @Test
    void enrolsAMemberWhoseTokenWorksAtOnce() throws Exception {
        Reply reply = server.admin(CALLERS, "{\"pool\":\" crew \",\"github_login\":\"Bob\",\"name\":\"  \"}");
        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.text())
                .matches("\\{\"caller\":\\{\"id\":\"caller_[0-9a-f-]{36}\",\"name\":\"Bob\",\"github_login\":\"bob\","
                        + "\"org_login\":\"octo-org\",\"pool\":\"crew\",\"client_name\":\"admin\"},"
                        + "\"token\":\"op_[A-Za-z0-9_-]+\"}");
        String token = reply.json().path("token").asText();
        assertThat(server.send(server.request("/v1/pools/crew/health").header("authorization", "Bearer " + token))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void replacesTheTokenOfTheSameClient() throws Exception {
        String first = server.enrol("alice");
        assertThat(server.read(first, "/user").status()).isEqualTo(200);
        String second = server.enrol("alice");
        assertThat(server.read(second, "/user").status()).isEqualTo(200);
        Awaitility.await()
                .atMost(Duration.ofSeconds(2))
                .untilAsserted(
                        () -> assertThat(server.read(first, "/user").code()).isEqualTo("invalid_auth"));
    }

    @Test
    void enrolsNobodyInADryRun() throws Exception {
        List<String> before = decisions();
        Reply dry = server.admin(
                CALLERS, "{\"pool\":\"dry\",\"github_login\":\"alice\",\"reason\":\"A try.\",\"dry_run\":true}");
        assertThat(dry.status()).as(dry.text()).isEqualTo(200);
        assertThat(dry.at("/caller/github_login") + " " + dry.at("/caller/pool") + " " + dry.at("/pool_created") + " "
                        + dry.at("/dry_run"))
                .isEqualTo("alice dry true true");
        assertThat(dry.json().has("token")).isFalse();
        assertThat(decisions()).isEqualTo(before);
        assertThat(server.admin(CALLERS, "{\"pool\":\"dry\",\"github_login\":\"mallory\",\"dry_run\":true}")
                        .code())
                .isEqualTo("org_member_denied");
        assertThat(server.admin(CALLERS, "{\"pool\":\"dry\",\"github_login\":\"alice\",\"reason\":7}")
                        .at("/error/details/field"))
                .isEqualTo("reason");
    }

    private static List<String> decisions() throws Exception {
        return server.rows("select count(*) from \"event_journal\" where \"persistence_id\" not like 'AuditTrail|%'");
    }

    @Test
    void registersAnIdentityAndReplacesIt() throws Exception {
        String body = "{\"id\":\"pat_x\",\"login\":\"Bob\",\"secret_ref\":\"OCTOPOOL_PAT_BOB\",\"weight\":%s,"
                + "\"scopes\":[{\"owner\":\"octo-org\",\"repo\":\"hello-world\",\"allow_private\":false}]}";
        String expected = "{\"identity\":{\"id\":\"pat_x\",\"pool\":\"maintainers\",\"kind\":\"pat\","
                + "\"login\":\"bob\",\"secret_ref\":\"OCTOPOOL_PAT_BOB\",\"installation_id\":null,\"weight\":%s,"
                + "\"reserve\":10,\"share\":100,\"status\":\"active\",\"budget_owner\":\"user:1002\","
                + "\"scopes\":[{\"owner\":\"octo-org\",\"repo\":\"hello-world\",\"allow_private\":false}]},"
                + "\"changed\":true}";
        Reply created = server.admin(IDENTITIES, body.formatted(100));
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.text()).isEqualTo(expected.formatted(100));
        Reply replaced = server.admin(IDENTITIES, body.formatted(7));
        assertThat(replaced.text()).isEqualTo(expected.formatted(7));
        assertThat(server.admin("/v1/admin/pools/other/identities", body.formatted(1))
                        .code())
                .isEqualTo("identity_conflict");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | ''",
                ",\"app_id\":null | ''",
                ",\"app_id\":\"Iv23.other\" | ,\"app_id\":\"Iv23.other\"",
                ",\"app_id\":12 | ,\"app_id\":\"12\""
            })
    void registersAnAppOfItsOwnOrTheServers(String appId, String shown) throws Exception {
        Reply reply = server.admin(
                IDENTITIES,
                "{\"id\":\"app_x\",\"kind\":\"github_app\",\"login\":\"sim-app[bot]\","
                        + "\"secret_ref\":\"OCTOPOOL_APP_KEY_X\",\"installation_id\":7" + appId + "}");
        assertThat(reply.text())
                .startsWith("{\"identity\":{\"id\":\"app_x\",\"pool\":\"maintainers\",\"kind\":\"github_app\","
                        + "\"login\":\"sim-app[bot]\",\"secret_ref\":\"OCTOPOOL_APP_KEY_X\",\"installation_id\":7,"
                        + "\"weight\":100" + shown + ",\"reserve\":0,\"share\":100,\"status\":\"active\","
                        + "\"budget_owner\":\"installation:7\",\"scopes\":[]},");
        assertThat(reply.status()).isEqualTo(201);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/admin/callers | {} | 400 invalid_request",
                "/v1/admin/callers | {\"pool\":\"p\",\"github_login\":\"bob\",\"dryrun\":true} | 400 invalid_request",
                "/v1/admin/callers | {\"pool\":\"a/b\",\"github_login\":\"bob\"} | 400 pool_invalid",
                "/v1/admin/callers | {\"pool\":\"p\",\"github_login\":\"mallory\"} | 403 org_member_denied",
                "/v1/admin/callers | {\"pool\":\"p\",\"github_login\":\"no such login\"} | 403 org_member_denied",
                "/v1/admin/pools/a.b/identities | {\"id\":\"x\",\"login\":\"bob\",\"secret_ref\":\"OCTOPOOL_PAT_X\"} | 400 pool_invalid",
                "/v1/admin/pools/p/identities | {\"id\":\"x y\",\"login\":\"bob\",\"secret_ref\":\"OCTOPOOL_PAT_X\"} | 400 invalid_request",
                "/v1/admin/pools/p/identities | {\"id\":\"x\",\"login\":\"bob\",\"secret_ref\":\"OCTOPOOL_ADMIN_TOKEN\"} | 400 secret_ref_denied",
                "/v1/admin/pools/p/identities | {\"id\":\"x\",\"login\":\"bob\",\"secret_ref\":\"a/b\"} | 400 secret_ref_denied",
                "/v1/admin/pools/p/identities | {\"id\":\"x\",\"login\":\"bob\",\"secret_ref\":\"OCTOPOOL_PAT_X\",\"kind\":\"github_app\"} | 400 installation_id_required",
                "/v1/admin/pools/p/identities | {\"id\":\"x\",\"login\":\"bob\",\"secret_ref\":\"OCTOPOOL_APP_KEY_X\",\"kind\":\"github_app\",\"installation_id\":0} | 400 installation_id_required",
                "/v1/admin/pools/p/identities | {\"id\":\"x\",\"login\":\"bob\",\"secret_ref\":\"OCTOPOOL_APP_KEY_X\",\"kind\":\"github_app\",\"installation_id\":\"7\"} | 400 installation_id_required",
                "/v1/admin/pools/p/identities | {\"id\":\"x\",\"login\":\"bob\",\"secret_ref\":\"OCTOPOOL_APP_KEY_X\",\"kind\":\"github_app\",\"installation_id\":1.5} | 400 installation_id_required",
                "/v1/admin/pools/p/identities | {\"id\":\"x\",\"login\":\"bob\",\"secret_ref\":\"OCTOPOOL_APP_KEY_X\",\"kind\":\"github_app\",\"installation_id\":7,\"app_id\":\"a b\"} | 400 invalid_request",
                "/v1/admin/pools/p/identities | {\"id\":\"x\",\"login\":\"bob\",\"secret_ref\":\"OCTOPOOL_APP_KEY_X\",\"kind\":\"github_app\",\"installation_id\":7,\"app_id\":{}} | 400 invalid_request",
                "/v1/admin/pools/p/identities | {\"id\":\"x\",\"login\":\"a b\",\"secret_ref\":\"OCTOPOOL_APP_KEY_X\",\"kind\":\"github_app\",\"installation_id\":7} | 400 invalid_request",
                "/v1/admin/pools/p/identities | {\"id\":\"x\",\"login\":\"bob\",\"secret_ref\":\"OCTOPOOL_PAT_X\",\"kind\":7} | 400 identity_kind_unsupported",
                "/v1/admin/pools/p/identities | {\"id\":\"x\",\"login\":\"bob\",\"secret_ref\":\"OCTOPOOL_PAT_X\",\"weight\":-1} | 400 invalid_request",
                "/v1/admin/pools/p/identities | {\"id\":\"x\",\"login\":\"bob\",\"secret_ref\":\"OCTOPOOL_PAT_X\",\"scopes\":{}} | 400 invalid_request",
                "/v1/admin/pools/p/identities | {\"id\":\"x\",\"login\":\"bob\",\"secret_ref\":\"OCTOPOOL_PAT_X\",\"scopes\":[1]} | 400 invalid_request",
                "/v1/admin/pools/p/identities | {\"id\":\"x\",\"login\":\"bob\",\"secret_ref\":\"OCTOPOOL_PAT_X\",\"scopes\":[{\"repo\":\"r\"}]} | 400 invalid_request",
                "/v1/admin/pools/p/identities | {\"id\":\"x\",\"login\":\"bob\",\"secret_ref\":\"OCTOPOOL_PAT_X\",\"scopes\":[{\"owner\":\"*\",\"repo\":\"r\"}]} | 400 invalid_request",
                "/v1/admin/pools/p/identities | {\"id\":\"x\",\"login\":\"bob\",\"secret_ref\":\"OCTOPOOL_PAT_X\",\"scopes\":[{\"owner\":\"a\"},{\"owner\":\"A\"}]} | 400 invalid_request",
                "/v1/admin/pools/p/identities | {\"id\":\"x\",\"login\":\"nobody-here\",\"secret_ref\":\"OCTOPOOL_PAT_X\"} | 502 github_user_lookup_failed"
            })
    void refusesWhatItCannotUse(String path, String body, String expected) throws Exception {
        Reply reply = server.admin(path, body);
        assertThat(reply.status() + " " + reply.code()).isEqualTo(expected);
        assertThat(reply.json().at("/error/details").has("field")).isTrue();
    }

    @Test
    void admitsAdministratorsOnly() throws Exception {
        assertThat(server.send(server.post(CALLERS, "{")).code()).isEqualTo("missing_auth");
        assertThat(server.send(server.post(CALLERS, "{").header("authorization", "Bearer guess"))
                        .code())
                .isEqualTo("invalid_admin_auth");
        assertThat(server.read("admin", REPO).code()).isEqualTo("invalid_auth");
    }

    @Test
    void namesTheLoginThatGitHubDoesNotKnow() throws Exception {
        Reply reply =
                server.admin(IDENTITIES, "{\"id\":\"x\",\"login\":\"nobody-here\",\"secret_ref\":\"OCTOPOOL_PAT_X\"}");
        assertThat(reply.code() + " " + reply.at("/error/details/field")).isEqualTo("github_user_lookup_failed login");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/admin/pools/p/identities | {\"id\":\"x\",\"login\":\"bob\",\"secret_ref\":\"OCTOPOOL_PAT_X\"} | github_user_lookup_failed",
                "/v1/admin/callers | {\"pool\":\"p\",\"github_login\":\"bob\"} | org_verification_failed"
            })
    void saysUntilWhenItMayNotAskGitHub(String path, String body, String code) throws Exception {
        server.github().fail(FailRule.answering(403).withHeaders(Map.of("retry-after", "7")));
        assertThat(server.admin(path, body).at("/error/message")).startsWith("GitHub did not say who");
        server.github().heal();
        server.github().clearCalls();
        Reply reply = server.admin(path, body);
        assertThat(reply.status() + " " + reply.code()).isEqualTo("502 " + code);
        String notAsked = "GitHub was not asked: the budget of this server's own token allows no call until ";
        assertThat(reply.at("/error/message")).startsWith(notAsked).endsWith(".");
        String until = reply.at("/error/message").substring(notAsked.length()).replaceFirst("\\.$", "");
        assertThat(Instant.parse(until)).isAfterOrEqualTo(CLOCK.instant().plusSeconds(7));
        assertThat(server.github().targets()).isEmpty();
    }

    @Test
    void passesOnWhatGitHubSaysAboutItsLimits() throws Exception {
        server.github()
                .fail(FailRule.answering(403).withHeaders(Map.of("retry-after", "7", "x-ratelimit-remaining", "0")));
        Reply reply = server.admin(CALLERS, "{\"pool\":\"p\",\"github_login\":\"bob\"}");
        assertThat(reply.status() + " " + reply.code()).isEqualTo("502 org_verification_failed");
        assertThat(reply.json().at("/error/details/github_retry_after").asText())
                .isEqualTo("7");
        assertThat(reply.json().at("/error/details/github_rate_limit_remaining").asText())
                .isEqualTo("0");
    }
}
