package io.octopool.pool.logs;

import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.pool.cache.Answer;
import io.octopool.pool.cache.CompressedBody;
import io.octopool.pool.cache.Source;
import io.octopool.pool.visibility.Proof;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LogRulesTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Proof PROOF = new Proof(7, NOW, NOW.plusSeconds(30));

    private record Case(
            @Nullable StoredLog stored, @Nullable Duration maxAge, LogRules rule) {}

    /** Server spec 7.13. */
    @Test
    void judgesAStoredLogByItsAgesAndItsGeneration() {
        List<Case> table = List.of(
                new Case(null, null, LogRules.DOWNLOAD),
                new Case(log(7, Duration.ZERO, Duration.ZERO), null, LogRules.SERVE),
                new Case(log(7, Duration.ofDays(6), Duration.ofSeconds(3_599)), null, LogRules.SERVE),
                new Case(log(7, Duration.ofDays(6), Duration.ofHours(1)), null, LogRules.CONFIRM),
                new Case(log(7, Duration.ofDays(7), Duration.ZERO), null, LogRules.EXPIRE),
                new Case(log(8, Duration.ofDays(7), Duration.ZERO), null, LogRules.EXPIRE),
                new Case(log(8, Duration.ZERO, Duration.ZERO), null, LogRules.DOWNLOAD),
                new Case(log(7, Duration.ofDays(1), Duration.ofSeconds(9)), Duration.ofSeconds(9), LogRules.SERVE),
                new Case(log(7, Duration.ofDays(1), Duration.ofSeconds(9)), Duration.ofSeconds(8), LogRules.CONFIRM));
        assertThat(table)
                .allSatisfy(row -> assertThat(LogRules.of(row.stored(), PROOF, row.maxAge(), NOW))
                        .isEqualTo(row.rule()));
    }

    @Test
    void takesOnlyACompletedJobForCompleted() {
        Map<String, Boolean> bodies = Map.of(
                "{\"status\":\"completed\"}", true,
                "{\"steps\":[{\"status\":\"queued\"}],\"status\":\"completed\"}", true,
                "{\"status\":\"in_progress\"}", false,
                "{\"status\":\"completed\",\"status\":\"queued\"}", false,
                "{\"status\":null}", false,
                "{\"status\":\"completed\"", false,
                "[]", false);
        bodies.forEach((body, completed) -> assertThat(JobView.isCompleted(answer(200, "json", body)))
                .as(body)
                .isEqualTo(completed));
        String completed = "{\"status\":\"completed\"}";
        assertThat(JobView.isCompleted(answer(404, "json", completed))).isFalse();
        assertThat(JobView.isCompleted(answer(200, "text", completed))).isFalse();
        assertThat(JobView.isCompleted(null)).isFalse();
    }

    private static StoredLog log(long generation, Duration age, Duration sinceConfirmed) {
        return new StoredLog(
                "key", "p", "o/r", generation, answer(200, "text", "\"\""), NOW.minus(age), NOW.minus(sinceConfirmed));
    }

    private static Answer answer(int status, String encoding, String body) {
        return new Answer(
                status,
                "{}",
                encoding,
                CompressedBody.of(body.getBytes(StandardCharsets.UTF_8)),
                Source.anonymous(),
                null,
                null,
                NOW);
    }
}
