package io.octopool.persistence.usage;

import io.octopool.persistence.database.Database;
import java.time.Instant;
import java.util.concurrent.CompletionStage;

/**
 * Answers questions about usage. A question may keep one of the database's few threads for seconds: whoever asks sees to it that
 * the others stay free. Stages fail when the database does not answer within a few seconds.
 */
public interface Usage {

    /**
     * What went through a pool.
     *
     * @param from the first instant that counts; there is no last one
     * @param now decides which cached answers are fresh
     */
    CompletionStage<PoolUsage> ofPool(String pool, Instant from, Instant now);

    /** What one caller read through a pool, from that instant on. */
    CompletionStage<CallerUsage> ofCaller(String pool, String callerId, Instant from);

    static Usage in(Database database) {
        return new Usage() {
            @Override
            public CompletionStage<PoolUsage> ofPool(String pool, Instant from, Instant now) {
                return database.run(connection -> PoolUsage.of(
                        CellQueries.ofPool(connection, pool, from), CellQueries.cache(connection, pool, now)));
            }

            @Override
            public CompletionStage<CallerUsage> ofCaller(String pool, String callerId, Instant from) {
                return database.run(
                        connection -> new CallerUsage(CellQueries.ofCaller(connection, pool, callerId, from)));
            }
        };
    }
}
