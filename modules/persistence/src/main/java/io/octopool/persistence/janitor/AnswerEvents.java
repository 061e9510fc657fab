package io.octopool.persistence.janitor;

import io.octopool.persistence.projection.Offsets;
import io.octopool.pool.cache.CachedRead;
import io.octopool.pool.events.CachedReadEvent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.pekko.persistence.typed.PersistenceId;

/**
 * The events of answers in the journal, deleted in one transaction. It keeps these rules:
 *
 * <ul>
 *   <li>It deletes no event that the projection has not read, by an offset that is read first. So the table, which is looked at
 *       after that, shows the latest of the events that may go.
 *   <li>It deletes an answer's events only while the table shows the very answer that was chosen: one stored since stays.
 *   <li>It never deletes the event with the highest ordering: without it, the next write would look like a gap.
 * </ul>
 */
final class AnswerEvents {

    private static final String LAST = """
            select "persistence_id" from "event_journal" order by "ordering" desc limit 1
            """;

    private static final String DELETE = """
            delete from "event_journal" where "persistence_id" = ? and "ordering" <= ?
              and exists (select 1 from github_cache_entries where cache_key = ? and created_at = ?)
            """;

    private AnswerEvents() {}

    /**
     * Deletes what the journal holds of the rows' answers.
     *
     * @param connection in auto-commit mode, and left so
     * @return the rows that nothing is left of; an answer that has the journal's last event is not among them
     */
    static List<Row> drop(Connection connection, List<Row> rows) throws SQLException {
        if (rows.isEmpty()) {
            return rows;
        }
        connection.setAutoCommit(false);
        try {
            long read = Offsets.stored(connection).getOrDefault(CachedReadEvent.TAG, 0L);
            String last = last(connection);
            List<Row> chosen =
                    rows.stream().filter(row -> !id(row).equals(last)).toList();
            delete(connection, chosen, read);
            connection.commit();
            return chosen;
        } catch (SQLException | RuntimeException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    /** The id that has the event with the highest ordering; empty if there is none. */
    private static String last(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LAST);
                ResultSet row = statement.executeQuery()) {
            return row.next() ? row.getString(1) : "";
        }
    }

    private static void delete(Connection connection, List<Row> rows, long read) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(DELETE)) {
            for (Row row : rows) {
                statement.setString(1, id(row));
                statement.setLong(2, read);
                statement.setString(3, row.key());
                statement.setObject(4, row.version().atOffset(ZoneOffset.UTC));
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private static String id(Row row) {
        return PersistenceId.of(CachedRead.KEY.name(), row.key()).id();
    }
}
