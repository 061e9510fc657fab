package io.octopool.api.server;

import static io.octopool.api.server.TestServer.REPO;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.octopool.api.server.TestServer.Reply;
import io.octopool.sim.settings.FailRule;
import io.octopool.sim.settings.Padding;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What identities are spent on, and what happens when GitHub refuses one. After each test, hours pass. */
class PooledReadsTest {

    private static final Map<String, String> LIMITED = Map.of("retry-after", "60");

    @TempDir
    private static Path directory;

    private static final TurnedClock CLOCK = new TurnedClock();

    private static TestServer server;

    /** With bob alone. */
    private static PoolOfReaders solo;

    /** With bob and carol. */
    private static PoolOfReaders pair;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.start(directory, Map.of("OCTOPOOL_PAT_CAROL", "sim-pat-carol"), CLOCK);
        solo = PoolOfReaders.of(server, "solo", "alice").with("bob", "octo-org");
        pair = PoolOfReaders.of(server, "pair", "carol").with("bob", "octo-org").with("carol", "octo-org");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void passHours() {
        server.github().heal();
        server.github().change(settings -> settings.withPadding(null).withLogRedirect(null));
        CLOCK.turn(Duration.ofHours(3));
        server.github().clearCalls();
    }

    @Test
    void turnsToAnotherIdentityWhenOneIsLimitedAndKeepsWhatBothHaveLeft() throws Exception {
        server.github()
                .fail(FailRule.answering(429).withHeaders(LIMITED).times(1).onPath(REPO + "/pulls"));
        Reply reply = pair.read(REPO + "/pulls/1");
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        String other = reply.at("/identity/id").equals(pair.id("bob")) ? pair.id("carol") : pair.id("bob");

        JsonNode health = pair.health().json();
        assertThat(health.path("cooldowns")).hasSize(1);
        assertThat(health.at("/cooldowns/0/identity_id").textValue()).isEqualTo(other);
        assertThat(health.at("/cooldowns/0/scope").textValue()).isEqualTo("*");
        assertThat(health.at("/cooldowns/0/ends_at").textValue())
                .isEqualTo(CLOCK.instant().plusSeconds(60).toString());
        assertThat(health.path("budgets").findValuesAsText("resource")).containsExactly("core", "core");
        assertThat(health.path("budgets").findValuesAsText("owner"))
                .doesNotHaveDuplicates()
                .hasSize(2);
    }

    @Test
    void restsOnlyTheForbiddenRouteOfAnIdentity() throws Exception {
        server.github().fail(FailRule.answering(403).times(1).onPath(REPO + "/issues"));
        assertThat(solo.outcome(REPO + "/issues/20")).isEqualTo("424 fallback_local github_identity_forbidden");
        assertThat(solo.outcome(REPO + "/issues/21")).isEqualTo("424 fallback_local identities_cooling_down");
        assertThat(solo.outcome(REPO + "/labels")).isEqualTo("200 miss solo_bob");
    }

    @Test
    void servesWhatIsFreshAlthoughTheIdentityThatFetchedItIsUsedUp() throws Exception {
        assertThat(solo.outcome(REPO + "/pulls/14")).isEqualTo("200 miss solo_bob");
        server.github()
                .fail(FailRule.answering(403)
                        .withHeaders(Map.of("x-ratelimit-remaining", "0"))
                        .onPath(REPO + "/pulls"));
        assertThat(solo.outcome(REPO + "/pulls/15")).isEqualTo("424 fallback_local github_identity_depleted");
        server.github().heal();
        assertThat(solo.outcome(REPO + "/labels")).isEqualTo("424 fallback_local identities_cooling_down");
        assertThat(solo.outcome(REPO + "/pulls/14")).isEqualTo("200 hit solo_bob");
    }

    @Test
    void letsAStoredAnswerStandInWhenLimitedAndAgainWhileTheIdentityRests() throws Exception {
        String path = REPO + "/branches";
        Reply fresh = solo.read(path);
        assertThat(PoolOfReaders.outcome(fresh)).isEqualTo("200 miss solo_bob");
        CLOCK.turn(Duration.ofSeconds(125));
        server.github().fail(FailRule.answering(429).onPath(path));
        Reply stale = solo.read(path);
        assertThat(PoolOfReaders.outcome(stale)).isEqualTo("200 stale solo_bob github_rate_limited");
        assertThat(stale.json().at("/relay/stale_ok").booleanValue()).isTrue();
        assertThat(stale.json().path("body")).isEqualTo(fresh.json().path("body"));
        server.github().heal();
        CLOCK.turn(Duration.ofSeconds(10));
        server.github().clearCalls();
        assertThat(solo.outcome(path)).isEqualTo("200 stale solo_bob identities_cooling_down");
        assertThat(server.github().calls().to("GET " + path)).isZero();
        assertThat(solo.audited(stale, "status, error_code, cache_status, identity_id, backend"))
                .isEqualTo("200 null stale solo_bob null");
    }

