package io.octopool.persistence.janitor;

import io.octopool.persistence.database.Database;
import io.octopool.persistence.projection.Offsets;
import io.octopool.pool.events.PoolEvent;
import io.octopool.pool.lease.Pool;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.concurrent.CompletionStage;

/**
 * Cooldowns and budget marks in the journals of pools that are part of both snapshots a pool keeps. A pool recovers from either
 * snapshot without them, and no table shows them; what tables are rebuilt from stays. The rows above the older snapshot stay,
 * too, so neither a pool's last row nor the journal's is among those that go.
 *
 * @param batch how many rows to delete at most
 */
record PoolFacts(Database database, int batch) implements Chore {

    private static final String DELETE = """
            delete from "event_journal" where "ordering" in
              (select j."ordering" from (select "persistence_id", min("sequence_number") as oldest from "snapshot"
                   where "persistence_id" like '%s|%%' group by "persistence_id" having count(*) > 1) as s
                 join "event_journal" j on j."persistence_id" = s."persistence_id"
               where j."sequence_number" <= s.oldest and j."ordering" <= ?
                 and (j."event_ser_manifest" like ? or j."event_ser_manifest" like ?
                   or j."event_ser_manifest" like ?)
               limit ?)
            """.formatted(Pool.KEY.name());

    @Override
    public String name() {
        return "superseded facts of pools";
    }

    @Override
    public CompletionStage<Boolean> batch(Instant now) {
        return database.run(this::delete);
    }

    private boolean delete(Connection connection) throws SQLException {
        long read = Offsets.stored(connection).getOrDefault(PoolEvent.TAG, 0L);
        try (PreparedStatement statement = connection.prepareStatement(DELETE)) {
            statement.setLong(1, read);
            statement.setString(2, PoolEvent.CooldownStarted.class.getName() + "%");
            statement.setString(3, PoolEvent.CooldownEnded.class.getName() + "%");
            statement.setString(4, PoolEvent.BudgetMarked.class.getName() + "%");
            statement.setInt(5, batch);
            return statement.executeUpdate() >= batch;
        }
    }
}
