package io.octopool.persistence.kit;

import io.octopool.persistence.database.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** What a table holds, as text that a test can compare: columns joined by blanks. */
public final class Rows {

    private Rows() {}

    public static List<String> of(Database database, String query, Object... parameters) {
        try (Connection connection = database.connection();
                PreparedStatement statement = connection.prepareStatement(query)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            List<String> rows = new ArrayList<>();
            try (ResultSet result = statement.executeQuery()) {
                int columns = result.getMetaData().getColumnCount();
                while (result.next()) {
                    StringJoiner row = new StringJoiner(" ");
                    for (int i = 1; i <= columns; i++) {
                        row.add(result.getString(i));
                    }
                    rows.add(row.toString());
                }
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(query, e);
        }
    }

    public static long count(Database database, String from) {
        return Long.parseLong(of(database, "select count(*) from " + from).getFirst());
    }
}
