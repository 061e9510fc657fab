package io.octopool.persistence.sweep;

import io.octopool.persistence.projection.Offsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One step of the sweeper's walk through the journal, in one transaction. The walk goes by ordering, from the sweeper's
 * cursor, and keeps these rules:
 *
 * <ul>
 *   <li>It looks no further than the greatest offset that a projection of swept events has stored. Up to there the journal is
 *       settled: no row can appear below it later, so the cursor misses none.
 *   <li>It stops before the first swept row that its own projection has not read. So no row is deleted that a projection
 *       still needs, and a projection that has had nothing to read for long does not hold the others up.
 *   <li>It never reaches the row with the highest ordering: without it, the next write would look like a gap.
 *   <li>What a row makes superfluous is deleted by persistence id, up to the row's sequence number <em>and</em> ordering: an
 *       id that was swept clean starts again at 1, and its newer rows must survive.
 * </ul>
 */
final class SweepStep {

    static final int ROWS = 1_000;

    private static final String CURSOR = "select ordering from sweeper_cursor where id = 1";
    private static final String MOVE_CURSOR = "update sweeper_cursor set ordering = ? where id = 1";

    private static final String NEXT_ROWS = """
            select "ordering", "persistence_id", "sequence_number", "event_ser_manifest" from "event_journal"
            where "ordering" > ? and "ordering" <= ? order by "ordering" limit ?
            """;

    private static final String DELETE = """
            delete from "event_journal" where "persistence_id" = ? and "sequence_number" <= ? and "ordering" <= ?
            """;

    private record Row(long ordering, String persistenceId, long sequenceNumber, String manifest) {}

    private SweepStep() {}

    /**
     * @param connection in auto-commit mode, and left so
     * @param rows how many journal rows to look at, at most
     */
    static Swept run(Connection connection, int rows) throws SQLException {
        connection.setAutoCommit(false);
        try {
            Swept swept = walk(connection, rows);
            connection.commit();
            return swept;
        } catch (SQLException | RuntimeException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private static Swept walk(Connection connection, int limit) throws SQLException {
        Map<String, Long> offsets = Offsets.stored(connection);
        offsets.keySet().retainAll(SweptEvent.TAGS);
        long settled =
                offsets.values().stream().mapToLong(Long::longValue).max().orElse(0);
        long horizon = Math.min(settled, Offsets.highestOrdering(connection) - 1);
        long cursor = cursor(connection);
        if (cursor >= horizon) {
            return new Swept(0, 0, false);
        }
        List<Row> found = nextRows(connection, cursor, horizon, limit);
        List<Row> readable =
                found.stream().takeWhile(row -> isRead(row, offsets)).toList();
        int deleted = delete(connection, readable);
        boolean stopped = readable.size() < found.size();
        boolean more = found.size() == limit && !stopped;
        long reached = stopped || more
                ? (readable.isEmpty() ? cursor : readable.getLast().ordering())
                : horizon;
        if (reached > cursor) {
            moveCursor(connection, reached);
        }
        return new Swept(readable.size(), deleted, more);
    }

    private static boolean isRead(Row row, Map<String, Long> offsets) {
        return SweptEvent.of(row.manifest())
                .map(event -> event.isRead(row.ordering(), offsets))
                .orElse(true);
    }

    private static long cursor(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(CURSOR);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void moveCursor(Connection connection, long ordering) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(MOVE_CURSOR)) {
            statement.setLong(1, ordering);
            statement.executeUpdate();
        }
    }

    private static List<Row> nextRows(Connection connection, long above, long upTo, int limit) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(NEXT_ROWS)) {
            statement.setLong(1, above);
            statement.setLong(2, upTo);
            statement.setInt(3, limit);
            List<Row> found = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    found.add(new Row(row.getLong(1), row.getString(2), row.getLong(3), row.getString(4)));
                }
            }
            return found;
        }
    }

    private static int delete(Connection connection, List<Row> rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(DELETE)) {
            for (Row row : rows) {
                Optional<SweptEvent> event = SweptEvent.of(row.manifest());
                if (event.isEmpty()) {
                    continue;
                }
                long upTo = event.get().leaves() ? row.sequenceNumber() - 1 : row.sequenceNumber();
                if (upTo > 0) {
                    statement.setString(1, row.persistenceId());
                    statement.setLong(2, upTo);
                    statement.setLong(3, row.ordering());
                    statement.addBatch();
                }
            }
            return Arrays.stream(statement.executeBatch()).sum();
        }
    }
}
