package io.octopool.persistence.janitor;

import static io.octopool.persistence.kit.Events.AT;
import static io.octopool.persistence.kit.Events.appended;
import static io.octopool.persistence.kit.Events.proved;
import static io.octopool.persistence.kit.Events.stored;
import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.persistence.database.DatabaseSettings;
import io.octopool.persistence.kit.Node;
import io.octopool.persistence.kit.Rows;
import io.octopool.persistence.logs.JdbcLogStore;
import io.octopool.persistence.projection.Projections;
import io.octopool.persistence.sweep.Sweeper;
import io.octopool.persistence.sweep.SweeperSettings;
import io.octopool.pool.Changes;
import io.octopool.pool.cache.CachedRead;
import io.octopool.pool.logs.StoredLog;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.sharding.ShardRegion;
import org.apache.pekko.cluster.sharding.typed.ClusterShardingQuery;
import org.apache.pekko.cluster.sharding.typed.GetShardRegionState;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Janitor and sweeper at work on a node of their own, by a clock that the test turns. */
abstract class JanitorContract {

    private static final Duration OFTEN = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final List<String> TABLES = List.of(
            "\"event_journal\"",
            "\"event_tag\"",
            "\"snapshot\"",
            "pools",
            "identities",
            "identity_scopes",
            "callers",
            "caller_pools",
            "caller_tokens",
            "web_sessions",
            "github_cache_entries",
            "github_logs",
            "github_public_repos",
            "audit_events",
            "pool_usage_hours",
            "caller_usage_hours",
            "retired_tokens");

    private final AtomicReference<Instant> now = new AtomicReference<>(AT);
    private Node node;
    private Projections projections;
    private Changes changes;

    @BeforeEach
    void start(DatabaseSettings settings) throws Exception {
        node = Node.start(settings);
        projections = Projections.start(node.system(), node.database(), now::get);
        Holdings.init(node.system(), now::get);
        changes = Changes.join(node.system());
        Sweeper.init(node.system(), node.database(), new SweeperSettings(OFTEN));
        Janitor.init(
                node.system(),
                node.database(),
                changes,
                JanitorSettings.within(JanitorSettings.DISK_BYTES).every(OFTEN),
                now::get);
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private Map<String, Long> counts() {
        Map<String, Long> counts = new LinkedHashMap<>();
        TABLES.forEach(table -> counts.put(table, Rows.count(node.database(), table)));
        return counts;
    }

    private List<String> keys() {
        return Rows.of(node.database(), "select cache_key from github_cache_entries order by cache_key");
    }

    private StoredLog log(String key) {
        return new StoredLog(
                key,
                "maintainers",
                "octo-org/hello-world",
                1,
                stored(key, "log").answer(),
                AT,
                AT);
    }

    /** The journal keeps its last row, whatever it is: there is one before and after. */
    @Test
    void leavesNothingBehindOnceEverythingHasExpired() {
        node.write("AuditTrail|first", appended());
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(counts().get("\"event_journal\"")).isOne());
        Map<String, Long> before = counts();

        for (int i = 0; i < 150; i++) {
            node.write("CachedRead|k" + i, stored("k" + i, "{}"), stored("k" + i, "[]"));
        }
        for (int i = 0; i < 20; i++) {
            node.write("RepoVisibility|octo-org/r" + i, proved("r" + i, true, 1), proved("r" + i, i % 2 == 0, 2));
            node.write("AuditTrail|" + i % 8, appended("a" + i, "b" + i));
            Node.waitFor(new JdbcLogStore(node.database()).put(log("l" + i)));
        }
        Node.waitFor(projections.caughtUp());
        assertThat(counts())
                .containsEntry("github_cache_entries", 150L)
                .containsEntry("github_logs", 20L)
                .containsEntry("github_public_repos", 20L)
                .containsEntry("audit_events", 40L);

        now.set(AT.plus(Duration.ofDays(33)));
        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
            Map<String, Long> after = counts();
            assertThat(after.get("\"event_journal\"")).isBetween(1L, 2L);
            after.remove("\"event_journal\"");
            after.remove("\"event_tag\"");
            assertThat(before).containsAllEntriesOf(after);
        });
        node.write("AuditTrail|last", appended());
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(counts()).isEqualTo(before));
    }

    /** The row with the journal's highest ordering is not an answer's: that one would have to be asked. */
    @Test
    void wakesNoEntityOfAnAnswerThatHasExpired() {
        for (int i = 0; i < 150; i++) {
            node.write("CachedRead|k" + i, stored("k" + i, "{}"));
        }
        node.write("AuditTrail|last", appended());
        Node.waitFor(projections.caughtUp());
        now.set(AT.plus(Duration.ofDays(33)));
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(keys()).isEmpty());
        assertThat(awake()).isEmpty();
        assertThat(Rows.of(node.database(), """
                select "persistence_id" from "event_journal" where "persistence_id" like 'CachedRead|%'
                """)).isEmpty();
    }

    /** The answers whose entities are in memory on the node. */
    private List<String> awake() {
        return Node.waitFor(AskPattern.<ClusterShardingQuery, ShardRegion.CurrentShardRegionState>ask(
                        ClusterSharding.get(node.system()).shardState(),
                        replyTo -> new GetShardRegionState(CachedRead.KEY, replyTo),
                        PATIENCE,
                        node.system().scheduler()))
                .getShards()
                .stream()
                .flatMap(shard -> shard.getEntityIds().stream())
                .toList();
    }

    @Test
    void removesWhatIsKeptOfARepositoryAtOnceWhenItFlips() {
        node.write("CachedRead|hidden", stored("hidden", "{}"));
        Node.waitFor(new JdbcLogStore(node.database()).put(log("hidden")));
        Node.waitFor(projections.caughtUp());
        now.set(AT.plusSeconds(1));
        changes.accept(new Changes.VisibilityFlipped("octo-org/elsewhere", false));
        changes.accept(new Changes.PoolChanged("maintainers"));
        assertThat(keys()).containsExactly("hidden");
        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
            changes.accept(new Changes.VisibilityFlipped("octo-org/hello-world", false));
            assertThat(keys()).isEmpty();
            assertThat(Rows.count(node.database(), "github_logs")).isZero();
        });
    }
}
