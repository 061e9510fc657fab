package io.octopool.persistence.projection;

import java.sql.SQLException;

/**
 * The tables that one kind of event fills. Projecting is idempotent, also over a longer stretch: replaying a row of events
 * from any point on leaves the tables as they were.
 */
interface Tables<E> {
    void project(E event, StatementRun run) throws SQLException;
}
