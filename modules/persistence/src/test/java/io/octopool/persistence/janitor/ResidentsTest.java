package io.octopool.persistence.janitor;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.octopool.persistence.kit.Node;
import io.octopool.pool.cache.CachedRead;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes with entities that do nothing. */
class ResidentsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Config CONFIG = ConfigFactory.parseString("""
            pekko.actor {
              provider = cluster
              serialization-bindings { "io.octopool.pool.CborSerializable" = jackson-cbor }
            }
            pekko.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
            pekko.cluster.jmx.enabled = off
            pekko.cluster.sharding.retry-interval = 200ms
            pekko.coordinated-shutdown.exit-jvm = off
            pekko.loglevel = WARNING
            """).withFallback(ConfigFactory.load());

    private static final List<String> KEYS =
            IntStream.range(0, 40).mapToObj(i -> "k" + i).toList();
    private static final Set<String> WOKEN = Set.copyOf(KEYS.subList(0, 30));

    private final ActorTestKit first = ActorTestKit.create("octopool", CONFIG);
    private final ActorTestKit second = ActorTestKit.create("octopool", CONFIG);

    @BeforeEach
    void join() {
        for (ActorTestKit node : List.of(first, second)) {
            Cluster.get(node.system())
                    .manager()
                    .tell(Join.create(Cluster.get(first.system()).selfMember().address()));
            ClusterSharding.get(node.system())
                    .init(Entity.of(CachedRead.KEY, _ -> Behaviors.receiveMessage(_ -> Behaviors.same())));
        }
        Awaitility.await().atMost(PATIENCE).until(() -> isUpWithBoth(first) && isUpWithBoth(second));
    }

    @AfterEach
    void stop() {
        second.shutdownTestKit();
        first.shutdownTestKit();
    }

    private static boolean isUpWithBoth(ActorTestKit node) {
        int up = 0;
        for (Member member : Cluster.get(node.system()).state().getMembers()) {
            up += member.status().equals(MemberStatus.up()) ? 1 : 0;
        }
        return up == 2;
    }

    private static Set<String> found(ActorSystem<?> system) {
        return Node.waitFor(Residents.among(system, KEYS));
    }

    @Test
    void areFoundOnAllNodesAndMayBeAnywhereWhileANodeIsNotHeardFrom() {
        Residents.start(first.system());
        WOKEN.forEach(key -> ClusterSharding.get(first.system())
                .entityRefFor(CachedRead.KEY, key)
                .tell(new CachedRead.Leave("nobody")));
        assertThat(found(first.system())).containsExactlyInAnyOrderElementsOf(KEYS);
        Residents.start(second.system());
        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(found(first.system())).isEqualTo(WOKEN);
            assertThat(found(second.system())).isEqualTo(WOKEN);
        });
    }
}
