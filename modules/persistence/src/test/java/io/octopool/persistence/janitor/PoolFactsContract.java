package io.octopool.persistence.janitor;

import static io.octopool.persistence.kit.Events.AT;
import static io.octopool.persistence.kit.Events.identity;
import static io.octopool.persistence.kit.Events.poolCreated;
import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.persistence.database.DatabaseSettings;
import io.octopool.persistence.kit.Events;
import io.octopool.persistence.kit.Node;
import io.octopool.persistence.kit.Rows;
import io.octopool.persistence.projection.Projections;
import io.octopool.pool.CborSerializable;
import io.octopool.pool.events.PoolEvent.BudgetMarked;
import io.octopool.pool.events.PoolEvent.CooldownEnded;
import io.octopool.pool.events.PoolEvent.CooldownStarted;
import io.octopool.pool.lease.ChangeReply;
import io.octopool.pool.lease.HealthReply;
import io.octopool.pool.lease.LeaseLimits;
import io.octopool.pool.lease.Pool;
import io.octopool.pool.lease.PoolChange;
import io.octopool.pool.policy.Policy;
import io.octopool.pool.policy.PolicyAmendment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityRef;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a pool's snapshots hold, over a real pool. */
abstract class PoolFactsContract {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private Node node;
    private Projections projections;

    @BeforeEach
    void start(DatabaseSettings settings) throws Exception {
        node = Node.start(settings);
        projections = Projections.start(node.system(), node.database(), () -> AT);
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private List<String> events() {
        return Rows.of(node.database(), """
                select "event_ser_manifest" from "event_journal" where "persistence_id" = 'Pool|p' order by "ordering"
                """);
    }

    private long facts() {
        return events().stream()
                .filter(event -> event.contains("BudgetMarked")
                        || event.contains("CooldownStarted")
                        || event.contains("CooldownEnded"))
                .count();
    }

    private boolean sweep() {
        Node.waitFor(projections.caughtUp());
        return Node.waitFor(new PoolFacts(node.database(), 50).batch(AT));
    }

    private HealthReply health(EntityRef<Pool.Command> pool) {
        return Node.waitFor(pool.<HealthReply>ask(Pool.GetHealth::new, Duration.ofSeconds(2)));
    }

    private void change(EntityRef<Pool.Command> pool, int times) {
        for (int i = 0; i < times; i++) {
            PolicyAmendment amendment = new PolicyAmendment(List.of("owner-" + i % 2), null, null, null);
            PoolChange change = new PoolChange.AmendPolicy(Policy.initial(""), amendment);
            Node.waitFor(
                    pool.<ChangeReply>ask(replyTo -> new Pool.Change(change, Events.ADMIN, false, replyTo), PATIENCE));
        }
    }

    private void awaitSnapshots(int count) {
        Awaitility.await().atMost(PATIENCE).until(() -> Rows.count(node.database(), "\"snapshot\"") == count);
    }

    @Test
    void goOnceTwoSnapshotsHoldThemAndThePoolRecoversAsBefore() {
        List<CborSerializable> journal = new ArrayList<>(List.of(poolCreated("p"), identity("p", "a", 100)));
        for (int i = 0; i < 150; i++) {
            journal.add(new BudgetMarked("p", "user:42", "core", 5_000, 150 - i, 0L, AT.plusSeconds(600), AT));
        }
        journal.add(new CooldownStarted("p", "a", "*", "secondary_limit", AT, AT.plusSeconds(300)));
        journal.add(new CooldownStarted("p", "a", "resource:search", "rate_limited", AT, AT.plusSeconds(300)));
        journal.add(new CooldownEnded("p", "a", "resource:search", "rate_limited", AT));
        node.write("Pool|p", journal.toArray(CborSerializable[]::new));
        node.forget("Pool|p");

        Pool.init(node.system(), new LeaseLimits(20, 900), _ -> {}, _ -> {}, () -> AT);
        EntityRef<Pool.Command> pool = ClusterSharding.get(node.system()).entityRefFor(Pool.KEY, "p");
        HealthReply before = health(pool);
        change(pool, 60);
        awaitSnapshots(1);
        assertThat(sweep()).isFalse();
        assertThat(facts()).isEqualTo(153);

        change(pool, 200);
        awaitSnapshots(2);
        while (sweep()) {}
        assertThat(facts()).isZero();
        assertThat(events()).hasSize(155 - 153 + 260);
        pool.tell(new Pool.Stop());
        Awaitility.await()
                .atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(health(pool)).isEqualTo(before));
    }
}
