package io.octopool.api.server;

import static io.octopool.api.server.TestServer.POOL;
import static io.octopool.api.server.TestServer.REPO;
import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.api.server.TestServer.Reply;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** GitHub lets an owner make 900 calls in a minute (github-rules B2): the pool slows down before it is told to. */
class PacingTest {

    private static final int POINTS_PER_MINUTE = 900;
    private static final int AT_ONCE = 20;

    @TempDir
    private Path directory;

    private final TurnedClock clock = new TurnedClock();

    @Test
    void readsThreeThousandTimesInAMinuteWithoutOneRefusal() throws Exception {
        try (TestServer server = TestServer.start(directory, SevenIdentities.settings(), clock)) {
            server.github().change(github -> github.withPointsPerMinute(POINTS_PER_MINUTE));
            SevenIdentities pool = SevenIdentities.of(server);
            Duration taken = readAll(pool::distinct, 3_000, 50, Duration.ofSeconds(2));
            assertThat(server.github().calls().refused()).isZero();
            assertThat(taken).isLessThanOrEqualTo(Duration.ofSeconds(70));
        }
    }

    @Test
    void spendsNoMorePointsOfOneOwnerThanGitHubGrantsHoweverMuchIsRead() throws Exception {
        try (TestServer server = TestServer.start(directory, Map.of(), clock)) {
            server.github().change(github -> github.withPointsPerMinute(POINTS_PER_MINUTE));
            server.registerIdentity();
            String token = server.enrol("carol");
            server.github().change(github -> github.withAnonymousLimit(0));
            server.github().clearCalls();
            Duration taken = readAll(
                    read -> server.relayLater(
                            token,
                            "{\"pool\":\"" + POOL + "\",\"method\":\"GET\",\"path\":\"" + REPO
                                    + "/issues\",\"query\":{\"labels\":\"label-" + read + "\"}}"),
                    1_500,
                    0,
                    Duration.ofMillis(50));
            assertThat(server.github().calls().by("pat:bob")).isEqualTo(1_500);
            assertThat(server.github().calls().refused()).isZero();
            assertThat(taken).isBetween(Duration.ofSeconds(60), Duration.ofSeconds(180));
        }
    }

    /**
     * Reads with so many in flight; time passes as soon as nothing goes on without it.
     *
     * @param perSecond a second passes after so many reads in any case, 0 for never
     * @param patience how long it is waited, by the real clock, before a second passes so that something goes on
     */
    private Duration readAll(IntFunction<CompletableFuture<Reply>> reads, int count, int perSecond, Duration patience)
            throws Exception {
        Instant start = clock.instant();
        List<CompletableFuture<Reply>> open = new ArrayList<>();
        for (int read = 0; read < count || !open.isEmpty(); ) {
            while (open.size() < AT_ONCE && read < count) {
                open.add(reads.apply(read++));
                if (perSecond > 0 && read % perSecond == 0) {
                    clock.turn(Duration.ofSeconds(1));
                }
            }
            try {
                CompletableFuture.anyOf(open.toArray(CompletableFuture[]::new))
                        .get(patience.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException nothingGoesOn) {
                clock.turn(Duration.ofSeconds(1));
            }
            open.stream()
                    .filter(CompletableFuture::isDone)
                    .forEach(reply -> assertThat(reply.join().text()).contains("\"status\":200"));
            open.removeIf(CompletableFuture::isDone);
        }
        return Duration.between(start, clock.instant());
    }
}
