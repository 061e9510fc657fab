package io.octopool.api.server;

import static io.octopool.api.server.TestServer.REPO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.octopool.sim.quota.Resource;
import io.octopool.sim.settings.FailRule;
import io.octopool.sim.settings.SecondaryLimit;
import io.octopool.sim.settings.SecondaryLimit.Form;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first calls after a start, when it is not known whose the tokens are: they cost their users what other calls cost. */
class FirstCallsTest {

    private static final String ALICE = "pat:alice";
    private static final String USER = "GET /user";

    @TempDir
    private Path directory;

    private final TurnedClock clock = new TurnedClock();
    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        server = TestServer.start(directory, Map.of("OCTOPOOL_PAT_ALICE", "sim-pat-alice-2"), clock);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void leaveTheOwnersReserveAlone() throws Exception {
        PoolOfReaders bobs = PoolOfReaders.of(server, "bobs", "carol").with("bob", "octo-org");
        server.github().leave("user:bob", Resource.CORE, 502);
        assertThat(bobs.outcome(REPO + "/labels")).isEqualTo("200 miss bobs_bob");
        server.github().clearCalls();
        server.restart();
        clock.turn(Duration.ofMinutes(2));
        assertThat(bobs.outcome(REPO + "/milestones")).isEqualTo("424 fallback_local identities_cooling_down");
        assertThat(server.github().calls().to(USER))
                .as("by the verifier, and by bob")
                .isEqualTo(2);
        assertThat(server.github().calls().by("pat:bob"))
                .as("501 were left, and 500 are kept")
                .isOne();
    }

    @Test
    void areHeldAgainstNoReadWhereGitHubDoesNotSayWhoseTheTokenIs() throws Exception {
        PoolOfReaders bobs = PoolOfReaders.of(server, "bobs", "carol").with("bob", "octo-org");
        server.restart();
        server.github().fail(FailRule.answering(403).onPath("/user").forCredential("pat:bob"));
        for (String path : List.of("/labels", "/milestones", "/topics")) {
            assertThat(bobs.outcome(REPO + path)).isEqualTo("200 miss bobs_bob");
            clock.turn(Duration.ofSeconds(61));
        }
    }

    @Test
    void doNotAskWhoseTheVerifierIsThatHasNothingLeft() throws Exception {
        PoolOfReaders alices = PoolOfReaders.of(server, "alices", "alice").with("alice", "octo-org");
        assertThat(alices.outcome(REPO + "/labels")).isEqualTo("200 miss alices_alice");
        server.github().leave("user:alice", Resource.CORE, 1);
        assertThat(alices.outcome(REPO + "/milestones")).isEqualTo("200 miss alices_alice");
        awaitWord();
        server.github().clearCalls();
        server.restart();
        for (int minute = 0; minute < 4; minute++) {
            assertThat(alices.outcome(REPO + "/topics")).startsWith("424");
            clock.turn(Duration.ofMinutes(1));
        }
        assertThat(server.github().calls().by(ALICE)).isZero();
        assertThat(server.github().calls().to(USER)).isZero();
        clock.turn(Duration.ofHours(1));
        assertThat(alices.outcome(REPO + "/topics")).isEqualTo("200 miss alices_alice");
        assertThat(server.github().calls().refused()).isZero();
    }

    @Test
    void doNotAskWhoseTheVerifierIsWhoseUserWasToldToWait() throws Exception {
        PoolOfReaders alices = PoolOfReaders.of(server, "alices", "alice").with("alice", "octo-org");
        assertThat(alices.outcome(REPO + "/labels")).isEqualTo("200 miss alices_alice");
        server.github().limit(new SecondaryLimit("user:alice", null, Form.FORBIDDEN_WITH_RETRY_AFTER, 1, null, 900));
        assertThat(alices.outcome(REPO + "/milestones")).isEqualTo("424 fallback_local github_rate_limited");
        awaitWord();
        server.github().clearCalls();
        server.restart();
        for (int minute = 0; minute < 14; minute++) {
            assertThat(alices.outcome(REPO + "/milestones")).startsWith("424");
            clock.turn(Duration.ofMinutes(1));
        }
        assertThat(server.github().calls().by(ALICE)).isZero();
        assertThat(server.github().calls().to(USER)).isZero();
    }

    /** Waits until the budget that the next start asks first has taken in what it overheard. */
    private void awaitWord() {
        await().untilAsserted(() -> assertThat(
                        server.rows(
                                "select \"event_ser_manifest\" from \"event_journal\" where \"persistence_id\" = 'PublicBudget|verifier'"))
                .isNotEmpty());
    }
}
