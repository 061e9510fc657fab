package io.octopool.persistence.logs;

import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.persistence.database.Database;
import io.octopool.persistence.database.DatabaseSettings;
import io.octopool.persistence.kit.Node;
import io.octopool.persistence.kit.Rows;
import io.octopool.pool.cache.Answer;
import io.octopool.pool.cache.CompressedBody;
import io.octopool.pool.cache.Source;
import io.octopool.pool.logs.LogStore;
import io.octopool.pool.logs.StoredLog;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Logs as rows; each test has its own keys. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class LogStoreContract {

    private static final Instant AT = Instant.parse("2026-03-01T10:00:00.123456Z");

    private Database database;
    private LogStore logs;

    @BeforeAll
    void open(DatabaseSettings settings) throws Exception {
        database = Database.open(settings);
        logs = new JdbcLogStore(database);
    }

    @AfterAll
    void close() {
        database.close();
    }

    static StoredLog log(String key, CompressedBody body, Source source) {
        return new StoredLog(
                key,
                "maintainers",
                "octo-org/hello-world",
                3,
                new Answer(200, "{\"content-type\":\"text/plain\"}", "text", body, source, null, "Sun", AT),
                AT.plusSeconds(1),
                AT.plusSeconds(2));
    }

    private static CompressedBody noise(int length) {
        byte[] noise = new byte[length];
        new Random(7).nextBytes(noise);
        return CompressedBody.of(noise);
    }

    @Test
    void givesBackWhatWasPut() {
        for (StoredLog log : List.of(
                log("plain", new CompressedBody(new byte[0], false, 0), Source.anonymous()),
                log(
                        "deflated",
                        CompressedBody.of("a line\n".repeat(100_000).getBytes(StandardCharsets.UTF_8)),
                        Source.publicReader()),
                log("large", noise(8 << 20), Source.identity("pat_a", "pat")))) {
            Node.waitFor(logs.put(log));
            assertThat(Node.waitFor(logs.find(log.key()))).contains(log);
        }
        assertThat(
                        Rows.of(
                                database,
                                "select body_bytes, stored_bytes from github_logs where cache_key = 'large' and pool_id = 'maintainers'"))
                .containsExactly((8 << 20) + " " + (8 << 20));
    }

    @Test
    void findsNothingUnderAnUnknownKey() {
        assertThat(Node.waitFor(logs.find("nobody"))).isEmpty();
        Node.waitFor(logs.confirmed("nobody", AT));
        Node.waitFor(logs.delete("nobody"));
    }

    @Test
    void findsNoLogWhoseBodyWasDamaged() {
        CompressedBody whole = CompressedBody.of("a line\n".repeat(100_000).getBytes(StandardCharsets.UTF_8));
        byte[] content = whole.content();
        byte[] altered = content.clone();
        altered[content.length - 1]++;
        for (CompressedBody damaged : List.of(
                new CompressedBody(Arrays.copyOf(content, content.length / 2), true, whole.length()),
                new CompressedBody(Arrays.copyOf(content, content.length - 1), true, whole.length()),
                new CompressedBody(altered, true, whole.length()),
                new CompressedBody(new byte[100], true, whole.length()),
                new CompressedBody(content, true, whole.length() - 1),
                new CompressedBody(content, true, whole.length() + 1),
                new CompressedBody(new byte[9], false, 10))) {
            Node.waitFor(logs.put(log("damaged", damaged, Source.anonymous())));
            assertThat(Node.waitFor(logs.find("damaged")))
                    .as(damaged.toString())
                    .isEmpty();
        }
        StoredLog anew = log("damaged", whole, Source.anonymous());
        Node.waitFor(logs.put(anew));
        assertThat(Node.waitFor(logs.find("damaged"))).contains(anew);
    }

    @Test
    void replacesMovesAndForgets() {
        Node.waitFor(logs.put(log("r", noise(10), Source.anonymous())));
        StoredLog second = log("r", noise(2_000), Source.identity("pat_b", "pat"));
        Node.waitFor(logs.put(second));
        assertThat(Node.waitFor(logs.find("r"))).contains(second);
        Instant later = AT.plusSeconds(3_600);
        Node.waitFor(logs.confirmed("r", later));
        assertThat(Node.waitFor(logs.find("r")).orElseThrow())
                .returns(later, StoredLog::confirmedAt)
                .returns(second.createdAt(), StoredLog::createdAt);
        Node.waitFor(logs.delete("r"));
        assertThat(Node.waitFor(logs.find("r"))).isEmpty();
    }

    @Test
    void letsWritersOfOneKeyFollowOneAnother() {
        StoredLog log = log("c", noise(5_000), Source.anonymous());
        CompletableFuture<?>[] writers = IntStream.range(0, 20)
                .mapToObj(_ -> logs.put(log).toCompletableFuture())
                .toArray(CompletableFuture[]::new);
        Node.waitFor(CompletableFuture.allOf(writers));
        assertThat(Node.waitFor(logs.find("c"))).contains(log);
    }

    @Test
    void failsWhenTheDatabaseDoes(DatabaseSettings other) throws Exception {
        Database closed = Database.open(other);
        closed.close();
        assertThat(new JdbcLogStore(closed).find("x").toCompletableFuture())
                .failsWithin(Duration.ofSeconds(20))
                .withThrowableOfType(ExecutionException.class);
    }
}
