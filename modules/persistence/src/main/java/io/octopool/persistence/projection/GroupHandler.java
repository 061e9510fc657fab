package io.octopool.persistence.projection;

import java.sql.SQLException;
import java.util.List;
import org.apache.pekko.projection.eventsourced.EventEnvelope;
import org.apache.pekko.projection.jdbc.javadsl.JdbcHandler;

/** Writes one group of events in the transaction that also stores the offset. */
final class GroupHandler<E> extends JdbcHandler<List<EventEnvelope<E>>, TableSession> {

    private final Tables<E> tables;

    GroupHandler(Tables<E> tables) {
        this.tables = tables;
    }

    @Override
    public void process(TableSession session, List<EventEnvelope<E>> envelopes) throws SQLException {
        try (StatementRun run = new StatementRun(session.connection())) {
            tables.projectAll(
                    envelopes.stream()
                            .map(envelope -> new Journalled<>(envelope.event(), envelope.sequenceNr()))
                            .toList(),
                    run);
            run.flush();
        }
    }
}
