package io.octopool.api.server;

import static io.octopool.api.server.TestServer.REPO;
import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.api.server.TestServer.Reply;
import io.octopool.sim.settings.FailRule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that has a public reader. */
class PublicReadsTest {

    private static final String READER = "app:sim-client";

    @TempDir
    private Path directory;

    private final TurnedClock clock = new TurnedClock();

    @Test
    void asksThePublicReaderFirstAndLetsItsAnswerStandInForEverybody() throws Exception {
        Map<String, String> reader =
                Map.of("OCTOPOOL_PUBLIC_CLIENT_ID", "sim-client", "OCTOPOOL_PUBLIC_CLIENT_SECRET", "sim-secret");
        try (TestServer server = TestServer.start(directory, reader, clock)) {
            PoolOfReaders solo = PoolOfReaders.of(server, "solo", "alice").with("bob", "octo-org");
            String path = REPO + "/pulls/1";
            server.github().clearCalls();

            Reply miss = solo.read(path);
            assertThat(PoolOfReaders.outcome(miss)).isEqualTo("200 miss");
            assertThat(PoolOfReaders.outcome(solo.read(path))).isEqualTo("200 hit");
            assertThat(server.github().calls().by(READER)).isEqualTo(1);
            assertThat(server.github().calls().by("pat:bob")).isZero();
            assertThat(solo.audited(miss, "backend, identity_id")).isEqualTo("github_api null");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .untilAsserted(
                            () -> assertThat(server.rows("select owner, repo, is_public from github_public_repos"))
                                    .containsExactly("octo-org hello-world 1"));

            clock.turn(Duration.ofSeconds(150));
            server.github().fail(FailRule.answering(429).onPath(path));
            assertThat(solo.outcome(path)).isEqualTo("200 stale github_rate_limited");
            assertThat(server.github().calls().by("pat:bob")).isEqualTo(1);

            server.github().heal();
            assertThat(solo.outcome("/repos/octo-org/secret-plans")).isEqualTo("424 fallback_local repo_not_public");
        }
    }
}
