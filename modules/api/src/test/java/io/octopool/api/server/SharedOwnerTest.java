package io.octopool.api.server;

import static io.octopool.api.server.TestServer.REPO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.octopool.sim.quota.Resource;
import io.octopool.sim.settings.SecondaryLimit;
import io.octopool.sim.settings.SecondaryLimit.Form;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The org verifier's token is alice's, and so is an identity: one budget, whoever spends it (github-rules B1). */
class SharedOwnerTest {

    private static final String ALICE = "pat:alice";
    private static final String SPOON = "/repos/octo-org/spoon-knife";

    @TempDir
    private static Path directory;

    private static final TurnedClock CLOCK = new TurnedClock();

    private static TestServer server;
    private static PoolOfReaders alices;
    private static PoolOfReaders bobs;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.start(directory, Map.of("OCTOPOOL_PAT_ALICE", "sim-pat-alice-2"), CLOCK);
        alices = PoolOfReaders.of(server, "alices", "alice").with("alice", "octo-org");
        bobs = PoolOfReaders.of(server, "bobs", "carol").with("bob", "octo-org");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void passHours() {
        CLOCK.turn(Duration.ofHours(3));
        server.github().clearCalls();
    }

    @Test
    void usesNoIdentityWhoseOwnersQuotaTheVerifierUsedUp() throws Exception {
        server.github().leave("user:alice", Resource.CORE, 1);
        server.github().clearCalls();
        assertThat(bobs.outcome(SPOON + "/labels")).isEqualTo("200 miss bobs_bob");
        await().untilAsserted(() -> {
            JsonNode budgets = alices.health().json().path("budgets");
            assertThat(budgets.findValuesAsText("remaining")).contains("0");
        });
        assertThat(alices.outcome(SPOON + "/labels")).isEqualTo("424 fallback_local identities_cooling_down");
        assertThat(server.github().calls().by(ALICE)).isOne();
        assertThat(server.github().calls().refused()).isZero();
    }

    @Test
    void letsTheVerifierRestWhenGitHubAsksItsOwnerToSlowDown() throws Exception {
        assertThat(alices.outcome(REPO + "/labels")).isEqualTo("200 miss alices_alice");
        server.github()
                .limit(SecondaryLimit.of("user:alice", Form.FORBIDDEN_WITH_RETRY_AFTER)
                        .times(1));
        assertThat(alices.outcome(REPO + "/milestones")).isEqualTo("424 fallback_local github_rate_limited");
        server.github().clearCalls();
        CLOCK.turn(Duration.ofSeconds(31));
        await().untilAsserted(() -> {
            JsonNode rests =
                    server.admin("GET", "/v1/admin/pools/alices", "").json().path("cooldowns");
            assertThat(rests.findValuesAsText("reason")).containsExactly("secondary_limit");
        });
        assertThat(bobs.outcome(REPO + "/milestones")).isEqualTo("200 miss bobs_bob");
        assertThat(server.github().calls().by(ALICE)).isZero();
        assertThat(server.github().calls().by("anonymous")).isOne();
    }
}
