package io.octopool.api.server;

import static io.octopool.api.server.TestServer.REPO;
import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.api.server.TestServer.Reply;
import io.octopool.sim.settings.FailRule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reads that need no identity: of pools that have none, of profiles, releases and searches. After each test, hours pass. */
class TokenFreeReadsTest {

    private static final String SHAPED = "\"headers\":{\"x-octopool-public-shape\":\"issue-search-v1\"},"
            + "\"query\":{\"q\":\"repo:octo-org/hello-world type:issue %s\"}";

    @TempDir
    private static Path directory;

    private static final TurnedClock CLOCK = new TurnedClock();

    private static TestServer server;
    private static PoolOfReaders empty;

    /** With bob alone. */
    private static PoolOfReaders solo;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.start(directory, Map.of(), CLOCK);
        empty = PoolOfReaders.of(server, "empty", "carol");
        solo = PoolOfReaders.of(server, "solo", "alice").with("bob", "octo-org");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void passHours() {
        server.github().heal();
        server.github().change(settings -> settings.withAnonymousLimit(60));
        CLOCK.turn(Duration.ofHours(3));
        server.github().clearCalls();
    }

    @Test
    void asksAnonymouslyForAPoolWithoutIdentities() throws Exception {
        String path = "/repos/octo-org/spoon-knife/pulls/1";
        Reply miss = empty.read(path);
        assertThat(PoolOfReaders.outcome(miss)).isEqualTo("200 miss");
        assertThat(miss.at("/relay/backend")).isEqualTo("web");
        Reply hit = empty.read(path);
        assertThat(PoolOfReaders.outcome(hit)).isEqualTo("200 hit");
        assertThat(server.github().calls().to("GET " + path)).isEqualTo(1);
        assertThat(server.github().calls().to("GET /repos/octo-org/spoon-knife"))
                .isZero();
        assertThat(empty.audited(miss, "backend, identity_id, cache_status")).isEqualTo("github_api null miss");
        assertThat(empty.audited(hit, "backend, identity_id, cache_status")).isEqualTo("null null hit");
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(server.rows(
                                "select owner, is_public from github_public_repos where repo = 'spoon-knife'"))
                        .containsExactly("octo-org 1"));
    }

    @ParameterizedTest
    @CsvSource({"403, bob", "429, mallory"})
    void spendsAnIdentityOnAProfileOnceTheAnonymousQuotaIsGone(int status, String login) throws Exception {
        server.github()
                .fail(FailRule.answering(status)
                        .withHeaders(Map.of("x-ratelimit-remaining", "0"))
                        .forCredential("anonymous"));
        assertThat(solo.outcome("/users/" + login)).isEqualTo("200 miss solo_bob");
        assertThat(solo.outcome("/users/" + login)).isEqualTo("200 hit solo_bob");
    }

    @Test
    void givesTheAnonymousReasonWhereTheIdentityFailsTooOrThereIsNone() throws Exception {
        server.github().fail(FailRule.answering(401).onPath("/users/"));
        assertThat(solo.outcome("/users/alice")).isEqualTo("424 fallback_local github_identity_unauthorized");
        assertThat(server.github().calls().by("pat:bob")).isZero();

        server.github().fail(FailRule.answering(429).onPath("/users/"));
        CLOCK.turn(Duration.ofHours(3));
        assertThat(solo.outcome("/users/alice")).isEqualTo("424 fallback_local github_rate_limited");
        assertThat(server.github().calls().by("pat:bob")).isEqualTo(1);
        CLOCK.turn(Duration.ofHours(3));
        assertThat(empty.outcome("/users/alice")).isEqualTo("424 fallback_local github_rate_limited");
    }

    @Test
    void readsReleasesWithoutCredentialOrNotAtAll() throws Exception {
        String path = REPO + "/releases";
        assertThat(solo.outcome(path)).isEqualTo("200 miss");
        assertThat(solo.outcome(path)).isEqualTo("200 hit");
        CLOCK.turn(Duration.ofHours(2));
        server.github().change(settings -> settings.withAnonymousLimit(0));
        assertThat(solo.outcome(path)).isEqualTo("200 stale web_only_unavailable");
        assertThat(solo.outcome(path + "/latest")).isEqualTo("424 fallback_local web_only_unavailable");
        assertThat(server.github().calls().by("pat:bob")).isZero();
        assertThat(server.github().calls().to("GET " + path + "/latest")).isLessThanOrEqualTo(1);
    }

    @Test
    void servesShapedSearchesWithoutCredentialWhereSearchIsOff() throws Exception {
        Reply miss = solo.read("/search/issues", SHAPED.formatted("the"));
        assertThat(PoolOfReaders.outcome(miss)).isEqualTo("200 miss");
        assertThat(PoolOfReaders.outcome(solo.read("/search/issues", SHAPED.formatted("the"))))
                .isEqualTo("200 hit");
        assertThat(server.github().calls().to("GET /search/issues")).isEqualTo(1);
        assertThat(solo.audited(miss, "route_kind, backend, identity_id")).isEqualTo("search_issues github_api null");

        CLOCK.turn(Duration.ofSeconds(40)); // the proof has run out, the answer is still fresh
        assertThat(PoolOfReaders.outcome(solo.read("/search/issues", SHAPED.formatted("the"))))
                .isEqualTo("200 hit");
        assertThat(server.github().calls().to("GET /search/issues")).isEqualTo(1);
        assertThat(server.github().calls().to("GET " + REPO)).isEqualTo(2);

        server.github().change(settings -> settings.withAnonymousLimit(0));
        Reply refused = solo.read("/search/issues", SHAPED.formatted("other"));
        assertThat(PoolOfReaders.outcome(refused)).isEqualTo("503 token_free_unavailable");
        assertThat(solo.audited(refused, "status, error_code, identity_id"))
                .isEqualTo("503 token_free_unavailable null");
        assertThat(server.github().calls().by("pat:bob")).isZero();
    }

    @Test
    void letsAStoredSearchStandInWhereItsRepositoryIsKnownToBePublic() throws Exception {
        assertThat(PoolOfReaders.outcome(solo.read("/search/issues", SHAPED.formatted("a"))))
                .isEqualTo("200 miss");
        CLOCK.turn(Duration.ofMinutes(10));
        server.github().change(settings -> settings.withAnonymousLimit(0));
        assertThat(PoolOfReaders.outcome(solo.read("/search/issues", SHAPED.formatted("a"))))
                .isEqualTo("503 token_free_unavailable");
        CLOCK.turn(Duration.ofSeconds(10));
        assertThat(solo.outcome(REPO + "/pulls/4")).isEqualTo("200 miss solo_bob");
        assertThat(PoolOfReaders.outcome(solo.read("/search/issues", SHAPED.formatted("a"))))
                .isEqualTo("200 stale web_only_unavailable");
    }
}
