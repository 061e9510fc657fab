package io.octopool.persistence.query;

import io.octopool.persistence.database.Database;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Asks {@code pools}, {@code identities} and {@code pool_history}. */
record JdbcPoolCatalog(Database database) implements PoolCatalog {

    @Override
    public CompletionStage<List<PoolRow>> pools() {
        return database.run(connection -> {
            try (PreparedStatement statement = connection.prepareStatement("""
                    select p.id, p.status, p.created_at, count(i.id),
                      count(case when i.status = 'active' then 1 end)
                    from pools p left join identities i on i.pool_id = p.id
                    group by p.id, p.status, p.created_at order by p.id limit ?
                    """)) {
                statement.setInt(1, MOST);
                return rows(
                        statement,
                        row -> new PoolRow(
                                row.getString(1),
                                row.getString(2).equals("disabled"),
                                row.getInt(4),
                                row.getInt(5),
                                instant(row, 3)));
            }
        });
    }

    @Override
    public CompletionStage<List<PoolDecision>> history(String pool, int limit, long before) {
        return database.run(connection -> {
            try (PreparedStatement statement = connection.prepareStatement("""
                    select number, changed_at, actor, reason, kind, identity_id, details_json from pool_history
                    where pool_id = ? and number < ? order by number desc limit ?
                    """)) {
                statement.setString(1, pool);
                statement.setLong(2, before);
                statement.setInt(3, limit);
                return rows(
                        statement,
                        row -> new PoolDecision(
                                row.getLong(1),
                                instant(row, 2),
                                row.getString(3),
                                row.getString(4),
                                row.getString(5),
                                row.getString(6),
                                row.getString(7)));
            }
        });
    }

    private interface Reading<T> {
        T of(ResultSet row) throws SQLException;
    }

    private static <T> List<T> rows(PreparedStatement statement, Reading<T> reading) throws SQLException {
        List<T> rows = new ArrayList<>();
        try (ResultSet result = statement.executeQuery()) {
            while (result.next()) {
                rows.add(reading.of(result));
            }
        }
        return rows;
    }

    private static Instant instant(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
