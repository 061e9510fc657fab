package io.octopool.persistence.projection;

import java.sql.SQLException;
import java.util.List;

/**
 * The tables that one kind of event fills. Projecting is idempotent, also over a longer stretch: replaying a row of events
 * from any point on leaves the tables as they were.
 */
interface Tables<E> {
    void project(Journalled<? extends E> written, StatementRun run) throws SQLException;

    /** Projects events in their order. */
    default void projectAll(List<? extends Journalled<? extends E>> written, StatementRun run) throws SQLException {
        for (Journalled<? extends E> one : written) {
            project(one, run);
        }
    }
}
