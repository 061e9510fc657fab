package io.octopool.api.server;

import static io.octopool.api.server.TestServer.REPO;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.octopool.api.server.TestServer.Reply;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pools through the admin API of a whole server; each test has a pool of its own. */
class PoolAdminTest {

    private static final String POOLS = "/v1/admin/pools";

    @TempDir
    private static Path directory;

    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.start(directory, Map.of());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Reply create(String body) throws Exception {
        return server.admin("POST", POOLS, body);
    }

    private static Reply get(String path) throws Exception {
        return server.admin("GET", POOLS + path, "");
    }

    private static String status(Reply reply) throws Exception {
        return reply.status() + " " + reply.code() + " " + reply.at("/error/details/field");
    }

    private static void register(String pool, String id) throws Exception {
        Reply reply = server.admin(
                "POST",
                POOLS + "/" + pool + "/identities",
                "{\"id\":\"" + id + "\",\"login\":\"bob\",\"secret_ref\":\"OCTOPOOL_PAT_BOB\","
                        + "\"scopes\":[{\"owner\":\"octo-org\"}],\"reason\":\"Bob agreed.\"}");
        assertThat(reply.status()).as(reply.text()).isEqualTo(201);
    }

    @Test
    void createsAPoolOnceAndSaysSoWhenItExists() throws Exception {
        Reply created = create("{\"pool\":\"once\",\"allow_search\":true}");
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.text())
                .isEqualTo("{\"pool\":\"once\",\"policy\":{\"allowed_owners\":[\"octo-org\"],"
                        + "\"allow_public_repos\":true,\"allow_search\":true,\"allow_logs\":true},\"changed\":true}");
        for (String again : List.of("{\"pool\":\"once\"}", "{\"pool\":\"once\",\"allow_search\":true}")) {
            Reply same = create(again);
            assertThat(same.status()).isEqualTo(200);
            assertThat(same.at("/changed")).isEqualTo("false");
        }
        assertThat(status(create("{\"pool\":\"once\",\"allow_search\":false}"))).isEqualTo("409 pool_conflict pool");
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(() ->
                        assertThat(get("/once/history").json().path("history")).hasSize(1));
    }

    @Test
    void listsPoolsWithWhatIsInThem() throws Exception {
        create("{\"pool\":\"listed\"}");
        register("listed", "listed_a");
        register("listed", "listed_b");
        server.admin("POST", POOLS + "/listed/identities/listed_b/disable", "");
        Awaitility.await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            JsonNode pools = get("").json().path("pools");
            assertThat(pools).anySatisfy(pool -> {
                assertThat(pool.path("pool").asText()).isEqualTo("listed");
                assertThat(pool.path("status").asText()).isEqualTo("active");
                assertThat(pool.path("identities").asInt()).isEqualTo(2);
                assertThat(pool.path("healthy").asInt()).isEqualTo(1);
                assertThat(pool.path("created_at").asText()).endsWith("Z");
            });
        });
    }

    @Test
    void showsAWholePool() throws Exception {
        create("{\"pool\":\"whole\"}");
        register("whole", "whole_a");
        server.admin("POST", POOLS + "/whole/identities/whole_a/disable", "{\"reason\":\"On holiday.\"}");
        JsonNode shown = get("/whole").json();
        assertThat(shown.path("status").asText()).isEqualTo("active");
        assertThat(shown.at("/policy/allowed_owners/0").asText()).isEqualTo("octo-org");
        assertThat(shown.at("/identities/0/id").asText()).isEqualTo("whole_a");
        assertThat(shown.at("/identities/0/status").asText()).isEqualTo("disabled");
        assertThat(shown.at("/identities/0/disabled/by").asText()).isEqualTo("admin");
        assertThat(shown.at("/identities/0/disabled/reason").asText()).isEqualTo("On holiday.");
        assertThat(shown.at("/identities/0/scopes/0/owner").asText()).isEqualTo("octo-org");
        assertThat(shown.path("cooldowns")).isEmpty();
        assertThat(shown.path("waiting").asInt()).isZero();
        assertThat(shown.at("/public_reader/owner").asText()).startsWith("ip:");
        assertThat(shown.has("budgets") && shown.has("leases")).isTrue();
    }

    /** Nothing is left above a reserve of all of it, which is not shown as a debt. */
    @Test
    void showsNoLessThanNothingAsUsable() throws Exception {
        Reply registered = server.admin(
                "POST",
                POOLS + "/spared/identities",
                "{\"id\":\"spared_a\",\"login\":\"bob\",\"secret_ref\":\"OCTOPOOL_PAT_BOB\",\"reserve\":100,"
                        + "\"scopes\":[{\"owner\":\"octo-org\"}]}");
        assertThat(registered.status()).as(registered.text()).isEqualTo(201);
        assertThat(get("/spared/explain?path=" + REPO).at("/identities/0/usable"))
                .as("before GitHub spoke")
                .isEqualTo("0");
        server.admin("POST", POOLS + "/spared/identities/spared_a/check", "");
        JsonNode budget = get("/spared").json().at("/budgets/0");
        assertThat(budget.path("remaining").asInt()).isBetween(1, 4999);
        assertThat(budget.path("usable").asInt()).isZero();
        assertThat(budget.path("empty_at").isNull()).isFalse();
        assertThat(get("/spared/explain?path=" + REPO).at("/identities/0/usable"))
                .isEqualTo("0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST | '' | {} | 400 invalid_request pool",
                "POST | '' | {\"pool\":7} | 400 invalid_request pool",
                "POST | '' | {\"pool\":\"a b\"} | 400 pool_invalid pool",
                "POST | '' | {\"pool\":\"bad\",\"allow_all\":true} | 400 invalid_request allow_all",
                "POST | '' | {\"pool\":\"bad\",\"allowed_owners\":[\"a/b\"]} | 400 invalid_request allowed_owners",
                "POST | '' | {\"pool\":\"bad\",\"dry_run\":\"yes\"} | 400 invalid_request dry_run",
                "POST | ?dry_run=1 | {\"pool\":\"bad\"} | 400 invalid_request dry_run",
                "POST | '' | {\"pool\":\"bad\",\"reason\":7} | 400 invalid_request reason",
                "POST | '' | {\"pool\":\"bad\",\"reason\":\"a\\nb\"} | 400 invalid_request reason",
                "POST | '' | {\"pool\":\"bad\",\"reason\":\"a\\u200bb\"} | 400 invalid_request reason",
                "GET | /bad | '' | 404 pool_not_found ''",
                "GET | /b.d | '' | 400 pool_invalid pool",
                "GET | /bad/identities | '' | 404 pool_not_found ''",
                "GET | /bad/history | '' | 404 pool_not_found ''",
                "GET | /bad/history?limit=0 | '' | 400 invalid_request limit",
                "GET | /bad/history?limit=501 | '' | 400 invalid_request limit",
                "GET | /bad/history?before=x | '' | 400 invalid_request before",
                "GET | /bad/explain?path=/user | '' | 404 pool_not_found ''",
                "GET | /b.d/explain?path=/user | '' | 400 pool_invalid pool",
                "GET | /bad/explain | '' | 400 invalid_request path",
                "GET | /bad/explain?path=user | '' | 400 invalid_path path",
                "GET | /bad/explain?path=/user%3Ftoken=x | '' | 400 invalid_query path",
                "POST | /b.d/identities/a/check | '' | 400 pool_invalid pool",
                "POST | /bad/identities/a.b/check | '' | 400 invalid_request id",
                "POST | /bad/disable | '' | 404 pool_not_found ''",
                "POST | /bad/disable | [] | 400 invalid_json ''",
                "POST | /bad/disable | {\"dry-run\":true} | 400 invalid_request dry-run",
                "POST | /bad/enable | {\"reson\":\"x\"} | 400 invalid_request reson",
                "PUT | /bad/policy | {\"dryrun\":true} | 400 invalid_request dryrun",
                "PUT | /bad/policy | {\"pool\":\"bad\"} | 400 invalid_request pool",
                "POST | /bad/enable | '' | 404 pool_not_found ''",
                "DELETE | /bad | '' | 404 not_found ''"
            })
    void namesWhatIsWrongAndStoresNothing(String method, String path, String body, String expected) throws Exception {
        Reply reply = server.admin(method, POOLS + path, body);
        assertThat(status(reply).strip()).isEqualTo(expected.replace("''", "").strip());
        assertThat(server.admin("GET", POOLS + "/bad", "").code()).isEqualTo("pool_not_found");
    }

    @Test
    void namesAnActorThatIsNone() throws Exception {
        for (String actor : List.of("a b", "octopool", "x".repeat(81))) {
            Reply reply = server.send(server.post(POOLS, "{\"pool\":\"actors\"}")
                    .header("authorization", "Bearer admin")
                    .header("x-octopool-actor", actor));
            assertThat(status(reply)).isEqualTo("400 invalid_request x-octopool-actor");
        }
    }

    @Test
    void tellsWhatWasChangedByWhomAndWhyTheLatestFirst() throws Exception {
        server.send(server.post(POOLS, "{\"pool\":\"told\"}")
                .header("authorization", "Bearer admin")
                .header("x-octopool-actor", "anne@example.org"));
        register("told", "told_a");
        server.admin("POST", POOLS + "/told/identities/told_a/disable?reason=Her%20laptop%20was%20stolen.", "");
        server.admin("POST", POOLS + "/told/identities/told_a/disable", "");
        server.admin("POST", POOLS + "/told/identities/told_a/enable", "");
        server.admin("PUT", POOLS + "/told/policy", "{\"allow_logs\":false,\"reason\":\"Logs are large.\"}");
        server.admin("DELETE", POOLS + "/told/identities/told_a", "");
        Awaitility.await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            JsonNode page = get("/told/history").json();
            assertThat(page.path("history").findValuesAsText("line"))
                    .containsExactly(
                            "admin removed identity told_a",
                            "admin changed the policy, owners octo-org, public repositories yes, search no, logs no:"
                                    + " Logs are large.",
                            "admin enabled identity told_a",
                            "admin disabled identity told_a: Her laptop was stolen.",
                            "admin registered identity told_a (pat of bob, weight 100, scopes octo-org): Bob agreed.",
                            "anne@example.org created the pool, owners octo-org, public repositories yes, search no,"
                                    + " logs yes");
            assertThat(page.path("next_before").isNull()).isTrue();
        });
        JsonNode first = get("/told/history?limit=4").json();
        JsonNode second = get("/told/history?limit=4&before="
                        + first.path("next_before").asText())
                .json();
        assertThat(first.path("history")).hasSize(4);
        assertThat(second.path("history").findValuesAsText("change"))
                .containsExactly("identity_registered", "pool_created");
    }

    @Test
    void refusesEveryReadOfAPoolThatIsSwitchedOff() throws Exception {
        server.registerIdentity();
        String token = server.enrol("carol");
        String pool = POOLS + "/" + TestServer.POOL;
        assertThat(server.read(token, REPO).status()).isEqualTo(200);
        assertThat(server.admin("POST", pool + "/disable?dry_run=true", "").at("/dry_run"))
                .isEqualTo("true");
        assertThat(server.read(token, REPO).status()).isEqualTo(200);
        Reply off = server.admin("POST", pool + "/disable", "{\"reason\":\"A key leaked.\"}");
        assertThat(off.text()).isEqualTo("{\"pool\":\"maintainers\",\"status\":\"disabled\",\"changed\":true}");
        Awaitility.await()
                .atMost(Duration.ofSeconds(2))
                .untilAsserted(
                        () -> assertThat(server.read(token, REPO).reason()).isEqualTo("pool_disabled"));
        assertThat(server.read(token, REPO).status()).isEqualTo(424);
        assertThat(get("/maintainers").at("/disabled/reason")).isEqualTo("A key leaked.");
        assertThat(server.admin("POST", pool + "/enable", "").at("/status")).isEqualTo("active");
        Awaitility.await()
                .atMost(Duration.ofSeconds(2))
                .untilAsserted(
                        () -> assertThat(server.read(token, REPO).status()).isEqualTo(200));
    }

    @Test
    void countsActiveIdentitiesInTheHealthOfAPool() throws Exception {
        String token = server.admin("/v1/admin/callers", "{\"pool\":\"counted\",\"github_login\":\"bob\"}")
                .json()
                .path("token")
                .asText();
        assertThat(health(token)).isEqualTo("0 0 false");
        register("counted", "counted_a");
        register("counted", "counted_b");
        server.admin("POST", POOLS + "/counted/identities/counted_a/disable", "");
        assertThat(health(token)).isEqualTo("2 1 false");
        server.admin("POST", POOLS + "/counted/disable", "");
        assertThat(health(token)).isEqualTo("2 1 true");
    }

    private static String health(String token) throws Exception {
        Reply reply =
                server.send(server.request("/v1/pools/counted/health").header("authorization", "Bearer " + token));
        return reply.at("/identities_total") + " " + reply.at("/identities_healthy") + " " + reply.at("/switched_off");
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/v1/admin/pools",
        "POST,/v1/admin/pools",
        "GET,/v1/admin/pools/p",
        "POST,/v1/admin/pools/p/disable",
        "POST,/v1/admin/pools/p/enable",
        "GET,/v1/admin/pools/p/policy",
        "PUT,/v1/admin/pools/p/policy",
        "GET,/v1/admin/pools/p/history",
        "GET,/v1/admin/pools/p/explain",
        "GET,/v1/admin/pools/p/identities",
        "POST,/v1/admin/pools/p/identities",
        "DELETE,/v1/admin/pools/p/identities/i",
        "POST,/v1/admin/pools/p/identities/i/disable",
        "POST,/v1/admin/pools/p/identities/i/enable",
        "POST,/v1/admin/pools/p/identities/i/check",
        "POST,/v1/admin/callers"
    })
    void admitsAdministratorsOnly(String method, String path) throws Exception {
        assertThat(server.send(server.request(path).method(method, HttpRequest.BodyPublishers.noBody()))
                        .code())
                .isEqualTo("missing_auth");
        assertThat(server.send(server.request(path)
                                .method(method, HttpRequest.BodyPublishers.noBody())
                                .header("authorization", "Bearer guess"))
                        .code())
                .isEqualTo("invalid_admin_auth");
    }
}
