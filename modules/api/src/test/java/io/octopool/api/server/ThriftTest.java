package io.octopool.api.server;

import static io.octopool.api.server.TestServer.REPO;
import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.api.server.TestServer.Reply;
import io.octopool.sim.calls.CallReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What ten minutes of steady reading cost: 20 clients read ten open pull requests of one repository that nobody touches, while GitHub refuses every anonymous call. {@code -Doctopool.reads=8000} is the full number; what it costs does
 * not depend on it.
 */
class ThriftTest {

    private static final int SECONDS = 600;
    private static final int READS = Integer.getInteger("octopool.reads", 2_000);
    private static final int CLIENTS = 20;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"900, false, 60", "30, false, 90", "900, true, 60", "30, true, 90"})
    void readsOftenAndAsksSeldom(int publicFor, boolean publicReader, long requests) throws Exception {
        Map<String, String> settings = new HashMap<>(Map.of("PUBLIC_REPO_TTL_SECONDS", String.valueOf(publicFor)));
        if (publicReader) {
            settings.put("OCTOPOOL_PUBLIC_CLIENT_ID", "sim-client");
            settings.put("OCTOPOOL_PUBLIC_CLIENT_SECRET", "sim-secret");
        }
        TurnedClock clock = new TurnedClock();
        try (TestServer server = TestServer.start(directory, settings, clock)) {
            server.registerIdentity();
            List<String> tokens = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                server.github().putUser("agent-" + client, List.of("octo-org"));
                tokens.add(server.enrol("agent-" + client));
            }
            server.github().change(github -> github.withAnonymousLimit(0));
            server.github().clearCalls();
            int read = 0;
            for (int second = 0; second < SECONDS; second++) {
                List<CompletableFuture<Reply>> replies = new ArrayList<>();
                for (int due = READS * (second + 1) / SECONDS; read < due; read++) {
                    replies.add(
                            server.readLater(tokens.get(read % CLIENTS), REPO + "/pulls/" + (1 + read / CLIENTS % 10)));
                }
                for (CompletableFuture<Reply> reply : replies) {
                    assertThat(reply.join().text()).contains("\"status\":200");
                }
                clock.turn(Duration.ofSeconds(1));
            }
            CallReport calls = server.github().calls();
            System.out.printf(
                    "%d reads, proofs for %d s, public reader %s: %d requests, %d units, %d not modified%n",
                    read, publicFor, publicReader, calls.total(), calls.spent(), calls.notModified());
            assertThat(calls.total()).isLessThanOrEqualTo(requests);
            assertThat(calls.spent()).isLessThanOrEqualTo(20);
        }
    }
}
