package io.octopool.persistence.logs;

import io.octopool.persistence.database.Database;
import io.octopool.persistence.database.Work;
import io.octopool.pool.cache.Answer;
import io.octopool.pool.cache.CompressedBody;
import io.octopool.pool.cache.Source;
import io.octopool.pool.cache.Source.Transport;
import io.octopool.pool.logs.LogStore;
import io.octopool.pool.logs.StoredLog;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Logs in {@code github_logs}, the only copy of them. A row's time is exact to the microsecond. Each question is one
 * statement on the database's own threads; keys are independent of one another.
 */
public final class JdbcLogStore implements LogStore {

    private static final String FIND = """
            select pool_id, repo, generation, status, response_headers_json, body_encoding, body, body_deflated, body_bytes,
              etag, last_modified, transport, identity_id, identity_kind, fetched_at, created_at, confirmed_at
            from github_logs where cache_key = ?
            """;

    private static final String REPLACE = """
            update github_logs set pool_id = ?, repo = ?, generation = ?, status = ?, response_headers_json = ?,
              body_encoding = ?, body = ?, body_deflated = ?, body_bytes = ?, stored_bytes = ?, etag = ?, last_modified = ?,
              transport = ?, identity_id = ?, identity_kind = ?, fetched_at = ?, created_at = ?, confirmed_at = ?
            where cache_key = ?
            """;

    private static final String ADD = """
            insert into github_logs (pool_id, repo, generation, status, response_headers_json, body_encoding, body,
              body_deflated, body_bytes, stored_bytes, etag, last_modified, transport, identity_id, identity_kind, fetched_at,
              created_at, confirmed_at, cache_key)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private static final String CONFIRM = "update github_logs set confirmed_at = ? where cache_key = ?";
    private static final String DELETE = "delete from github_logs where cache_key = ?";

    private final Database database;

    public JdbcLogStore(Database database) {
        this.database = database;
    }

    @Override
    public CompletionStage<Optional<StoredLog>> find(String key) {
        return database.run(connection -> row(connection, key))
                .thenApply(found -> found.filter(log -> log.answer().body().isIntact()));
    }

    @Override
    public CompletionStage<Void> put(StoredLog log) {
        return done(connection -> write(connection, REPLACE, log) > 0 || add(connection, log));
    }

    @Override
    public CompletionStage<Void> confirmed(String key, Instant at) {
        return done(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(CONFIRM)) {
                statement.setObject(1, utc(at));
                statement.setString(2, key);
                return statement.executeUpdate();
            }
        });
    }

    @Override
    public CompletionStage<Void> delete(String key) {
        return done(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(DELETE)) {
                statement.setString(1, key);
                return statement.executeUpdate();
            }
        });
    }

    private static Optional<StoredLog> row(Connection connection, String key) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FIND)) {
            statement.setString(1, key);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(log(key, row)) : Optional.empty();
            }
        }
    }

    private <T> CompletionStage<Void> done(Work<T> work) {
        return database.run(work).thenAccept(_ -> {});
    }

    /** Two writers of one key may both find no row to replace: whoever inserts second replaces the other's. */
    private static boolean add(Connection connection, StoredLog log) throws SQLException {
        try {
            return write(connection, ADD, log) > 0;
        } catch (SQLException e) {
            if (String.valueOf(e.getSQLState()).startsWith("23")) {
                return write(connection, REPLACE, log) > 0;
            }
            throw e;
        }
    }

    private static int write(Connection connection, String sql, StoredLog log) throws SQLException {
        Answer answer = log.answer();
        CompressedBody body = answer.body();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, log.pool());
            statement.setString(2, log.repo());
            statement.setLong(3, log.generation());
            statement.setInt(4, answer.status());
            statement.setString(5, answer.headersJson());
            statement.setString(6, answer.encoding());
            statement.setBytes(7, body.content());
            statement.setInt(8, body.deflated() ? 1 : 0);
            statement.setLong(9, body.length());
            statement.setLong(10, body.storedBytes());
            statement.setString(11, answer.etag());
            statement.setString(12, answer.lastModified());
            statement.setString(13, answer.source().transport().name().toLowerCase(Locale.ROOT));
            statement.setString(14, answer.source().identityId());
            statement.setString(15, answer.source().identityKind());
            statement.setObject(16, utc(answer.fetchedAt()));
            statement.setObject(17, utc(log.createdAt()));
            statement.setObject(18, utc(log.confirmedAt()));
            statement.setString(19, log.key());
            return statement.executeUpdate();
        }
    }

    private static StoredLog log(String key, ResultSet row) throws SQLException {
        Answer answer = new Answer(
                row.getInt("status"),
                row.getString("response_headers_json"),
                row.getString("body_encoding"),
                new CompressedBody(row.getBytes("body"), row.getInt("body_deflated") == 1, row.getInt("body_bytes")),
                new Source(
                        Transport.valueOf(row.getString("transport").toUpperCase(Locale.ROOT)),
                        row.getString("identity_id"),
                        row.getString("identity_kind")),
                row.getString("etag"),
                row.getString("last_modified"),
                instant(row, "fetched_at"));
        return new StoredLog(
                key,
                row.getString("pool_id"),
                row.getString("repo"),
                row.getLong("generation"),
                answer,
                instant(row, "created_at"),
                instant(row, "confirmed_at"));
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
