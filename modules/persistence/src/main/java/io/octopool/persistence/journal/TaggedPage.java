package io.octopool.persistence.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.persistence.jdbc.journal.dao.JournalTables.JournalPekkoSerializationRow;
import scala.Option;

/**
 * The next events of a tag, read along the tag table. The plugin's own query makes H2 sort the whole backlog for each page, and
 * counts events only: a page of large answers would fill the memory. This one ends early when it holds enough bytes.
 *
 * @param tag the tag
 * @param offset the ordering after which the page begins
 * @param upTo the last ordering that it may hold
 * @param limit how many events it may hold
 */
record TaggedPage(String tag, long offset, long upTo, long limit) {

    /** A page ends with the event that makes it this large. */
    private static final long ENOUGH_BYTES = 8L * 1024 * 1024;

    private static final String SIZES = """
            select t."event_id", octet_length(j."event_payload")
            from "event_tag" t join "event_journal" j on j."ordering" = t."event_id"
            where t."tag" = ? and t."event_id" > ? and t."event_id" <= ? and not j."deleted"
            order by t."event_id" limit ?
            """;

    private static final String EVENTS = """
            select j."ordering", j."persistence_id", j."sequence_number", j."writer", j."write_timestamp",
              j."adapter_manifest", j."event_payload", j."event_ser_id", j."event_ser_manifest"
            from "event_tag" t join "event_journal" j on j."ordering" = t."event_id"
            where t."tag" = ? and t."event_id" > ? and t."event_id" <= ? and not j."deleted"
            order by t."event_id"
            """;

    List<JournalPekkoSerializationRow> read(Connection connection) throws SQLException {
        long last = lastOrdering(connection);
        List<JournalPekkoSerializationRow> rows = new ArrayList<>();
        if (last > offset) {
            try (PreparedStatement statement = connection.prepareStatement(EVENTS)) {
                bind(statement, last);
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        rows.add(event(row));
                    }
                }
            }
        }
        return rows;
    }

    private long lastOrdering(Connection connection) throws SQLException {
        long last = offset;
        long bytes = 0;
        try (PreparedStatement statement = connection.prepareStatement(SIZES)) {
            bind(statement, upTo);
            statement.setLong(4, limit);
            try (ResultSet row = statement.executeQuery()) {
                while (bytes < ENOUGH_BYTES && row.next()) {
                    last = row.getLong(1);
                    bytes += row.getLong(2);
                }
            }
        }
        return last;
    }

    private void bind(PreparedStatement statement, long last) throws SQLException {
        statement.setString(1, tag);
        statement.setLong(2, offset);
        statement.setLong(3, last);
    }

    /** Our entities write no metadata. */
    private static JournalPekkoSerializationRow event(ResultSet row) throws SQLException {
        return new JournalPekkoSerializationRow(
                row.getLong(1),
                false,
                row.getString(2),
                row.getLong(3),
                row.getString(4),
                row.getLong(5),
                row.getString(6),
                row.getBytes(7),
                row.getInt(8),
                row.getString(9),
                Option.empty(),
                Option.empty(),
                Option.empty());
    }
}
