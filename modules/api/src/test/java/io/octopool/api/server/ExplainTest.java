package io.octopool.api.server;

import static io.octopool.api.server.TestServer.POOL;
import static io.octopool.api.server.TestServer.REPO;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.octopool.api.server.TestServer.Reply;
import io.octopool.github.request.CanonicalRequest;
import io.octopool.github.request.RequestPath;
import io.octopool.github.request.RequestQuery;
import io.octopool.sim.world.RepoEvent;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the server says of a read without reading. */
class ExplainTest {

    private static final TurnedClock CLOCK = new TurnedClock();

    @TempDir
    private static Path directory;

    private static TestServer server;
    private static String token;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.start(
                directory, Map.of("OCTOPOOL_PAT_ALICE", "sim-pat-alice", "OCTOPOOL_PAT_CAROL", "sim-pat-carol"), CLOCK);
        server.registerIdentity();
        token = server.enrol("carol");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Reply ask(String pool, String path) throws Exception {
        String encoded = URLEncoder.encode(path, StandardCharsets.UTF_8);
        return server.admin("GET", "/v1/admin/pools/" + pool + "/explain?path=" + encoded, "");
    }

    private static JsonNode explain(String path) throws Exception {
        Reply reply = ask(POOL, path);
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply.json();
    }

    @Test
    void saysWhoWouldFetchAMissWithoutFetching() throws Exception {
        server.github().clearCalls();
        String key = CanonicalRequest.of(RequestPath.of(REPO + "/pulls/7"), RequestQuery.NONE)
                .cacheKey(POOL);
        JsonNode miss = explain(REPO + "/pulls/7");
        assertThat(miss.path("outcome").asText()).isEqualTo("would_fetch");
        assertThat(miss.path("by").asText()).isEqualTo("identity:pat_bob");
        assertThat(miss.at("/route/kind").asText()).isEqualTo("pr_view");
        assertThat(miss.at("/route/last_resort").asText()).isEqualTo("pooled");
        assertThat(miss.at("/cache/state").asText()).isEqualTo("absent");
        assertThat(miss.path("gates").findValuesAsText("gate")).containsExactly("pool", "route", "owner");
        assertThat(miss.at("/identities/0/identity_id").asText()).isEqualTo("pat_bob");
        assertThat(explain(REPO + "/pulls/7")).isEqualTo(miss);
        assertThat(server.github().targets()).isEmpty();
        assertThat(server.rows("select * from \"event_journal\" where \"persistence_id\" like '%" + key + "'"))
                .isEmpty();
    }

    @Test
    void saysThatTheCacheAnswersAndForHowLong() throws Exception {
        assertThat(server.read(token, REPO + "/pulls/8").status()).isEqualTo(200);
        JsonNode hit = explain(REPO + "/pulls/8");
        assertThat(hit.path("outcome").asText()).isEqualTo("hit");
        assertThat(hit.at("/cache/state").asText()).isEqualTo("fresh");
        assertThat(hit.at("/cache/where").asText()).isEqualTo("memory");
        assertThat(hit.at("/cache/identity_id").asText()).isEqualTo("pat_bob");
        assertThat(hit.at("/visibility/state").asText()).isEqualTo("public");
        CLOCK.turn(Duration.ofMinutes(5));
        JsonNode later = explain(REPO + "/pulls/8");
        assertThat(later.path("outcome").asText()).isEqualTo("would_fetch");
        assertThat(later.at("/cache/age_seconds").asInt()).isEqualTo(300);
    }

    @Test
    void looksAtThePageThatAShapeIsCutFrom() throws Exception {
        Reply runs = readShaped("/actions/runs", "actions-summary-v1");
        String run = runs.at("/body/workflow_runs/0/id");
        readShaped("/actions/runs/" + run + "/jobs", "actions-jobs-v1");
        for (String page : List.of(
                "/actions/runs&shape=actions-summary-v1", "/actions/runs/" + run + "/jobs&shape=actions-jobs-v1")) {
            String path = REPO + page.substring(0, page.indexOf('&'));
            assertThat(explain(path).path("outcome").asText()).isEqualTo("would_fetch");
            Reply shaped = server.admin("GET", "/v1/admin/pools/" + POOL + "/explain?path=" + REPO + page, "");
            assertThat(shaped.at("/outcome")).as(shaped.text()).isEqualTo("hit");
        }
    }

