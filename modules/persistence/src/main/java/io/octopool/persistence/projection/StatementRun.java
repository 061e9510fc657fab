package io.octopool.persistence.projection;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Executes statements in the order they were added, as few batches as that allows: consecutive uses of the same statement
 * travel together. No value can make a statement fail: what a column cannot hold is cut or clamped.
 */
final class StatementRun implements AutoCloseable {

    /** H2's VARCHAR holds 1,048,576 characters. */
    private static final int LONGEST_TEXT = 1_000_000;

    /** PostgreSQL's indexes take about 2,700 bytes per row. */
    private static final int LONGEST_INDEXED_TEXT = 500;

    private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();
    private final List<Runnable> whenChanged = new ArrayList<>();
    private @Nullable String open;

    StatementRun(Connection connection) {
        this.connection = connection;
    }

    /** Shortens a text so that an index can hold it; null stays null. */
    static @Nullable String indexed(@Nullable String text) {
        return text != null && text.length() > LONGEST_INDEXED_TEXT ? text.substring(0, LONGEST_INDEXED_TEXT) : text;
    }

    /**
     * Adds one execution.
     *
     * @param sql the statement; one of a few constants
     * @param parameters each a String, Instant, Boolean (stored as 0 or 1), Integer, Long or null
     */
    void add(String sql, @Nullable Object... parameters) throws SQLException {
        addTold(sql, StatementRun::nothing, parameters);
    }

    /**
     * As {@link #add}.
     *
     * @param changed runs at the flush if this execution changed a row
     */
    void addTold(String sql, Runnable changed, @Nullable Object... parameters) throws SQLException {
        if (!sql.equals(open)) {
            flush();
            open = sql;
        }
        PreparedStatement statement = prepared(sql);
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, column(parameters[i]));
        }
        statement.addBatch();
        whenChanged.add(changed);
    }

    private static void nothing() {}

    private PreparedStatement prepared(String sql) throws SQLException {
        PreparedStatement known = statements.get(sql);
        if (known != null) {
            return known;
        }
        PreparedStatement prepared = connection.prepareStatement(sql);
        statements.put(sql, prepared);
        return prepared;
    }

    private static @Nullable Object column(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case String text -> storable(text);
            case Instant instant -> stored(instant).atOffset(ZoneOffset.UTC);
            case Boolean flag -> flag ? 1 : 0;
            case Integer number -> number;
            case Long number -> number;
            default -> throw new IllegalArgumentException("no column type for " + value.getClass());
        };
    }

    private static String storable(String text) {
        String whole = text.indexOf('\0') < 0 ? text : text.replace("\0", "");
        return whole.length() > LONGEST_TEXT ? whole.substring(0, LONGEST_TEXT) : whole;
    }

    /** The instant as a column holds it: in microseconds, not rounded up into the next hour. */
    static Instant stored(Instant instant) {
        Instant clamped = instant.isBefore(EARLIEST) ? EARLIEST : instant.isAfter(LATEST) ? LATEST : instant;
        return clamped.truncatedTo(ChronoUnit.MICROS);
    }

    /** Executes what has been added since the last flush. */
    void flush() throws SQLException {
        if (open != null) {
            int[] rows = prepared(open).executeBatch();
            open = null;
            for (int i = 0; i < rows.length; i++) {
                if (rows[i] > 0) {
                    whenChanged.get(i).run();
                }
            }
            whenChanged.clear();
        }
    }

    @Override
    public void close() throws SQLException {
        for (PreparedStatement statement : statements.values()) {
            statement.close();
        }
    }
}
