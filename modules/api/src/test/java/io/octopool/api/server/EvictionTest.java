package io.octopool.api.server;

import static io.octopool.api.server.TestServer.REPO;
import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.api.server.TestServer.Reply;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvictionTest {

    @TempDir
    private Path directory;

    @Test
    void losesNoReadWhenFarFewerEntitiesFitIntoMemory() throws Exception {
        List<String> paths = new ArrayList<>();
        for (int number = 1; number <= 40; number++) {
            paths.add(REPO + "/issues/" + number);
            paths.add(REPO + "/issues/" + number + "/comments");
        }
        for (int number = 1; number <= 17; number++) {
            paths.add(REPO + "/pulls/" + number + "/files");
            paths.add(REPO + "/pulls/" + number + "/commits");
        }
        try (TestServer server = TestServer.start(directory, Map.of("OCTOPOOL_CACHE_ENTRIES_IN_MEMORY", "4"))) {
            server.registerIdentity();
            String token = server.enrol("carol");
            server.github().clearCalls();
            assertThat(outcomes(server, token, paths)).containsOnly("200 miss");
            assertThat(server.github().calls().to("GET " + REPO + "/issues/7")).isEqualTo(1);
            assertThat(outcomes(server, token, paths)).containsOnly("200 hit");
            assertThat(server.github().calls().to("GET " + REPO + "/issues/7")).isEqualTo(1);
        }
    }

    private static List<String> outcomes(TestServer server, String token, List<String> paths) throws Exception {
        List<CompletableFuture<Reply>> underWay =
                paths.stream().map(path -> server.readLater(token, path)).toList();
        List<String> outcomes = new ArrayList<>();
        for (CompletableFuture<Reply> read : underWay) {
            Reply reply = read.join();
            outcomes.add(reply.status() + " " + reply.json().at("/relay/cache").asText());
        }
        return outcomes;
    }
}
