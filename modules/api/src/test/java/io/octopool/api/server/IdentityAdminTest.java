package io.octopool.api.server;

import static io.octopool.api.server.TestServer.REPO;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.octopool.api.server.TestServer.Reply;
import io.octopool.sim.apps.AppKey;
import io.octopool.sim.apps.Installations;
import io.octopool.sim.settings.FailRule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Identities through the admin API of a whole server. */
class IdentityAdminTest {

    private static final String POOLS = "/v1/admin/pools/";
    private static final AppKey KEY = AppKey.of(1);

    @TempDir
    private static Path directory;

    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.start(
                directory,
                Map.of(
                        "OCTOPOOL_GITHUB_APP_ID", "1",
                        "OCTOPOOL_APP_KEY_GOOD", KEY.pkcs8(),
                        "OCTOPOOL_APP_KEY_BAD", KEY.pkcs1().replace("MII", "XII"),
                        "OCTOPOOL_PAT_ALICE_2", "sim-pat-alice-2",
                        "OCTOPOOL_PAT_CAROL_3", "sim-pat-carol-3",
                        "OCTOPOOL_PAT_CAROL_4", "sim-pat-carol-4",
                        "OCTOPOOL_PAT_CAROL_5", "sim-pat-carol-5",
                        "OCTOPOOL_PAT_CAROL", "sim-pat-carol",
                        "OCTOPOOL_PAT_CAROL_2", "sim-pat-carol-2",
                        "OCTOPOOL_PAT_DEAD", "no-such-token"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void heal() {
        server.github().heal();
    }

    private static Reply register(String pool, String fields) throws Exception {
        return server.admin("POST", POOLS + pool + "/identities", "{" + fields + "}");
    }

    private static String pat(String id) {
        return "\"id\":\"" + id + "\",\"login\":\"bob\",\"secret_ref\":\"OCTOPOOL_PAT_BOB\"";
    }

    private static Reply act(String pool, String id, String action) throws Exception {
        return server.admin("POST", POOLS + pool + "/identities/" + id + "/" + action, "");
    }

    /** Other pools may still be writing what calls of tests before showed. */
    private static List<String> journal(String pool) throws Exception {
        return server.rows("select count(*) from \"event_journal\" where \"persistence_id\" = 'Pool|" + pool + "'");
    }

    /** Registers nothing, in earnest and in a dry run: status, code and field are the same, and nothing is stored. */
    private static void refuses(String pool, String fields, String expected) throws Exception {
        List<String> before = stored(pool);
        for (String more : List.of("", ",\"dry_run\":true")) {
            Reply reply = register(pool, fields + more);
            assertThat(reply.status() + " " + reply.code() + " " + reply.at("/error/details/field"))
                    .as(reply.text())
                    .isEqualTo(expected);
        }
        assertThat(stored(pool)).isEqualTo(before);
    }

    /** What the pool decided, and which pool holds which id. */
    private static List<String> stored(String pool) throws Exception {
        List<String> stored = new ArrayList<>(journal(pool));
        stored.addAll(server.rows("select identity_id, pool_id from identity_claims order by identity_id"));
        return stored;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ",\"kind\":\"robot\" | identity_kind_unsupported kind",
                ",\"kind\":\"PAT\" | identity_kind_unsupported kind",
                ",\"kind\":\"\" | identity_kind_unsupported kind",
                ",\"kind\":7 | identity_kind_unsupported kind",
                ",\"kind\":[] | identity_kind_unsupported kind",
                ",\"weight\":-1 | invalid_request weight",
                ",\"weight\":10001 | invalid_request weight",
                ",\"weight\":1.5 | invalid_request weight",
                ",\"weight\":\"1\" | invalid_request weight",
                ",\"reserve\":101 | invalid_request reserve",
                ",\"reserve\":-1 | invalid_request reserve",
                ",\"share\":0 | invalid_request share",
                ",\"share\":101 | invalid_request share",
                ",\"scopes\":[{\"owner\":\"a\",\"repo\":\"r\"},{\"owner\":\"A\",\"repo\":\"R\"}] | invalid_request scopes[1]",
                ",\"scopes\":[{\"owner\":\"a\"},{\"owner\":\"A\"}] | invalid_request scopes[1]",
                ",\"scopes\":[{\"owner\":\"*\"},{\"owner\":\"*\"}] | invalid_request scopes[1]",
                ",\"scopes\":{\"owner\":\"a\"} | invalid_request scopes",
                ",\"scopes\":\"a\" | invalid_request scopes",
                ",\"scopes\":[\"a\"] | invalid_request scopes[0]",
                ",\"scopes\":[{}] | invalid_request scopes[0].owner",
                ",\"scopes\":[{\"owner\":\"*\",\"repo\":\"r\"}] | invalid_request scopes[0].repo",
                ",\"scopes\":[{\"owner\":\"a/b\"}] | invalid_request scopes[0].owner",
                ",\"scopes\":[{\"owner\":\"-a\"}] | invalid_request scopes[0].owner",
                ",\"scopes\":[{\"owner\":\"a\",\"repo\":\"a/b\"}] | invalid_request scopes[0].repo",
                ",\"scopes\":[{\"owner\":\"a\",\"repo\":\"..\"}] | invalid_request scopes[0].repo",
                ",\"scopes\":[{\"owner\":\"a\",\"repo\":7}] | invalid_request scopes[0].repo",
                ",\"scopes\":[{\"owner\":\"a\",\"allow_private\":1}] | invalid_request scopes[0].allow_private",
                ",\"reson\":\"x\" | invalid_request reson",
                ",\"dryrun\":true | invalid_request dryrun",
                ",\"Weight\":1 | invalid_request Weight",
                ",\"scope\":[] | invalid_request scope",
                ",\"<b>\":[] | invalid_request ?b?",
                ",\"scopes\":[{\"owner\":\"a\"},{\"owner\":\"octo-org\",\"repos\":[\"a\"]}] | invalid_request scopes[1].repos",
                ",\"installation_id\":7 | invalid_request kind",
                ",\"kind\":null,\"installation_id\":7 | invalid_request kind",
                ",\"app_id\":12 | invalid_request kind",
                ",\"kind\":\"github_app\" | installation_id_required installation_id",
                ",\"kind\":\"github_app\",\"installation_id\":7,\"app_id\":\"x\" | invalid_request app_id",
                ",\"kind\":\"github_app\",\"installation_id\":7,\"app_id\":\"0\" | invalid_request app_id",
                ",\"kind\":\"github_app\",\"installation_id\":7,\"app_id\":-1 | invalid_request app_id",
                ",\"kind\":\"github_app\",\"installation_id\":7,\"app_id\":12.5 | invalid_request app_id",
                ",\"kind\":\"github_app\",\"installation_id\":7,\"app_id\":true | invalid_request app_id",
            })
    void namesTheFieldThatIsWrong(String more, String expected) throws Exception {
        refuses("wrong", pat("wrong_a") + more, "400 " + expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"login\":\"bob\",\"secret_ref\":\"OCTOPOOL_PAT_BOB\" | invalid_request id",
                "\"id\":7,\"login\":\"bob\",\"secret_ref\":\"OCTOPOOL_PAT_BOB\" | invalid_request id",
                "\"id\":\"a b\",\"login\":\"bob\",\"secret_ref\":\"OCTOPOOL_PAT_BOB\" | invalid_request id",
                "\"id\":\"a\",\"secret_ref\":\"OCTOPOOL_PAT_BOB\" | invalid_request login",
                "\"id\":\"a\",\"login\":\"no login!\",\"secret_ref\":\"OCTOPOOL_PAT_BOB\" | invalid_request login",
                "\"id\":\"a\",\"login\":\"-bob\",\"secret_ref\":\"OCTOPOOL_PAT_BOB\" | invalid_request login",
                "\"id\":\"a\",\"login\":\"bob/x\",\"secret_ref\":\"OCTOPOOL_PAT_BOB\" | invalid_request login",
                "\"id\":\"a\",\"login\":\"[bot]\",\"secret_ref\":\"OCTOPOOL_PAT_BOB\" | invalid_request login",
                "\"id\":\"a\",\"login\":\"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\",\"secret_ref\":\"OCTOPOOL_PAT_BOB\" | invalid_request login",
                "\"id\":\"a\",\"login\":\"bob\",\"secretref\":\"OCTOPOOL_PAT_BOB\" | invalid_request secretref",
                "\"id\":\"a\",\"login\":\"bob\" | invalid_request secret_ref",
                "\"id\":\"a\",\"login\":\"bob\",\"secret_ref\":\"OCTOPOOL_ADMIN_TOKEN\" | secret_ref_denied secret_ref",
                "\"id\":\"a\",\"login\":\"bob\",\"secret_ref\":\"PATH\" | secret_ref_denied secret_ref",
                "\"id\":\"a\",\"login\":\"bob\",\"secret_ref\":\"../x\" | secret_ref_denied secret_ref",
                "\"id\":\"a\",\"login\":\"bob\",\"secret_ref\":\"ghp_x\" | secret_ref_denied secret_ref"
            })
    void wantsAnIdALoginAndTheNameOfASecretThatIsForIdentities(String body, String expected) throws Exception {
        refuses("wrong", body, "400 " + expected);
    }

    /** Server spec 1.7, and what was added to it; a PAT's installation is not used. */
    @Test
    void takesEveryFieldThatItKnows() throws Exception {
        String all = pat("known_a")
                + ",\"kind\":\"pat\",\"installation_id\":%s,\"app_id\":null,\"weight\":1,\"reserve\":2,\"share\":3,"
                + "\"scopes\":[{\"owner\":\"a\",\"repo\":\"r\",\"allow_private\":true}],\"reason\":\"x\",\"dry_run\":false";
        for (String installation : List.of("null", "7")) {
            Reply reply = register("known", all.formatted(installation));
            assertThat(reply.status()).as(reply.text()).isEqualTo(201);
            assertThat(reply.at("/identity/kind") + " " + reply.at("/identity/installation_id"))
                    .isEqualTo("pat null");
        }
        Reply forgotten = register("known", pat("known_a") + ",\"installation_id\":null,\"app_id\":null");
        assertThat(forgotten.status()).as(forgotten.text()).isEqualTo(201);
    }

    @Test
    void saysWhyEverybodyElsesRepositoriesHaveNoName() throws Exception {
        assertThat(register("wrong", pat("wrong_a") + ",\"scopes\":[{\"owner\":\"*\",\"repo\":\"a\"}]")
                        .at("/error/message"))
                .contains("scopes[0]", "must have no repo", "*");
    }

    @ParameterizedTest
    @CsvSource({"POST, /disable", "POST, /enable", "DELETE, ''"})
    void doesNothingOnAnOrderThatItDoesNotUnderstand(String method, String action) throws Exception {
        register("order", pat("order_a"));
        List<String> before = stored("order");
        Reply reply =
                server.admin(method, POOLS + "order/identities/order_a" + action, "{\"dry-run\":true,\"reson\":\"x\"}");
        assertThat(reply.status() + " " + reply.code() + " " + reply.at("/error/details/field"))
                .isEqualTo("400 invalid_request dry-run");
        assertThat(stored("order")).isEqualTo(before);
    }

    @Test
    void wantsToKnowForSureWhetherAnythingIsToBeStored() throws Exception {
        List<String> before = stored("wrong");
        Reply reply = register("wrong", pat("wrong_a") + ",\"dry_run\":1");
        assertThat(reply.status() + " " + reply.code() + " " + reply.at("/error/details/field"))
                .isEqualTo("400 invalid_request dry_run");
        assertThat(stored("wrong")).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "OCTOPOOL_APP_KEY_BAD | [] | invalid_request secret_ref",
                "OCTOPOOL_PAT_BOB | [] | invalid_request secret_ref",
                "OCTOPOOL_ADMIN_TOKEN | [] | secret_ref_denied secret_ref",
                "OCTOPOOL_APP_KEY_GOOD | [{\"owner\":\"*\"}] | invalid_request scopes[0].owner",
                "OCTOPOOL_APP_KEY_GOOD | [{\"owner\":\"a\"},{\"owner\":\"b\"}] | invalid_request scopes[1].owner"
            })
    void namesWhatIsWrongWithAnApp(String secret, String scopes, String expected) throws Exception {
        refuses(
                "wrong",
                "\"id\":\"wrong_app\",\"kind\":\"github_app\",\"login\":\"app\",\"installation_id\":7,"
                        + "\"secret_ref\":\"" + secret + "\",\"scopes\":" + scopes,
                "400 " + expected);
    }

