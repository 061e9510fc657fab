package io.octopool.pool.lease;

import static io.octopool.pool.lease.Desks.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.pool.budget.Budget;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CooldownRulesTest {

    private static final Budget LEFT = new Budget(5000, 10, NOW.plusSeconds(60));
    private static final Budget SPENT = new Budget(5000, 0, NOW.plusSeconds(90));
    private static final Budget SPENT_BY_A_SLOW_CLOCK = new Budget(5000, 0, NOW.minusSeconds(600));
    private static final Budget SPENT_BY_A_FAST_CLOCK = new Budget(5000, 0, NOW.plusSeconds(99_999));

    private record Case(
            CallResult result,
            @Nullable String scope,
            @Nullable String reason,
            long seconds,
            boolean exhausted) {

        Case(CallResult result, @Nullable String scope, @Nullable String reason, long seconds) {
            this(result, scope, reason, seconds, false);
        }
    }

    /** Server spec 8.5, 17.5 items 4 and 5, and github-rules B4, row by row. */
    private static final List<Case> TABLE = List.of(
            none(result(200, null, LEFT)),
            none(result(304, null, LEFT)),
            none(result(404, null, LEFT)),
            none(result(500, null, null)),
            none(CallResult.abandoned()),
            none(CallResult.failed(CallResult.Failure.NOT_SENT)),
            none(CallResult.failed(CallResult.Failure.TIMEOUT)),
            new Case(CallResult.failed(CallResult.Failure.MISCONFIGURED), "*", "misconfigured", 120),
            new Case(result(401, null, null), "*", "unauthorized", 120),
            new Case(result(401, 5L, null), "*", "unauthorized", 120),
            new Case(result(403, 30L, LEFT), "*", "secondary_limit", 30),
            new Case(result(403, 30L, SPENT), "*", "secondary_limit", 30),
            new Case(result(429, 30L, null), "*", "secondary_limit", 30),
            new Case(result(403, 0L, null), "*", "secondary_limit", 1),
            new Case(result(403, 999_999L, null), "*", "secondary_limit", 3600),
            new Case(result(429, null, null), "*", "secondary_limit", 60),
            new Case(result(429, null, LEFT), "*", "secondary_limit", 60),
            new Case(limited(403, null, LEFT), "*", "secondary_limit", 60),
            new Case(limited(403, null, SPENT), "*", "secondary_limit", 60),
            new Case(limited(429, null, LEFT), "*", "secondary_limit", 60),
            new Case(limited(403, 5L, LEFT), "*", "secondary_limit", 5),
            new Case(result(403, null, LEFT), "GET /x", "forbidden", 120),
            new Case(result(403, null, null), "GET /x", "forbidden", 120),
            new Case(new CallResult(403, null, LEFT, null, null, false, true), "GET /x", "sso_required", 120),
            new Case(new CallResult(503, null, null, Duration.ofSeconds(60), null), "*", "github_errors", 60),
            new Case(new CallResult(502, null, null, Duration.ofDays(1), null), "*", "github_errors", 3600),
            known(result(403, null, SPENT)),
            known(result(429, null, SPENT)),
            known(new CallResult(403, "core", SPENT, null, null)),
            known(result(403, null, SPENT_BY_A_SLOW_CLOCK)),
            new Case(result(403, null, SPENT), "resource:core", "rate_limited", 90),
            new Case(new CallResult(403, "other", SPENT, null, null), "resource:core", "rate_limited", 90),
            new Case(result(403, null, SPENT_BY_A_SLOW_CLOCK), "resource:core", "rate_limited", 60),
            new Case(
                    new CallResult(429, "other", SPENT_BY_A_FAST_CLOCK, null, null),
                    "resource:core",
                    "rate_limited",
                    3600));

    @Test
    void restsAnIdentityAsTheResultAsks() {
        assertThat(TABLE).allSatisfy(row -> {
            var rest = CooldownRules.after(row.result(), "GET /x", "core", row.exhausted(), NOW);
            if (row.scope() == null) {
                assertThat(rest).isEmpty();
            } else {
                assertThat(rest).hasValueSatisfying(asked -> {
                    assertThat(asked.scope()).isEqualTo(row.scope());
                    assertThat(asked.reason()).isEqualTo(row.reason());
                    assertThat(asked.length()).isEqualTo(Duration.ofSeconds(row.seconds()));
                    assertThat(asked.ofOwner())
                            .isEqualTo(
                                    List.of("secondary_limit", "rate_limited").contains(row.reason()));
                });
            }
        });
    }

    private record Repeated(String reason, long asked, long before, Instant sentAt, long start, long end) {}

    /** Times are seconds since the previous rest began; an end of 0 means that the previous one stands. */
    @Test
    void growsWithEachRefusalOfACallThatWasSentAfterTheLastRestBegan() {
        Instant after = NOW.plusSeconds(1);
        List<Repeated> table = List.of(
                new Repeated("unauthorized", 120, 120, after, 500, 740),
                new Repeated("unauthorized", 120, 960, after, 500, 500 + 1920),
                new Repeated("unauthorized", 120, 120, NOW, 0, 0),
                new Repeated("secondary_limit", 60, 60, after, 500, 620),
                new Repeated("secondary_limit", 5, 5, after, 500, 560),
                new Repeated("secondary_limit", 600, 60, after, 500, 1100),
                new Repeated("secondary_limit", 60, 3000, after, 500, 4100),
                new Repeated("secondary_limit", 60, 60, NOW, 0, 560),
                new Repeated("secondary_limit", 60, 900, NOW, 0, 0),
                new Repeated("misconfigured", 120, 120, after, 500, 620));
        Instant now = NOW.plusSeconds(500);
        assertThat(table).allSatisfy(row -> {
            Cooldown previous = new Cooldown("*", row.reason(), NOW, NOW.plusSeconds(row.before()));
            Rest rest = new Rest(
                    row.reason().equals("secondary_limit"), "*", row.reason(), Duration.ofSeconds(row.asked()));
            if (row.end() == 0) {
                assertThat(rest.after(previous, row.sentAt(), now)).isEmpty();
            } else {
                assertThat(rest.after(previous, row.sentAt(), now))
                        .contains(new Cooldown(
                                "*", row.reason(), NOW.plusSeconds(row.start()), NOW.plusSeconds(row.end())));
            }
            assertThat(rest.after(null, row.sentAt(), now))
                    .contains(new Cooldown("*", row.reason(), now, now.plusSeconds(row.asked())));
        });
    }

    /** The ledger knows that the budget is exhausted. */
    private static Case known(CallResult result) {
        return new Case(result, null, null, 0, true);
    }

    private static Case none(CallResult result) {
        return new Case(result, null, null, 0);
    }

    private static CallResult result(int status, @Nullable Long retryAfter, @Nullable Budget budget) {
        return new CallResult(status, null, budget, seconds(retryAfter), null);
    }

    private static CallResult limited(int status, @Nullable Long retryAfter, Budget budget) {
        return new CallResult(status, null, budget, seconds(retryAfter), null, true, false);
    }

    private static @Nullable Duration seconds(@Nullable Long number) {
        return number == null ? null : Duration.ofSeconds(number);
    }
}