    @Test
    void prefersAnotherIdentityToAStoredAnswerAndTheStoredAnswerToNone() throws Exception {
        String path = REPO + "/tags";
        String first = pair.read(path).at("/identity/id");
        String second = first.equals(pair.id("bob")) ? pair.id("carol") : pair.id("bob");
        CLOCK.turn(Duration.ofHours(1).plusSeconds(5));
        server.github().fail(FailRule.answering(429).times(1).onPath(path));
        assertThat(pair.outcome(path)).isEqualTo("200 miss " + second);
        CLOCK.turn(Duration.ofHours(1).plusSeconds(5));
        server.github().fail(FailRule.answering(429).onPath(path));
        assertThat(pair.outcome(path)).isEqualTo("200 stale " + second + " github_rate_limited");
        assertThat(server.github().calls().to("GET " + path)).isEqualTo(5);
    }

    @Test
    void servesWhatWasFetchedByAnIdentityThatMayReadNothingAnyMore() throws Exception {
        PoolOfReaders pool = PoolOfReaders.of(server, "changing", "bob").with("bob", "octo-org");
        assertThat(pool.outcome(REPO + "/pulls/2")).isEqualTo("200 miss changing_bob");
        pool.with("bob", "alice").with("carol", "octo-org");
        assertThat(pool.outcome(REPO + "/pulls/2")).isEqualTo("200 hit changing_bob");
        assertThat(pool.outcome(REPO + "/pulls/3")).isEqualTo("200 miss changing_carol");
        assertThat(pool.outcome(REPO + "/pulls/3")).isEqualTo("200 hit changing_carol");
    }

    @Test
    void spendsNoIdentityOnAPrivateRepositoryAndKeepsNothingOfIt() throws Exception {
        String path = "/repos/octo-org/secret-plans/pulls/1";
        Reply denied = solo.read(path);
        assertThat(PoolOfReaders.outcome(denied)).isEqualTo("424 fallback_local repo_not_public");
        assertThat(server.github().calls().by("pat:bob")).isZero();
        assertThat(server.github().calls().to("GET " + path)).isZero();
        assertThat(solo.audited(denied, "route_kind, identity_id, status, fallback_reason, backend, cache_status"))
                .isEqualTo("pr_view null 424 repo_not_public null miss");
        assertThat(server.rows("select path from github_cache_entries where lower(path) like '%secret-plans%'"))
                .isEmpty();
    }

    @Test
    void relaysAndKeepsLargeAnswersUpToTheLimit() throws Exception {
        String path = REPO + "/milestones";
        server.github().change(settings -> settings.withPadding(new Padding(path, 1_800_000, true)));
        assertThat(solo.outcome(path)).isEqualTo("200 miss solo_bob");
        assertThat(solo.outcome(path)).isEqualTo("200 hit solo_bob");

        String larger = REPO + "/contributors";
        server.github().change(settings -> settings.withPadding(new Padding(larger, 2 << 20, true)));
        Reply refused = solo.read(larger);
        assertThat(PoolOfReaders.outcome(refused)).isEqualTo("424 fallback_local github_response_too_large");
        assertThat(solo.audited(refused, "identity_id, status, error_code, fallback_reason, backend"))
                .isEqualTo("solo_bob 424 fallback_local github_response_too_large github_identity");
    }

    @Test
    void fetchesLogsFromGitHubsLogHostsOnlyAndWithoutCredential() throws Exception {
        JsonNode runs = solo.read(REPO + "/actions/runs", "\"query\":{\"status\":\"completed\"}")
                .json()
                .at("/body/workflow_runs");
        List<String> jobs = List.of(job(runs.get(0)), job(runs.get(1)));
        server.github().clearCalls();
        Reply log = solo.read(REPO + "/actions/jobs/" + jobs.getFirst() + "/logs");
        assertThat(log.at("/status")).as(log.text()).isEqualTo("200");
        assertThat(server.github().calls().to("GET /_logs")).isEqualTo(1);
        assertThat(server.github().calls().by("anonymous")).isEqualTo(1);

        server.github().change(settings -> settings.withLogRedirect("https://logs.example/{opaque}"));
        Reply denied = solo.read(REPO + "/actions/jobs/" + jobs.getLast() + "/logs");
        assertThat(PoolOfReaders.outcome(denied)).isEqualTo("502 github_log_redirect_denied");
        assertThat(solo.audited(denied, "identity_id, status, error_code, fallback_reason, cache_status, cacheable"))
                .isEqualTo("solo_bob 502 github_log_redirect_denied null miss 1");
    }

    private static String job(JsonNode run) throws Exception {
        return solo.read(REPO + "/actions/runs/" + run.path("id").asText() + "/jobs")
                .at("/body/jobs/0/id");
    }
}
