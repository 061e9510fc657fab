package io.octopool.persistence.projection;

import io.octopool.persistence.database.Database;
import java.sql.Connection;
import java.sql.SQLException;
import org.apache.pekko.japi.function.Function;
import org.apache.pekko.projection.jdbc.JdbcSession;

/** The transaction that holds a group's rows and its offset. */
final class TableSession implements JdbcSession {

    private final Connection connection;

    private TableSession(Connection connection) {
        this.connection = connection;
    }

    /** @throws IllegalStateException if the database gives no connection; the projection restarts with backoff */
    static TableSession open(Database database) {
        try {
            Connection connection = database.connection();
            connection.setAutoCommit(false);
            return new TableSession(connection);
        } catch (SQLException e) {
            throw new IllegalStateException("no connection for a projection", e);
        }
    }

    Connection connection() {
        return connection;
    }

    @Override
    public <R> R withConnection(Function<Connection, R> use) throws Exception {
        return use.apply(connection);
    }

    @Override
    public void commit() throws SQLException {
        connection.commit();
    }

    @Override
    public void rollback() throws SQLException {
        connection.rollback();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
