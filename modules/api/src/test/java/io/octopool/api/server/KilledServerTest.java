package io.octopool.api.server;

import static io.octopool.api.server.TestServer.REPO;
import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.sim.Simulator;
import io.octopool.sim.quota.Resource;
import io.octopool.sim.settings.SecondaryLimit;
import io.octopool.sim.settings.SecondaryLimit.Form;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that ends as by {@code kill -9} and starts again: what GitHub said of its identities is not forgotten. */
class KilledServerTest {

    @TempDir
    private Path directory;

    private Simulator github;

    @BeforeEach
    void startGitHub() throws Exception {
        github = Simulator.start();
        github.change(settings -> settings.withAnonymousLimit(0));
    }

    @AfterEach
    void stopGitHub() {
        github.close();
    }

    @Test
    void makesNoCallWithAnExhaustedIdentityBeforeItsReset() throws Exception {
        String token = exhaust(() -> github.leave("user:bob", Resource.CORE, 1), "200");
        assertThat(outcomeAfterRestart(token)).isEqualTo("424 identities_cooling_down");
        assertThat(github.calls().by("pat:bob")).isZero();
    }

    @Test
    void makesNoCallWithARestingIdentityBeforeItsRestEnds() throws Exception {
        String token = exhaust(
                () -> github.limit(SecondaryLimit.of("user:bob", Form.FORBIDDEN_WITH_RETRY_AFTER)
                        .times(1)),
                "424");
        assertThat(outcomeAfterRestart(token)).isEqualTo("424 identities_cooling_down");
        assertThat(github.calls().by("pat:bob")).isZero();
    }

    /** Runs a server until GitHub has nothing left for bob, kills it, and gives the caller's token. */
    private String exhaust(Runnable end, String outcome) throws Exception {
        try (ServerProcess server = ServerProcess.start(directory, github)) {
            server.registerIdentity();
            String token = server.enrol("carol");
            assertThat(server.outcome(token, REPO + "/pulls")).isEqualTo("200");
            end.run();
            assertThat(server.outcome(token, REPO + "/issues")).startsWith(outcome);
            server.writeToPool();
            server.kill();
            return token;
        }
    }

    private String outcomeAfterRestart(String token) throws Exception {
        github.clearCalls();
        try (ServerProcess server = ServerProcess.start(directory, github)) {
            return server.outcome(token, REPO + "/issues/20");
        }
    }
}