    @Test
    void goesOnToTheExactRequestWhereTheWidePageHasTooFew() throws Exception {
        String path = "/repos/octo-org/spoon-knife/actions/runs";
        String asked = path + "?branch=no-such-branch&limit=7";
        String exact = path + "?branch=no-such-branch&per_page=7";
        assertThat(steps(shaped(asked, "actions-summary-v1")))
                .as("nobody knows what the wide page holds")
                .containsExactly(path + "?page=1&per_page=25 would_fetch");
        readShaped(path, "{\"per_page\":\"25\"}", "actions-summary-v1");
        JsonNode narrow = shaped(asked, "actions-summary-v1");
        assertThat(steps(narrow)).containsExactly(path + "?page=1&per_page=25 hit", exact + " would_fetch");
        assertThat(narrow.path("outcome").asText()).isEqualTo("would_fetch");
        assertThat(narrow.path("by").asText()).isEqualTo("identity:pat_bob");
        assertThat(narrow.path("sentence").asText()).startsWith("For " + exact + ": ");
        assertThat(narrow.at("/cache/state").asText()).isEqualTo("absent");
        readShaped(path, "{\"branch\":\"no-such-branch\",\"limit\":\"7\"}", "actions-summary-v1");
        JsonNode known = shaped(asked, "actions-summary-v1");
        assertThat(steps(known)).containsExactly(path + "?page=1&per_page=25 hit", exact + " hit");
        assertThat(known.path("outcome").asText()).isEqualTo("hit");
    }

    @Test
    void checksWhatIsSaidOfAPullRequestByWhatIsKnownOfIt() throws Exception {
        String pull = REPO + "/pulls/14";
        assertThat(steps(hinted(pull, "pr_state=merged"))).containsExactly(pull + " would_fetch");
        server.read(token, pull + "/files", "\"route_hint\":{\"pr_state\":\"merged\"}");
        JsonNode merged = hinted(pull, "pr_state=merged");
        assertThat(steps(merged)).containsExactly(pull + " hit", pull + "/files pr-state:merged hit");
        assertThat(merged.path("outcome").asText()).isEqualTo("hit");
        assertThat(steps(hinted(pull, "pr_head_sha=" + "0".repeat(40))))
                .as("a hint that is not true is dropped")
                .containsExactly(pull + " hit", pull + "/files would_fetch");
        assertThat(steps(hinted(pull, "pr_state=open"))).containsExactly(pull + "/files would_fetch");
    }

    @Test
    void saysWhatALogIsGoodForAndWhetherItIsKept() throws Exception {
        long run = Objects.requireNonNull(server.github()
                .happen("octo-org", "hello-world", new RepoEvent.RunStarted("main", 1, null))
                .id());
        String job = REPO + "/actions/jobs/" + jobOf(run);
        assertThat(steps(explain(job + "/logs"))).containsExactly(job + " would_fetch", job + "/logs would_fetch");
        assertThat(explain(job + "/logs").path("sentence").asText()).contains("Its job is read first");
        server.read(token, job);
        JsonNode running = explain(job + "/logs");
        assertThat(steps(running)).containsExactly(job + " hit", job + "/logs would_fetch");
        assertThat(running.at("/cache/job").asText()).isEqualTo("not_completed");
        server.github().happen("octo-org", "hello-world", new RepoEvent.RunCompleted(run, null));
        CLOCK.turn(Duration.ofSeconds(61));
        server.read(token, job + "/logs");
        server.read(token, job + "/logs");

        server.github().clearCalls();
        JsonNode kept = explain(job + "/logs");
        assertThat(kept.path("outcome").asText()).isEqualTo("hit");
        assertThat(steps(kept)).containsExactly(job + "/logs hit");
        assertThat(kept.at("/cache/state").asText() + " "
                        + kept.at("/cache/where").asText())
                .isEqualTo("fresh logs");
        CLOCK.turn(Duration.ofHours(1));
        JsonNode old = explain(job + "/logs");
        assertThat(old.path("outcome").asText() + " " + old.path("by").asText())
                .isEqualTo("would_fetch identity:pat_bob");
        assertThat(old.at("/cache/state").asText()).isEqualTo("stale");
        assertThat(old.path("sentence").asText()).contains("whether it still has the log");
        assertThat(server.github().targets()).isEmpty();
        assertThat(server.read(token, job + "/logs").at("/relay/cache")).isEqualTo("hit");
        assertThat(server.github().calls().to("GET " + job + "/logs")).isEqualTo(1);
        CLOCK.turn(Duration.ofDays(7));
        assertThat(explain(job + "/logs").at("/cache/state").asText()).isEqualTo("expired");
    }

    private static String jobOf(long run) throws Exception {
        return new ObjectMapper()
                .readTree(server.direct(REPO + "/actions/runs/" + run + "/jobs"))
                .at("/jobs/0/id")
                .asText();
    }

    private static JsonNode hinted(String pull, String hint) throws Exception {
        return explainedAs("path=" + pull + "/files&" + hint);
    }

    private static JsonNode shaped(String path, String shape) throws Exception {
        return explainedAs("path=" + URLEncoder.encode(path, StandardCharsets.UTF_8) + "&shape=" + shape);
    }

    private static JsonNode explainedAs(String query) throws Exception {
        Reply reply = server.admin("GET", "/v1/admin/pools/" + POOL + "/explain?" + query, "");
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply.json();
    }

