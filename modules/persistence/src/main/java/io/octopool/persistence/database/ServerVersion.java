package io.octopool.persistence.database;

import io.octopool.persistence.database.DatabaseUnavailable.Reason;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;

/** The version of a PostgreSQL server. The projections write with {@code MERGE}, which came with version 15. */
final class ServerVersion {

    static final int OLDEST = 15;

    private ServerVersion() {}

    /** @throws DatabaseUnavailable if the server is older */
    static void require(DatabaseSettings settings, Connection connection) throws SQLException, DatabaseUnavailable {
        DatabaseMetaData server = connection.getMetaData();
        if (server.getDatabaseMajorVersion() < OLDEST) {
            throw new DatabaseUnavailable(
                    Reason.SERVER_TOO_OLD,
                    "the database server at " + settings.name() + " is PostgreSQL " + server.getDatabaseProductVersion()
                            + ": PostgreSQL " + OLDEST + " or newer is needed",
                    null);
        }
    }
}
