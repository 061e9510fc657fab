package io.octopool.persistence.sweep;

import static io.octopool.persistence.kit.Events.appended;
import static io.octopool.persistence.kit.Events.budgetForgotten;
import static io.octopool.persistence.kit.Events.budgetNoted;
import static io.octopool.persistence.kit.Events.poolCreated;
import static io.octopool.persistence.kit.Events.proved;
import static io.octopool.persistence.kit.Events.removed;
import static io.octopool.persistence.kit.Events.stored;
import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.persistence.database.DatabaseSettings;
import io.octopool.persistence.kit.Node;
import io.octopool.persistence.kit.Rows;
import io.octopool.persistence.projection.Offsets;
import io.octopool.persistence.projection.Projections;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Sweeping the journal, over one node that all tests share: each test has its own persistence ids. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SweeperContract {

    private Node node;
    private Projections projections;

    @BeforeAll
    void start(DatabaseSettings settings) throws Exception {
        node = Node.start(settings);
        projections = Projections.start(node.system(), node.database(), InstantSource.system());
    }

    @AfterAll
    void stop() {
        node.close();
    }

    private Swept step(int rows) throws SQLException {
        try (Connection connection = node.database().connection()) {
            return SweepStep.run(connection, rows);
        }
    }

    /** Sweeps all that may go: a later event of a swept kind lets the walk pass every row a test has written. */
    private void sweep() throws SQLException {
        node.write("RepoVisibility|closing", proved("closing", true, 1));
        node.write("RepoVisibility|closing", proved("closing", true, 1));
        Node.waitFor(projections.caughtUp());
        while (step(SweepStep.ROWS).more()) {}
    }

    private List<String> journal(String persistenceId) {
        return Rows.of(node.database(), """
                select "sequence_number" from "event_journal" where "persistence_id" = ? order by "ordering"
                """, persistenceId);
    }

    @Test
    void letsAnEntityRecoverFromItsLastEventAlone() throws SQLException {
        node.write("CachedRead|a", stored("a", "1"), stored("a", "2"));
        node.write("CachedRead|a", stored("a", "3"));
        sweep();
        assertThat(journal("CachedRead|a")).containsExactly("3");
        node.forget("CachedRead|a");
        assertThat(node.recall("CachedRead|a")).containsExactly(stored("a", "3"));
        node.write("CachedRead|a", stored("a", "4"));
        assertThat(journal("CachedRead|a")).containsExactly("3", "4");
    }

    @Test
    void letsASweptIdStartAgain() throws SQLException {
        node.write("CachedRead|b", stored("b", "1"), removed("b"));
        sweep();
        assertThat(journal("CachedRead|b")).isEmpty();
        node.forget("CachedRead|b");
        assertThat(node.recall("CachedRead|b")).isEmpty();
        node.write("CachedRead|b", stored("b", "new"));
        sweep();
        node.forget("CachedRead|b");
        assertThat(node.recall("CachedRead|b")).containsExactly(stored("b", "new"));
        assertThat(Rows.of(node.database(), "select cache_key from github_cache_entries where cache_key = 'b'"))
                .containsExactly("b");
    }

    @Test
    void letsALiveEntityGoOn() throws SQLException {
        node.write("RepoVisibility|c", proved("c", true, 1));
        node.write("RepoVisibility|c", proved("c", false, 2));
        sweep();
        node.write("RepoVisibility|c", proved("c", true, 3));
        sweep();
        node.forget("RepoVisibility|c");
        assertThat(node.recall("RepoVisibility|c")).containsExactly(proved("c", true, 3));
    }

    @Test
    void forgetsAuditBatchesOnceTheirRowsAreWritten() throws SQLException {
        node.write("AuditTrail|d", appended("d1", "d2"));
        node.write("AuditTrail|d", appended("d3"));
        sweep();
        assertThat(journal("AuditTrail|d")).isEmpty();
        assertThat(Rows.count(node.database(), "audit_events where request_id in ('d1', 'd2', 'd3')"))
                .isEqualTo(3);
        node.write("AuditTrail|d", appended("d4"));
        Node.waitFor(projections.caughtUp());
        assertThat(Rows.count(node.database(), "audit_events where request_id = 'd4'"))
                .isOne();
    }

    @Test
    void sweepsBudgetsWhichNoProjectionReads() throws SQLException {
        node.write("PublicBudget|app:i", budgetNoted("app:i", 30), budgetNoted("app:i", 6));
        node.write("PublicBudget|app:j", budgetNoted("app:j", 30), budgetForgotten("app:j"));
        sweep();
        assertThat(journal("PublicBudget|app:i")).containsExactly("2");
        assertThat(journal("PublicBudget|app:j")).isEmpty();
        node.forget("PublicBudget|app:i");
        assertThat(node.recall("PublicBudget|app:i")).containsExactly(budgetNoted("app:i", 6));
    }

    @Test
    void keepsTheJournalOfPoolsWhole() throws SQLException {
        node.write("Pool|e", poolCreated("e"), poolCreated("e"));
        sweep();
        assertThat(journal("Pool|e")).containsExactly("1", "2");
    }

    @Test
    void keepsTheRowWithTheHighestOrdering() throws SQLException {
        node.write("AuditTrail|f", appended("f1"));
        Node.waitFor(projections.caughtUp());
        while (step(SweepStep.ROWS).more()) {}
        assertThat(journal("AuditTrail|f")).hasSize(1);
        node.write("AuditTrail|f", appended("f2"));
        Node.waitFor(projections.caughtUp());
        while (step(SweepStep.ROWS).more()) {}
        assertThat(journal("AuditTrail|f")).containsExactly("2");
    }

    @Test
    void deletesNothingThatItsProjectionHasNotRead() throws SQLException {
        sweep();
        node.write("AuditTrail|g", appended("g1"));
        node.write("RepoVisibility|g", proved("g", true, 1));
        node.write("RepoVisibility|g", proved("g", true, 1));
        Node.waitFor(projections.caughtUp());
        long read = setOffset("audit-trail", 0);
        step(SweepStep.ROWS);
        assertThat(journal("AuditTrail|g")).containsExactly("1");
        assertThat(journal("RepoVisibility|g")).containsExactly("1", "2");
        setOffset("audit-trail", read);
    }

    /** Returns the offset that was stored before. */
    private long setOffset(String tag, long offset) throws SQLException {
        try (Connection connection = node.database().connection();
                Statement statement = connection.createStatement()) {
            long before = Offsets.stored(connection).getOrDefault(tag, 0L);
            statement.executeUpdate("""
                    update "pekko_projection_offset_store" set "current_offset" = '%d' where "projection_key" = '%s'
                    """.formatted(offset, tag));
            return before;
        }
    }

    @Test
    void walksInStepsAndRemembersWhereItIs() throws SQLException {
        sweep();
        for (int i = 0; i < 5; i++) {
            node.write("CachedRead|h" + i, stored("h", "1"), stored("h", "2"));
        }
        node.write("RepoVisibility|h", proved("h", true, 1));
        Node.waitFor(projections.caughtUp());
        assertThat(step(4).scanned()).isEqualTo(4);
        assertThat(step(4).more()).isTrue();
        while (step(4).more()) {}
        assertThat(step(4)).isEqualTo(new Swept(0, 0, false));
        assertThat(IntStream.range(0, 5).mapToObj(i -> journal("CachedRead|h" + i)))
                .containsOnly(List.of("2"));
    }
}
