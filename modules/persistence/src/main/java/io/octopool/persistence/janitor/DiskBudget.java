package io.octopool.persistence.janitor;

import io.octopool.persistence.database.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Keeps answers and logs within their bytes, headers and rows included: when they are beyond, the oldest of both go until 95 %
 * are left. What was freed is counted along, so the tables are summed up once in a walk.
 */
final class DiskBudget implements Chore {

    private final Database database;
    private final Asks asks;
    private final long bytes;
    private final int batch;
    private long excess;
    private Row lastEntry = Row.FIRST;
    private Row lastLog = Row.FIRST;

    DiskBudget(Database database, Asks asks, long bytes, int batch) {
        this.database = database;
        this.asks = asks;
        this.bytes = bytes;
        this.batch = batch;
    }

    @Override
    public String name() {
        return "disk budget";
    }

    @Override
    public CompletionStage<Boolean> batch(Instant now) {
        return database.run(this::oldest)
                .thenCompose(
                        oldest -> oldest.isEmpty() ? CompletableFuture.completedStage(atTheEnd()) : giveUp(oldest));
    }

    /** Whoever did not answer is asked again in the next walk, if there is still too much. */
    private boolean atTheEnd() {
        excess = 0;
        return false;
    }

    private Eviction oldest(Connection connection) throws SQLException {
        if (excess <= 0) {
            excess = Eviction.excess(Rows.occupiedBytes(connection), bytes);
            lastEntry = Row.FIRST;
            lastLog = Row.FIRST;
        }
        return excess <= 0
                ? Eviction.NONE
                : Eviction.of(
                        Rows.oldestEntries(connection, lastEntry, batch),
                        Rows.oldestLogs(connection, lastLog, batch),
                        excess,
                        batch);
    }

    private CompletionStage<Boolean> giveUp(Eviction chosen) {
        return asks.gone(chosen.entries())
                .thenCompose(gone -> database.run(connection -> {
                    Rows.dropEntries(connection, gone);
                    Rows.dropLogs(connection, chosen.logs());
                    excess -= bytes(gone) + bytes(chosen.logs());
                    lastEntry = chosen.entries().isEmpty()
                            ? lastEntry
                            : chosen.entries().getLast();
                    lastLog = chosen.logs().isEmpty() ? lastLog : chosen.logs().getLast();
                    return excess > 0;
                }));
    }

    private static long bytes(List<Row> rows) {
        return rows.stream().mapToLong(Row::bytes).sum();
    }
}
