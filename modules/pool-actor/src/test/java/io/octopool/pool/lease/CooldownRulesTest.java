package io.octopool.pool.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.pool.budget.Budget;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CooldownRulesTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Budget LEFT = new Budget(5000, 10, NOW.plusSeconds(60));

    private record Case(CallResult result, @Nullable String scope, long seconds) {}

    /** Server spec 8.5, row by row. */
    private static final List<Case> TABLE = List.of(
            new Case(result(200, null, LEFT), null, 0),
            new Case(result(304, null, LEFT), null, 0),
            new Case(result(404, null, LEFT), null, 0),
            new Case(result(500, null, null), null, 0),
            new Case(result(401, null, null), "*", 120),
            new Case(result(401, 5L, null), "*", 5),
            new Case(result(401, 0L, null), "*", 1),
            new Case(result(403, 30L, LEFT), "*", 30),
            new Case(result(429, 30L, null), "*", 30),
            new Case(result(403, 0L, null), "*", 1),
            new Case(result(403, 999_999L, null), "*", 3600),
            new Case(result(403, null, LEFT), "GET /x", 120),
            new Case(result(403, null, null), "GET /x", 120),
            new Case(result(429, null, null), "resource:core", 120),
            new Case(new CallResult(403, null, LEFT, null, null, true), "*", 60),
            new Case(new CallResult(429, null, LEFT, null, null, true), "*", 60),
            new Case(new CallResult(403, null, LEFT, Duration.ofSeconds(5), null, true), "*", 5),
            new Case(CallResult.failed(CallResult.Failure.MISCONFIGURED), "*", 120),
            new Case(CallResult.failed(CallResult.Failure.TIMEOUT), null, 0));

    @Test
    void restsAnIdentityAsTheResultAsks() {
        assertThat(TABLE).allSatisfy(row -> {
            var rest = CooldownRules.after(row.result(), "GET /x", "core", NOW);
            if (row.scope() == null) {
                assertThat(rest).isEmpty();
            } else {
                assertThat(rest).hasValueSatisfying(cooldown -> {
                    assertThat(cooldown.scope()).isEqualTo(row.scope());
                    assertThat(Duration.between(cooldown.start(), cooldown.end())
                                    .toSeconds())
                            .isEqualTo(row.seconds());
                });
            }
        });
    }

    private static CallResult result(int status, @Nullable Long retryAfter, @Nullable Budget budget) {
        return new CallResult(status, null, budget, retryAfter == null ? null : Duration.ofSeconds(retryAfter), null);
    }
}
