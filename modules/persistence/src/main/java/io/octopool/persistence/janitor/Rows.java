package io.octopool.persistence.janitor;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Pages of rows that may go, each walk in an order of its own, and how they go. */
final class Rows {

    /**
     * Bytes that an answer or a log takes: its body as it is stored, its headers, and 3 KiB for all else, which is its other
     * columns, the headers and columns that are in the journal too, its tag and its places in indexes.
     */
    private static final String OCCUPIED = "stored_bytes + octet_length(response_headers_json) + 3072";

    private static final String EXPIRED = """
            select cache_key, stale_expires_at, created_at, 0 from github_cache_entries
            where stale_expires_at <= ? and stale_expires_at >= ? and (stale_expires_at > ? or cache_key > ?)
            order by stale_expires_at, cache_key limit ?
            """;

    private static final String HIDDEN = """
            select e.cache_key, e.created_at, e.created_at, 0
            from github_public_repos p join github_cache_entries e on e.repo = p.owner || '/' || p.repo
            where p.is_public = 0 and e.cache_key > ? order by e.cache_key limit ?
            """;

    private static final String OF_REPO = """
            select cache_key, created_at, created_at, 0 from github_cache_entries
            where repo = ? and created_at <= ? and cache_key > ? order by cache_key limit ?
            """;

    private static final String OLDEST_ENTRIES = """
            select cache_key, created_at, created_at, %s from github_cache_entries
            where created_at >= ? and (created_at > ? or cache_key > ?) order by created_at, cache_key limit ?
            """.formatted(OCCUPIED);

    private static final String OLDEST_LOGS = OLDEST_ENTRIES.replace("github_cache_entries", "github_logs");

    private static final String OLD_PROOFS = """
            select owner || '/' || repo, expires_at, expires_at, 0 from github_public_repos
            where expires_at <= ? and expires_at >= ? and (expires_at > ? or owner || '/' || repo > ?)
            order by expires_at, owner || '/' || repo limit ?
            """;

    private static final String STORED_BYTES = """
            select (select coalesce(sum(%1$s), 0) from github_cache_entries)
              + (select coalesce(sum(%1$s), 0) from github_logs)
            """.formatted(OCCUPIED);

    private static final String DROP_ENTRY = "delete from github_cache_entries where cache_key = ? and created_at = ?";
    private static final String DROP_LOG = "delete from github_logs where cache_key = ? and created_at = ?";

    private static final String DROP_PROOF =
            "delete from github_public_repos where owner = ? and repo = ? and expires_at = ?";

    private static final String DROP_LOGS_OF_REPO = """
            delete from github_logs where cache_key in
              (select cache_key from github_logs where repo = ? and created_at <= ? limit ?)
            """;

    private Rows() {}

    /** Answers that may not even be served stale, by the time they expired. */
    static List<Row> expired(Connection connection, Row after, Instant now, int limit) throws SQLException {
        return page(connection, EXPIRED, utc(now), utc(after.walkedBy()), utc(after.walkedBy()), after.key(), limit);
    }

    /** Answers of repositories that are not public by their latest proof. */
    static List<Row> hidden(Connection connection, Row after, int limit) throws SQLException {
        return page(connection, HIDDEN, after.key(), limit);
    }

    /** Answers of a repository that were stored up to a time. */
    static List<Row> ofRepo(Connection connection, Row after, String repoKey, Instant upTo, int limit)
            throws SQLException {
        return page(connection, OF_REPO, repoKey, utc(upTo), after.key(), limit);
    }

    /** Answers, oldest first. */
    static List<Row> oldestEntries(Connection connection, Row after, int limit) throws SQLException {
        return page(connection, OLDEST_ENTRIES, utc(after.walkedBy()), utc(after.walkedBy()), after.key(), limit);
    }

    /** Logs, oldest first. */
    static List<Row> oldestLogs(Connection connection, Row after, int limit) throws SQLException {
        return page(connection, OLDEST_LOGS, utc(after.walkedBy()), utc(after.walkedBy()), after.key(), limit);
    }

    /** Proofs that ran out before a time, by that time. */
    static List<Row> oldProofs(Connection connection, Row after, Instant before, int limit) throws SQLException {
        return page(
                connection, OLD_PROOFS, utc(before), utc(after.walkedBy()), utc(after.walkedBy()), after.key(), limit);
    }

    /** Bytes that all answers and logs take. */
    static long occupiedBytes(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(STORED_BYTES);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    /**
     * Deletes rows of answers that their entities do not hold any longer, unless another answer has taken the row's place. The
     * projection does the same when it reads what the entity wrote; a row whose entity never knew of it has nobody else.
     */
    static int dropEntries(Connection connection, List<Row> rows) throws SQLException {
        return drop(connection, DROP_ENTRY, rows);
    }

    static int dropLogs(Connection connection, List<Row> rows) throws SQLException {
        return drop(connection, DROP_LOG, rows);
    }

    static int dropProofs(Connection connection, List<Row> rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(DROP_PROOF)) {
            for (Row row : rows) {
                int slash = row.key().indexOf('/');
                set(statement, row.key().substring(0, slash), row.key().substring(slash + 1), utc(row.version()));
                statement.addBatch();
            }
            return statement.executeBatch().length;
        }
    }

    /** Deletes logs of a repository that were stored up to a time; tells how many. */
    static int dropLogsOfRepo(Connection connection, String repoKey, Instant upTo, int limit) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(DROP_LOGS_OF_REPO)) {
            set(statement, repoKey, utc(upTo), limit);
            return statement.executeUpdate();
        }
    }

    private static int drop(Connection connection, String sql, List<Row> rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (Row row : rows) {
                set(statement, row.key(), utc(row.version()));
                statement.addBatch();
            }
            return statement.executeBatch().length;
        }
    }

    private static List<Row> page(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            set(statement, parameters);
            List<Row> rows = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    rows.add(new Row(row.getString(1), instant(row, 2), instant(row, 3), row.getLong(4)));
                }
            }
            return rows;
        }
    }

    private static void set(PreparedStatement statement, Object... parameters) throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static Instant instant(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
