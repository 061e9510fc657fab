package io.octopool.persistence.projection;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.projection.ProjectionId;
import org.junit.jupiter.api.Test;

final class HealthTest {

    private static final ProjectionId ID = ProjectionId.of("tables", "pool");
    private final Throwable failure = new IllegalStateException("x", new SQLException("secret data", "08006"));

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-03-01T10:00:00Z"));
    private final Health<String> health = new Health<>(now::get);

    private void wait(int seconds) {
        now.updateAndGet(instant -> instant.plusSeconds(seconds));
    }

    @Test
    void isWellUntilSomethingFails() {
        health.started(ID);
        assertThat(health.status()).isEqualTo("ok");
    }

    @Test
    void saysWhatFailsAndSinceWhenWithoutQuotingData() {
        health.failed(ID, failure);
        wait(5);
        health.started(ID);
        health.failed(ID, failure);
        assertThat(health.status()).isEqualTo("failing since 2026-03-01T10:00:00Z: SQLException 08006");
    }

    @Test
    void isWellAgainWhenItStoresAnOffset() {
        health.failed(ID, failure);
        health.started(ID);
        health.offsetProgress(ID, "event");
        assertThat(health.status()).isEqualTo("ok");
    }

    @Test
    void isWellAgainWhenItHasRunForAWhileWithNothingToDo() {
        health.failed(ID, failure);
        health.started(ID);
        wait(10);
        assertThat(health.status()).startsWith("failing");
        wait(1);
        assertThat(health.status()).isEqualTo("ok");
        health.failed(ID, failure);
        assertThat(health.status()).startsWith("failing since 2026-03-01T10:00:11Z");
    }
}
