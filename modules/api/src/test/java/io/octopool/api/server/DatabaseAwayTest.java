package io.octopool.api.server;

import static io.octopool.api.server.TestServer.POOL;
import static io.octopool.api.server.TestServer.REPO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.octopool.api.server.TestServer.Reply;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole server whose PostgreSQL goes away for a while (design, "What failure answers"). */
class DatabaseAwayTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    static Path directory;

    private final TurnedClock clock = new TurnedClock();

    @Test
    void servesWhatIsInMemoryAndSaysOfTheRestThatTheRelayIsOverloaded() throws Exception {
        try (EmbeddedPostgres postgres =
                        EmbeddedPostgres.builder().setPGStartupWait(PATIENCE).start();
                Lifeline lifeline = Lifeline.to(postgres.getPort());
                TestServer server = start(lifeline)) {
            server.registerIdentity();
            String token = server.enrol("carol");
            assertThat(outcome(server.read(token, REPO + "/pulls"))).isEqualTo("200 miss");
            assertThat(outcome(server.read(token, REPO + "/pulls"))).isEqualTo("200 hit");

            lifeline.cut();

            assertThat(outcome(server.read(token, REPO + "/pulls"))).isEqualTo("200 hit");
            clock.turn(Duration.ofMinutes(1));
            assertThat(outcome(server.read(token, REPO + "/pulls", "\"headers\":{\"cache-control\":\"max-age=0\"}")))
                    .startsWith("200 ");
            assertThat(server.github().calls().to("GET " + REPO + "/pulls")).isEqualTo(2);
            assertThat(outcome(server.read(token, REPO + "/pulls"))).isEqualTo("200 hit");
            assertThat(outcome(server.read(token, REPO + "/issues"))).isEqualTo("424 relay_overloaded");
            assertThat(outcome(server.read(token, REPO + "/pulls"))).isEqualTo("200 hit");
            assertThat(ready(server)).isEqualTo(503);

            lifeline.mend();

            await().atMost(PATIENCE)
                    .until(() -> outcome(server.read(token, REPO + "/issues")).startsWith("200 "));
            await().atMost(PATIENCE).until(() -> {
                clock.turn(Duration.ofSeconds(1)); // a projection is well when it has run for a while
                return ready(server) == 200;
            });
            assertThat(outcome(server.read(token, REPO + "/pulls"))).startsWith("200 ");
        }
    }

    @Test
    void showsPoolsWithoutTheBudgetOfThePublicReaderWhichDoesNotAnswer() throws Exception {
        try (EmbeddedPostgres postgres =
                        EmbeddedPostgres.builder().setPGStartupWait(PATIENCE).start();
                Lifeline lifeline = Lifeline.to(postgres.getPort());
                TestServer server = start(lifeline)) {
            server.registerIdentity();

            lifeline.cut();

            Reply pool = server.admin("GET", "/v1/admin/pools/" + POOL, "");
            assertThat(pool.status()).as(pool.text()).isEqualTo(200);
            assertThat(pool.at("/identities/0/id") + " " + pool.at("/public_reader"))
                    .isEqualTo("pat_bob null");
            Reply explained =
                    server.admin("GET", "/v1/admin/pools/" + POOL + "/explain?path=/search/issues%3Fq=octopus", "");
            assertThat(explained.status()).as(explained.text()).isEqualTo(200);
            assertThat(explained.at("/reason") + " " + explained.at("/public_reader"))
                    .isEqualTo("search_denied null");
        }
    }

    private TestServer start(Lifeline lifeline) throws Exception {
        return TestServer.start(
                directory,
                Map.of(
                        "OCTOPOOL_DATABASE_URL", "jdbc:postgresql://127.0.0.1:" + lifeline.port() + "/postgres",
                        "OCTOPOOL_DATABASE_USER", "postgres",
                        "OCTOPOOL_DATABASE_PASSWORD", "postgres"),
                clock);
    }

    private static int ready(TestServer server) throws Exception {
        return server.get("/ready").status();
    }

    private static String outcome(Reply reply) throws Exception {
        return reply.status() == 200
                ? reply.at("/status") + " " + reply.at("/relay/cache")
                : reply.status() + " " + reply.reason();
    }
}