    @Test
    void keepsNothingOfAnIdentityThatIsRegisteredAnew() throws Exception {
        register("anew", pat("anew_a") + ",\"weight\":7,\"reserve\":50,\"share\":20,\"scopes\":[{\"owner\":\"x\"}]");
        act("anew", "anew_a", "disable");
        Reply again = register("anew", pat("anew_a"));
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.at("/identity/weight") + " " + again.at("/identity/reserve") + " "
                        + again.at("/identity/share") + " " + again.at("/identity/scopes") + " "
                        + again.at("/identity/status"))
                .isEqualTo("100 10 100 [] active");
        List<String> before = journal("anew");
        assertThat(before).doesNotContain("0");
        assertThat(register("anew", pat("anew_a")).at("/changed")).isEqualTo("false");
        assertThat(journal("anew")).isEqualTo(before);
        refuses(
                "anew",
                "\"id\":\"anew_a\",\"kind\":\"github_app\",\"login\":\"app\",\"installation_id\":7,"
                        + "\"secret_ref\":\"OCTOPOOL_APP_KEY_GOOD\"",
                "409 identity_conflict kind");
    }

    @Test
    void givesAnIdToOnePoolUntilItIsRemovedThere() throws Exception {
        register("here", pat("roaming"));
        refuses("there", pat("roaming"), "409 identity_conflict id");
        Reply removed = server.admin("DELETE", POOLS + "here/identities/roaming", "");
        assertThat(removed.status()).as(removed.text()).isEqualTo(200);
        assertThat(removed.at("/identity/id")).isEqualTo("roaming");
        Reply moved = register("there", pat("roaming"));
        assertThat(moved.status()).as(moved.text()).isEqualTo(201);
        refuses("here", pat("roaming"), "409 identity_conflict id");
        assertThat(server.admin("DELETE", POOLS + "here/identities/roaming", "").code())
                .isEqualTo("identity_not_found");
    }

    @Test
    void givesAnIdToNobodyWhileAnotherPoolMayBeAboutToUseIt() throws Exception {
        server.change("insert into identity_claims (identity_id, pool_id, claimed_at) values ('young', 'slow', now())");
        refuses("there", pat("young"), "409 identity_conflict id");
        server.change("update identity_claims set claimed_at = dateadd(minute, -2, now()) where identity_id = 'young'");
        assertThat(register("there", pat("young") + ",\"dry_run\":true").status())
                .isEqualTo(200);
        assertThat(register("there", pat("young")).status()).isEqualTo(201);
    }

    @Test
    void takesAsManyIdentitiesAsAPoolMayHaveAndClaimsNoIdForMore() throws Exception {
        for (int i = 0; i < 200; i++) {
            assertThat(register("full", app("full_" + i)).status()).isEqualTo(201);
        }
        refuses("full", app("full_200"), "409 too_many_identities id");
        assertThat(register("full", app("full_0") + ",\"weight\":7").status()).isEqualTo(201);
        assertThat(register("roomy", app("full_200")).status()).isEqualTo(201);
    }

    private static String app(String id) {
        return "\"id\":\"" + id + "\",\"kind\":\"github_app\",\"login\":\"app\",\"installation_id\":7,"
                + "\"secret_ref\":\"OCTOPOOL_APP_KEY_LATER\"";
    }

    @Test
    void takesAsManyScopesAsATokenCanBeNarrowedTo() throws Exception {
        String many = IntStream.range(0, 500)
                .mapToObj(i -> "{\"owner\":\"a\",\"repo\":\"r" + i + "\"}")
                .collect(Collectors.joining(","));
        assertThat(register("many", pat("many_a") + ",\"scopes\":[" + many + "]")
                        .status())
                .isEqualTo(201);
        refuses("many", pat("many_b") + ",\"scopes\":[" + many + ",{\"owner\":\"b\"}]", "400 invalid_request scopes");
    }

    @Test
    void tellsARepositoryOfAnyNameFromAllRepositories() throws Exception {
        Reply both = register(
                "null",
                pat("null_a") + ",\"dry_run\":true,\"scopes\":[{\"owner\":\"a\"},{\"owner\":\"a\",\"repo\":\"null\"}]");
        assertThat(both.status()).as(both.text()).isEqualTo(200);
    }

    @Test
    void storesNothingInADryRun() throws Exception {
        register("dry", pat("dry_a"));
        List<String> before = journal("dry");
        Reply registered = register("dry", pat("dry_b") + ",\"dry_run\":true");
        assertThat(registered.status()).isEqualTo(200);
        assertThat(registered.at("/dry_run") + " " + registered.at("/changed") + " " + registered.at("/identity/id"))
                .isEqualTo("true true dry_b");
        for (String action : List.of("disable?dry_run=true", "enable?dry_run=true")) {
            assertThat(act("dry", "dry_a", action).at("/dry_run")).isEqualTo("true");
        }
        assertThat(server.admin("DELETE", POOLS + "dry/identities/dry_a?dry_run=true", "")
                        .at("/dry_run"))
                .isEqualTo("true");
        assertThat(server.admin("POST", "/v1/admin/pools", "{\"pool\":\"dry_pool\",\"dry_run\":true}")
                        .at("/dry_run"))
                .isEqualTo("true");
        assertThat(server.admin("PUT", POOLS + "dry/policy?dry_run=true", "{\"allow_logs\":false}")
                        .at("/policy/allow_logs"))
                .isEqualTo("false");
        assertThat(server.admin("POST", POOLS + "dry/disable?dry_run=true", "").at("/dry_run"))
                .isEqualTo("true");
        assertThat(journal("dry")).isEqualTo(before);
        assertThat(journal("dry_pool")).containsExactly("0");
        assertThat(register("elsewhere", pat("dry_b")).status()).isEqualTo(201);
    }

    @Test
    void leasesNoIdentityThatIsDisabled() throws Exception {
        register("off", pat("off_a") + ",\"scopes\":[{\"owner\":\"octo-org\"}]");
        String token = server.admin("/v1/admin/callers", "{\"pool\":\"off\",\"github_login\":\"carol\"}")
                .json()
                .path("token")
                .asText();
        assertThat(read(token, REPO + "/pulls/1")).isEqualTo("200 off_a");
        Reply off = act("off", "off_a", "disable?reason=Away.");
        assertThat(off.at("/identity/status") + " " + off.at("/identity/disabled/by") + " "
                        + off.at("/identity/disabled/reason"))
                .isEqualTo("disabled admin Away.");
        server.github().fail(FailRule.answering(429).onPath(REPO + "/pulls/2"));
        assertThat(read(token, REPO + "/pulls/2")).startsWith("424");
        server.github().heal();
        assertThat(act("off", "off_a", "enable").at("/identity/status")).isEqualTo("active");
        assertThat(read(token, REPO + "/pulls/3")).isEqualTo("200 off_a");
        assertThat(act("off", "nobody", "disable").code()).isEqualTo("identity_not_found");
        assertThat(act("off", "no.body", "disable").code()).isEqualTo("invalid_request");
    }

    private static String read(String token, String path) throws Exception {
        Reply reply = server.relay(token, "{\"pool\":\"off\",\"method\":\"GET\",\"path\":\"" + path + "\"}");
        return reply.status() + " " + (reply.status() == 200 ? reply.at("/identity/id") : reply.reason());
    }

    @Test
    void checksAPersonsTokenByAskingWhoItIs() throws Exception {
        register("checked", pat("checked_a"));
        Reply good = act("checked", "checked_a", "check");
        assertThat(good.status()).isEqualTo(200);
        assertThat(good.at("/ok") + " " + good.at("/login") + " " + good.at("/limits/0/resource") + " "
                        + good.at("/limits/0/limit"))
                .isEqualTo("true bob core 5000");
        assertThat(good.text()).doesNotContain("sim-pat");
        register("checked", "\"id\":\"checked_c\",\"login\":\"bob\",\"secret_ref\":\"OCTOPOOL_PAT_NONE\"");
        assertThat(act("checked", "checked_c", "check").at("/reason")).isEqualTo("identity_secret_missing");
        assertThat(act("checked", "nobody", "check").code()).isEqualTo("identity_not_found");
    }

    @Test
    void restsAnIdentityWhoseCheckWasRefused() throws Exception {
        register("dead", "\"id\":\"dead_a\",\"login\":\"bob\",\"secret_ref\":\"OCTOPOOL_PAT_DEAD\"");
        Reply dead = act("dead", "dead_a", "check");
        assertThat(dead.at("/ok") + " " + dead.at("/reason")).isEqualTo("false github_identity_unauthorized");
        Reply view = server.admin("GET", POOLS + "dead", "");
        assertThat(view.at("/cooldowns/0/reason")).isEqualTo("unauthorized");
        act("dead", "dead_a", "enable");
        assertThat(server.admin("GET", POOLS + "dead", "").json().path("cooldowns"))
                .isEmpty();
    }

    @Test
    void asksNothingOfGitHubWhileItWantsToBeLeftAlone() throws Exception {
        register("slow", pat("slow_a"));
        server.github().fail(FailRule.answering(429).onPath("/user"));
        assertThat(act("slow", "slow_a", "check").at("/reason")).isEqualTo("github_rate_limited");
        server.github().heal();
        server.github().clearCalls();
        Reply resting = act("slow", "slow_a", "check");
        assertThat(resting.at("/ok") + " " + resting.at("/reason")).isEqualTo("false secondary_limit");
        assertThat(resting.at("/until")).endsWith("Z");
        assertThat(server.github().targets()).isEmpty();
    }

    @Test
    void countsNothingOfATokenThatIsSomebodyElses() throws Exception {
        server.github().fail(FailRule.answering(503).onPath("/user").forCredential("pat:carol"));
        register("stranger", "\"id\":\"stranger_a\",\"login\":\"bob\",\"secret_ref\":\"OCTOPOOL_PAT_CAROL_3\"");
        server.github().heal();
        Reply other = act("stranger", "stranger_a", "check");
        assertThat(other.at("/ok") + " " + other.at("/reason") + " " + other.at("/login"))
                .isEqualTo("false other_user carol");
        assertThat(server.admin("GET", POOLS + "stranger", "").json().path("budgets"))
                .isEmpty();
    }

    @Test
    void registersNoTokenUnderTheLoginOfAnotherUser() throws Exception {
        server.github().clearCalls();
        String stranger = "\"id\":\"owner_a\",\"login\":\"%s\",\"secret_ref\":\"OCTOPOOL_PAT_ALICE_2\"";
        refuses("owner", stranger.formatted("Bob"), "400 invalid_request login");
        Reply refused = register("owner", stranger.formatted("Bob"));
        assertThat(refused.at("/error/message")).contains("alice", "bob").doesNotContain("sim-pat");
        Reply right = register("owner", stranger.formatted("Alice"));
        assertThat(right.status()).as(right.text()).isEqualTo(201);
        assertThat(right.at("/identity/login")).isEqualTo("alice");
        assertThat(server.github().calls().to("GET /user"))
                .as("GitHub is asked once")
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"OCTOPOOL_PAT_DEAD, 0", "OCTOPOOL_PAT_NONE, 0", "OCTOPOOL_PAT_CAROL_4, 503", "OCTOPOOL_PAT_CAROL_5, 403"
    })
    void believesTheLoginWhereNobodySaysWhoseTheTokenIs(String secret, int failure) throws Exception {
        if (failure > 0) {
            server.github().fail(FailRule.answering(failure).onPath("/user").forCredential("pat:carol"));
        }
        Reply reply =
                register("believed", "\"id\":\"" + secret + "\",\"login\":\"bob\",\"secret_ref\":\"" + secret + "\"");
        assertThat(reply.status()).as(reply.text()).isEqualTo(201);
    }

    @Test
    void doesNotAskWhoseATokenIsWhileGitHubWantsItsUserToBeLeftAlone() throws Exception {
        String carol = "\"id\":\"%s\",\"login\":\"carol\",\"secret_ref\":\"%s\"";
        register("slower", carol.formatted("slower_a", "OCTOPOOL_PAT_CAROL"));
        server.github().fail(FailRule.answering(429).onPath("/user").forCredential("pat:carol"));
        act("slower", "slower_a", "check");
        server.github().heal();
        server.github().clearCalls();
        assertThat(register("slower", carol.formatted("slower_b", "OCTOPOOL_PAT_CAROL_2"))
                        .status())
                .isEqualTo(201);
        assertThat(server.github().calls().by("pat:carol")).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "no json | false github_response_unreadable",
                "{} | false github_response_unreadable",
                "{\"resources\":{\"core\":{\"limit\":9,\"remaining\":8,\"reset\":999999999999999999}}} | true core null",
                "{\"resources\":{\"core\":{\"limit\":9,\"remaining\":8,\"reset\":\"soon\"}}} | true core null",
                "{\"resources\":{\"core\":{\"limit\":9,\"remaining\":8,\"reset\":1772359200}}} | true core 2026-03-01T10:00:00Z"
            })
    void readsLimitsOfAnInstallationWithCare(String limits, String expected) throws Exception {
        register(
                "odd",
                "\"id\":\"odd_a\",\"kind\":\"github_app\",\"login\":\"app\",\"installation_id\":72,"
                        + "\"secret_ref\":\"OCTOPOOL_APP_KEY_GOOD\",\"scopes\":[{\"owner\":\"octo-org\"}]");
        server.github().fail(FailRule.answering(200).withBody(limits).onPath("/rate_limit"));
        JsonNode check = act("odd", "odd_a", "check").json();
        assertThat(check.path("ok").asText() + " "
                        + (check.has("reason")
                                ? check.path("reason").asText()
                                : check.at("/limits/0/resource").asText() + " "
                                        + check.at("/limits/0/resets_at").asText()))
                .isEqualTo(expected);
    }

    @Test
    void checksAnInstallationByItsLimits() throws Exception {
        register(
                "apps",
                "\"id\":\"apps_a\",\"kind\":\"github_app\",\"login\":\"app\",\"installation_id\":71,"
                        + "\"secret_ref\":\"OCTOPOOL_APP_KEY_GOOD\",\"scopes\":[{\"owner\":\"octo-org\"}]");
        Reply good = act("apps", "apps_a", "check");
        assertThat(good.at("/ok") + " " + good.at("/installation_id")).isEqualTo("true 71");
        assertThat(good.json().path("limits").findValuesAsText("resource")).contains("core", "search");
        assertThat(good.at("/permissions"))
                .isEqualTo(
                        "{\"actions\":\"read\",\"checks\":\"read\",\"contents\":\"read\",\"deployments\":\"read\","
                                + "\"issues\":\"read\",\"metadata\":\"read\",\"pull_requests\":\"read\",\"statuses\":\"read\"}");
        assertThat(good.at("/repository_selection")).isEqualTo("all");
        assertThat(good.text()).doesNotContain("ghs_");
    }

    @Test
    void asksForNoTokenOfAnAppWithoutScopesWhichServesNothing() throws Exception {
        register("apps", app("apps_c").replace("LATER", "GOOD"));
        server.github().clearCalls();
        Reply check = act("apps", "apps_c", "check");
        assertThat(check.at("/ok") + " " + check.at("/reason")).isEqualTo("false no_scopes");
        assertThat(server.admin("GET", POOLS + "apps/explain?path=/users/bob", "")
                        .json()
                        .path("identities"))
                .anySatisfy(identity -> assertThat(identity.path("identity_id").asText() + " "
                                + identity.path("verdict").asText())
                        .isEqualTo("apps_c out_of_scope"));
        assertThat(server.github().targets()).isEmpty();
    }

    @Test
    void showsWhatTheOneTokenMayDoThatChecksAndReadsShare() throws Exception {
        server.github()
                .putInstallation(
                        73,
                        new Installations.Change(
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(Map.of("metadata", "read", "contents", "write"))));
        register(
                "apps",
                "\"id\":\"apps_b\",\"kind\":\"github_app\",\"login\":\"app\",\"installation_id\":73,"
                        + "\"secret_ref\":\"OCTOPOOL_APP_KEY_GOOD\","
                        + "\"scopes\":[{\"owner\":\"octo-org\",\"repo\":\"hello-world\"}]");
        for (int i = 0; i < 2; i++) {
            Reply good = act("apps", "apps_b", "check");
            assertThat(good.at("/permissions")).isEqualTo("{\"contents\":\"read\",\"metadata\":\"read\"}");
            assertThat(good.at("/repository_selection") + " " + good.at("/repositories"))
                    .isEqualTo("selected [\"hello-world\"]");
        }
        assertThat(server.github().calls().minted(73)).isEqualTo(1);
    }

    @Test
    void showsInTablesWhatItAcknowledged() throws Exception {
        register("tabled", pat("tabled_a"));
        act("tabled", "tabled_a", "disable");
        Awaitility.await()
                .atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(server.rows("select status from identities where id = 'tabled_a'"))
                        .containsExactly("disabled"));
    }
}
