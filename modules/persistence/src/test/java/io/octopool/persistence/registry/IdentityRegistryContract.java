package io.octopool.persistence.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.persistence.database.Database;
import io.octopool.persistence.database.DatabaseSettings;
import io.octopool.persistence.kit.Node;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Claims of ids; each test has its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class IdentityRegistryContract {

    private Database database;
    private IdentityRegistry registry;
    private Instant now = Instant.parse("2026-03-01T10:00:00Z");

    @BeforeAll
    void open(DatabaseSettings settings) throws Exception {
        database = Database.open(settings);
        registry = new IdentityRegistry(database, () -> now);
    }

    @AfterAll
    void close() {
        database.close();
    }

    @Test
    void givesAnIdToWhoeverAsksFirst() {
        assertThat(Node.waitFor(registry.holder("a"))).isEmpty();
        assertThat(Node.waitFor(registry.claim("a", "first"))).isEqualTo("first");
        assertThat(Node.waitFor(registry.claim("a", "second"))).isEqualTo("first");
        assertThat(Node.waitFor(registry.claim("a", "first"))).isEqualTo("first");
        assertThat(Node.waitFor(registry.holder("a"))).contains("first");
    }

    @Test
    void givesAnIdToOneOfManyWhoAskAtTheSameTime() {
        List<CompletionStage<String>> claims = IntStream.range(0, 16)
                .mapToObj(pool -> registry.claim("b", "pool-" + pool))
                .toList();
        String holder = Node.waitFor(registry.claim("b", "late"));
        assertThat(holder).startsWith("pool-");
        assertThat(claims.stream().map(Node::waitFor)).containsOnly(holder);
    }

    @Test
    void movesAnIdOnceNoRegistrationOfItsHolderCanBeUnderWay() {
        Node.waitFor(registry.claim("c", "first"));
        assertThat(Node.waitFor(registry.mayTakeOver("c", "first"))).isFalse();
        assertThat(Node.waitFor(registry.takeOver("c", "first", "second"))).isFalse();
        now = now.plusSeconds(61);
        assertThat(Node.waitFor(registry.mayTakeOver("c", "other"))).isFalse();
        assertThat(Node.waitFor(registry.takeOver("c", "other", "second"))).isFalse();
        assertThat(Node.waitFor(registry.mayTakeOver("c", "first"))).isTrue();
        assertThat(Node.waitFor(registry.takeOver("c", "first", "second"))).isTrue();
        assertThat(Node.waitFor(registry.claim("c", "first"))).isEqualTo("second");
    }

    @Test
    void forgetsAReleasedIdOnceNoRegistrationOfItCanBeUnderWay() {
        Node.waitFor(registry.claim("e", "first"));
        now = now.plusSeconds(60);
        assertThat(Node.waitFor(registry.release("e", "other", now))).isFalse();
        assertThat(Node.waitFor(registry.release("e", "first", now))).isTrue();
        assertThat(Node.waitFor(registry.holder("e"))).contains("first");
        Node.waitFor(registry.claim("e", "first"));
        now = now.plusSeconds(61);
        assertThat(Node.waitFor(registry.release("e", "first", now))).isTrue();
        assertThat(Node.waitFor(registry.holder("e"))).isEmpty();
        assertThat(Node.waitFor(registry.release("e", "first", now))).isFalse();
        assertThat(Node.waitFor(registry.claim("e", "second"))).isEqualTo("second");
    }

    @Test
    void givesAnIdThatIsReleasedAtTheSameTimeToNobodyWithoutAClaim() {
        for (int i = 0; i < 200; i++) {
            String id = "f" + i;
            Node.waitFor(registry.claim(id, "first"));
            now = now.plusSeconds(61);
            CompletionStage<String> claimed = registry.claim(id, "second");
            CompletionStage<Boolean> released = registry.release(id, "first", now);
            String holder = Node.waitFor(claimed);
            assertThat(Node.waitFor(released)).isTrue();
            assertThat(Node.waitFor(registry.holder(id)))
                    .isEqualTo(holder.equals("second") ? Optional.of("second") : Optional.empty());
        }
    }

    @Test
    void movesAReleasedIdAtOnceUnlessItWasClaimedAnew() {
        Instant asked = now;
        Node.waitFor(registry.claim("d", "first"));
        assertThat(Node.waitFor(registry.release("d", "first", asked))).isTrue();
        now = now.plusSeconds(1);
        Node.waitFor(registry.claim("d", "first"));
        assertThat(Node.waitFor(registry.release("d", "first", asked))).isFalse();
        assertThat(Node.waitFor(registry.takeOver("d", "first", "second"))).isFalse();
        assertThat(Node.waitFor(registry.release("d", "first", now))).isTrue();
        assertThat(Node.waitFor(registry.takeOver("d", "first", "second"))).isTrue();
    }
}
