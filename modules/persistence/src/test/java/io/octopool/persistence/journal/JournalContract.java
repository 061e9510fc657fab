package io.octopool.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.persistence.database.DatabaseSettings;
import io.octopool.persistence.kit.Node;
import io.octopool.pool.events.PoolEvent.PoolCreated;
import io.octopool.pool.policy.Policy;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Writing the journal and recovering from it. */
abstract class JournalContract {

    private static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");

    private static PoolCreated created(String pool) {
        return new PoolCreated(pool, Policy.initial("octo-org"), AT);
    }

    @Test
    void recoversInANewProcessWhatWasAcknowledged(DatabaseSettings settings) throws Exception {
        try (Node node = Node.start(settings)) {
            node.write("Pool|a", created("a"), created("b"));
            node.write("Pool|a", created("c"));
        }
        try (Node node = Node.start(settings)) {
            assertThat(node.recall("Pool|a")).containsExactly(created("a"), created("b"), created("c"));
        }
    }
}
