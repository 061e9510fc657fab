package io.octopool.persistence.sweep;

import static io.octopool.persistence.kit.Events.stored;
import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.persistence.database.DatabaseSettings;
import io.octopool.persistence.kit.FreshH2;
import io.octopool.persistence.kit.Node;
import io.octopool.persistence.kit.Rows;
import io.octopool.persistence.projection.Projections;
import java.time.Duration;
import java.time.InstantSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(FreshH2.class)
final class SweeperSingletonTest {

    @Test
    void sweepsByItself(DatabaseSettings settings) throws Exception {
        try (Node node = Node.start(settings)) {
            Projections.start(node.system(), node.database(), InstantSource.system());
            Sweeper.init(node.system(), node.database(), new SweeperSettings(Duration.ofMillis(50)));
            node.write("CachedRead|a", stored("a", "1"), stored("a", "2"), stored("a", "3"));
            node.write("CachedRead|b", stored("b", "1"));
            Awaitility.await()
                    .untilAsserted(() -> assertThat(Rows.count(node.database(), "\"event_journal\""))
                            .isEqualTo(2));
        }
    }
}
