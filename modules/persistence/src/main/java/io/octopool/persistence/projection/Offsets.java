package io.octopool.persistence.projection;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** How far the projections have come in the journal. */
public final class Offsets {

    private static final String STORED = """
            select "projection_key", cast("current_offset" as bigint) from "pekko_projection_offset_store"
            where "projection_name" = ?
            """;

    private static final String HIGHEST = """
            select coalesce(max("ordering"), 0) from "event_journal"
            """;

    private static final String UNREAD = """
            select 1 from "event_tag" where "tag" = ? and "event_id" > ? and "event_id" <= ? limit 1
            """;

    private Offsets() {}

    /** The stored offset of each projection, by the tag it reads; a projection that has stored none is absent. */
    public static Map<String, Long> stored(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(STORED)) {
            statement.setString(1, Feed.NAME);
            Map<String, Long> offsets = new HashMap<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    offsets.put(rows.getString(1), rows.getLong(2));
                }
            }
            return offsets;
        }
    }

    /** The highest ordering in the journal, 0 when it is empty. */
    public static long highestOrdering(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(HIGHEST);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Which of the tags have events up to the ordering that their projection has not stored as read. */
    static Set<String> behind(Connection connection, Collection<String> tags, long ordering) throws SQLException {
        Map<String, Long> stored = stored(connection);
        Set<String> behind = new HashSet<>();
        try (PreparedStatement statement = connection.prepareStatement(UNREAD)) {
            for (String tag : tags) {
                statement.setString(1, tag);
                statement.setLong(2, stored.getOrDefault(tag, 0L));
                statement.setLong(3, ordering);
                try (ResultSet unread = statement.executeQuery()) {
                    if (unread.next()) {
                        behind.add(tag);
                    }
                }
            }
        }
        return behind;
    }
}
