package io.octopool.api.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.octopool.api.server.TestServer.Reply;
import io.octopool.sim.calls.CallReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How a pool of five budgets shares its load. {@code -Doctopool.spread=12000} is the full number, over limits of 5,000; the limits
 * shrink with it.
 */
class SpreadTest {

    private static final int READS = Integer.getInteger("octopool.spread", 1_200);
    private static final int LIMIT = READS * 5_000 / 12_000;
    private static final int AT_ONCE = 40;

    @TempDir
    private Path directory;

    @Test
    void spendsOfEveryBudgetInProportionToWhatItMaySpendAndLeavesTheReserves() throws Exception {
        TurnedClock clock = new TurnedClock();
        try (TestServer server = TestServer.start(directory, SevenIdentities.settings(), clock)) {
            server.github().change(github -> github.withLimit(LIMIT).withPointsPerMinute(null));
            SevenIdentities pool = SevenIdentities.of(server);
            for (int read = 0; read < READS; read += AT_ONCE) {
                readAll(pool, read, AT_ONCE);
                clock.turn(Duration.ofSeconds(1));
            }
            CallReport calls = server.github().calls();
            double sum = SevenIdentities.OWNERS.values().stream()
                    .mapToDouble(Double::doubleValue)
                    .sum();
            for (Map.Entry<String, Double> owner : SevenIdentities.OWNERS.entrySet()) {
                long spent = calls.spent(owner.getKey(), "core");
                double share = READS * owner.getValue() / sum;
                System.out.printf(
                        "%-16s limit %5d, may spend %5.0f, share %5.0f, spent %5d (%+.1f %%)%n",
                        owner.getKey(), LIMIT, LIMIT * owner.getValue(), share, spent, 100 * (spent / share - 1));
                assertThat((double) spent).as(owner.getKey()).isCloseTo(share, within(share / 10));
                assertThat((double) spent).as(owner.getKey()).isLessThanOrEqualTo(LIMIT * owner.getValue());
            }
            assertThat(calls.refused()).isZero();
        }
    }

    @Test
    void hasNoMoreThanTwentyCallsOfAnOwnerInFlightAndUsesEveryOwner() throws Exception {
        try (TestServer server = TestServer.start(directory, SevenIdentities.settings())) {
            SevenIdentities pool = SevenIdentities.of(server);
            readAll(pool, 0, 10);
            server.github().change(github -> github.withConcurrentLimit(20).withLatency(Duration.ofSeconds(2)));
            server.github().clearCalls();
            readAll(pool, 1_000, 200);
            CallReport calls = server.github().calls();
            assertThat(calls.refused()).isZero();
            assertThat(calls.maxInFlight()).isGreaterThan(20);
            for (String owner : SevenIdentities.OWNERS.keySet()) {
                assertThat(calls.spent(owner, "core")).as(owner).isGreaterThan(10);
            }
        }
    }

    private static void readAll(SevenIdentities pool, int first, int count) {
        List<CompletableFuture<Reply>> replies = new ArrayList<>();
        for (int read = first; read < first + count; read++) {
            replies.add(pool.distinct(read));
        }
        for (CompletableFuture<Reply> reply : replies) {
            assertThat(reply.join().text()).contains("\"status\":200");
        }
    }
}
