package io.octopool.persistence.journal;

import static io.octopool.persistence.kit.Events.poolCreated;
import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.persistence.database.DatabaseSettings;
import io.octopool.persistence.kit.Node;
import org.junit.jupiter.api.Test;

/** Writing the journal and recovering from it. */
abstract class JournalContract {

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
}
