package io.octopool.persistence.database;

import java.sql.Connection;
import java.sql.SQLException;

/** Something to do with a connection. */
@FunctionalInterface
public interface Work<T> {
    T on(Connection connection) throws SQLException;
}