    /** Path, variant if any, and outcome of each step. */
    private static List<String> steps(JsonNode explained) {
        List<String> steps = new ArrayList<>();
        for (JsonNode step : explained.path("steps")) {
            String variant =
                    step.path("variant").isNull() ? "" : step.path("variant").asText() + " ";
            steps.add(step.path("path").asText() + " " + variant
                    + step.path("outcome").asText());
        }
        return steps;
    }

    private static Reply readShaped(String path, String query, String shape) throws Exception {
        Reply read = server.read(
                token, path, "\"headers\":{\"x-octopool-public-shape\":\"" + shape + "\"},\"query\":" + query);
        assertThat(read.status()).as(read.text()).isEqualTo(200);
        return read;
    }

    private static Reply readShaped(String path, String shape) throws Exception {
        Reply read = server.relay(
                token,
                "{\"pool\":\"" + POOL + "\",\"method\":\"GET\",\"path\":\"" + REPO + path
                        + "\",\"headers\":{\"x-octopool-public-shape\":\"" + shape + "\"}}");
        assertThat(read.status()).as(read.text()).isEqualTo(200);
        return read;
    }

    @ParameterizedTest
    @CsvSource({
        "/repos/octo-org/hello-world/compare/main...x:main, route_denied",
        "/search/issues?q=octopus, search_denied",
        "/orgs/octo-org/repos?type=all, route_denied",
        "/admin/users, route_denied"
    })
    void saysWhichGateIsClosed(String path, String reason) throws Exception {
        JsonNode refused = explain(path);
        assertThat(refused.path("outcome").asText()).isEqualTo("refused");
        assertThat(refused.path("code").asText()).isEqualTo("fallback_local");
        assertThat(refused.path("reason").asText()).isEqualTo(reason);
        assertThat(refused.path("gates")
                        .path(refused.path("gates").size() - 1)
                        .path("open")
                        .booleanValue())
                .isFalse();
    }

    @Test
    void saysThatARepositoryIsKnownNotToBePublic() throws Exception {
        String secret = "/repos/octo-org/secret-plans/pulls/1";
        assertThat(server.read(token, secret).reason()).isEqualTo("repo_not_public");
        JsonNode refused = explain(secret);
        assertThat(refused.path("outcome").asText() + " "
                        + refused.path("reason").asText())
                .isEqualTo("refused repo_not_public");
        assertThat(refused.at("/visibility/state").asText()).isEqualTo("not_public");
    }

    @Test
    void saysThatNoIdentityServesAPoolWhoseIdentityIsDisabled() throws Exception {
        PoolOfReaders lonely = PoolOfReaders.of(server, "lonely", "alice").with("bob", "octo-org");
        server.admin("POST", "/v1/admin/pools/lonely/identities/lonely_bob/disable", "");
        JsonNode anonymous = ask("lonely", REPO + "/pulls/9").json();
        assertThat(anonymous.path("by").asText()).isEqualTo("anonymous");
        assertThat(anonymous.path("identities").findValuesAsText("identity_id")).containsExactly("lonely_bob");
        assertThat(anonymous.path("identities").findValuesAsText("verdict")).containsExactly("disabled");
        assertThat(lonely.read(REPO + "/pulls/9").at("/relay/backend")).isEqualTo("web");
    }

    @Test
    void namesTheIdentityThatTheNextReadIsMadeWith() throws Exception {
        PoolOfReaders pool = PoolOfReaders.of(server, "several", "bob")
                .with("alice", "octo-org")
                .with("bob", "octo-org")
                .with("carol", "*");
        Set<String> chosen = new HashSet<>();
        for (String path :
                List.of("/pulls/1", "/pulls/2", "/labels", "/issues/3", "/branches", "/tags", "/milestones")) {
            JsonNode foreseen = ask(pool.name(), REPO + path).json();
            Reply read = pool.read(REPO + path);
            assertThat(read.at("/relay/cache")).as(read.text()).isEqualTo("miss");
            assertThat(foreseen.path("by").asText()).as(path).isEqualTo("identity:" + read.at("/identity/id"));
            chosen.add(foreseen.path("by").asText());
        }
        assertThat(chosen).containsExactlyInAnyOrder("identity:several_alice", "identity:several_bob");
    }

    @ParameterizedTest
    @CsvSource({
        "path=, invalid_request",
        "x=1, invalid_request",
        "path=repos, invalid_path",
        "path=/repos/a/../b, invalid_path",
        "path=/user%3Faccess_token%3Dx, invalid_query"
    })
    void refusesWhatIsNoRead(String query, String code) throws Exception {
        Reply reply = server.admin("GET", "/v1/admin/pools/" + POOL + "/explain?" + query, "");
        assertThat(reply.status() + " " + reply.code()).isEqualTo("400 " + code);
    }
}
