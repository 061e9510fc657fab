package io.octopool.persistence.journal;

import static io.octopool.persistence.kit.Events.appended;
import static io.octopool.persistence.kit.Events.poolCreated;
import static io.octopool.persistence.kit.Events.proved;
import static io.octopool.persistence.kit.Events.stored;
import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.persistence.database.DatabaseSettings;
import io.octopool.persistence.kit.ChildJvm;
import io.octopool.persistence.kit.Node;
import io.octopool.persistence.kit.Rows;
import io.octopool.persistence.projection.Projections;
import io.octopool.pool.events.CachedReadEvent;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Writing the journal, recovering from it, and following it. */
abstract class JournalContract {

    /** How old an acknowledged change may be before the tables show it. */
    private static final Duration IN_TIME = Duration.ofSeconds(5);

    @Test
    void recoversInANewProcessWhatWasAcknowledged(DatabaseSettings settings) throws Exception {
        try (Node node = Node.start(settings)) {
            node.write("Pool|a", poolCreated("a"), poolCreated("b"));
            node.write("Pool|a", poolCreated("c"));
        }
        try (Node node = Node.start(settings)) {
            assertThat(node.recall("Pool|a")).containsExactly(poolCreated("a"), poolCreated("b"), poolCreated("c"));
        }
    }

    @Test
    void losesNothingThatWasAcknowledgedBeforeAKill(DatabaseSettings settings) throws Exception {
        List<String> acknowledged = new ArrayList<>();
        try (ChildJvm child = ChildJvm.start(Scribe.class, settings.url(), settings.user(), settings.password())) {
            while (acknowledged.size() < 100) {
                acknowledged.add(child.line());
            }
            acknowledged.addAll(child.kill());
        }
        try (Node node = Node.start(settings)) {
            Projections projections = Projections.start(node.system(), node.database(), InstantSource.system());
            node.write("AuditTrail|0", appended("afterwards"));
            Awaitility.await().atMost(IN_TIME).until(() -> auditRows(node).contains("afterwards"));
            Node.waitFor(projections.caughtUp());
            assertThat(auditRows(node)).containsAll(acknowledged);
            assertThat(auditRows(node)).hasSameSizeAs(Rows.of(node.database(), "select 1 from \"event_journal\""));
        }
    }

    private static List<String> auditRows(Node node) {
        return Rows.of(node.database(), "select request_id from audit_events");
    }

    @Test
    void followsAtOnceAcrossWhatWasSwept(DatabaseSettings settings) throws Exception {
        try (Node node = Node.start(settings)) {
            Projections projections = Projections.start(node.system(), node.database(), InstantSource.system());
            for (int i = 0; i < 30; i++) {
                node.write("AuditTrail|0", appended("r" + i));
            }
            Node.waitFor(projections.caughtUp());
        }
        try (Node node = Node.start(settings)) {
            execute(node, "delete from \"event_journal\" where \"ordering\" < 30");
            Projections.start(node.system(), node.database(), InstantSource.system());
            node.write("RepoVisibility|a", proved("a", true, 1));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(3))
                    .until(() -> Rows.count(node.database(), "github_public_repos") == 1);
        }
    }

    @Test
    void followsInTimeAcrossAWriteThatFailed(DatabaseSettings settings) throws Exception {
        try (Node node = Node.start(settings)) {
            Projections projections = Projections.start(node.system(), node.database(), InstantSource.system());
            node.write("AuditTrail|0", appended("before"));
            Node.waitFor(projections.caughtUp());
            try (Connection connection = node.database().connection();
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                statement.execute("""
                        insert into "event_journal" ("persistence_id", "sequence_number", "writer", "write_timestamp",
                          "adapter_manifest", "event_payload", "event_ser_id", "event_ser_manifest")
                        values ('x', 1, '', 0, '', '', 1, '')
                        """);
                connection.rollback();
                connection.setAutoCommit(true);
            }
            node.write("AuditTrail|0", appended("after"));
            Awaitility.await()
                    .atMost(IN_TIME.multipliedBy(2))
                    .until(() -> auditRows(node).contains("after"));
        }
    }

    @Test
    void readsLargeAnswersInBoundedPages(DatabaseSettings settings) throws Exception {
        byte[] bytes = new byte[4 * 1024 * 1024];
        new Random(7).nextBytes(bytes);
        String large = Base64.getEncoder().encodeToString(bytes);
        try (Node node = Node.start(settings)) {
            for (int i = 0; i < 3; i++) {
                node.write("CachedRead|" + i, stored("k" + i, large));
            }
            try (Connection connection = node.database().connection()) {
                assertThat(new TaggedPage(CachedReadEvent.TAG, 0, 3, 500).read(connection))
                        .extracting(row -> row.ordering())
                        .containsExactly(1L, 2L);
                assertThat(new TaggedPage(CachedReadEvent.TAG, 0, 3, 1).read(connection))
                        .hasSize(1);
                assertThat(new TaggedPage(CachedReadEvent.TAG, 2, 3, 500).read(connection))
                        .extracting(row -> row.ordering())
                        .containsExactly(3L);
                assertThat(new TaggedPage(CachedReadEvent.TAG, 3, 3, 500).read(connection))
                        .isEmpty();
                assertThat(new TaggedPage("other", 0, 3, 500).read(connection)).isEmpty();
            }
            Projections projections = Projections.start(node.system(), node.database(), InstantSource.system());
            Node.waitFor(projections.caughtUp());
            assertThat(Rows.count(node.database(), "github_cache_entries")).isEqualTo(3);
        }
    }

    private static void execute(Node node, String sql) throws Exception {
        try (Connection connection = node.database().connection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
