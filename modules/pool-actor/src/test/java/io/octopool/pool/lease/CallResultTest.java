package io.octopool.pool.lease;

import static io.octopool.pool.fetch.ScriptedGitHub.json;
import static io.octopool.pool.fetch.ScriptedGitHub.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.github.client.Outcome;
import io.octopool.pool.budget.Budget;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CallResultTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void tellsASecondaryLimitByGitHubsMessage() {
        Map<Outcome, Boolean> table = Map.of(
                json(403, "{\"message\":\"You have exceeded a secondary rate limit. Please wait\"}"), true,
                json(429, "{\"documentation_url\":\"https://docs/rate-limits#about-secondary-rate-limits\"}"), true,
                json(403, "{\"message\":\"You have triggered an abuse detection mechanism.\"}"), true,
                json(403, "{\"message\":\"Resource not accessible\"}"), false,
                json(403, "x".repeat(10_000) + "secondary rate limit"), false,
                refused(429, Map.of()), false,
                json(200, "{\"message\":\"secondary rate limit\"}"), false);
        table.forEach(
                (outcome, limited) -> assertThat(CallResult.of(outcome, NOW).secondaryLimit())
                        .as(outcome.toString())
                        .isEqualTo(limited));
    }

    @Test
    void takesTheBudgetFromTheHeaders() {
        Map<String, String> headers = Map.of(
                "x-ratelimit-limit", "60",
                "x-ratelimit-remaining", "7",
                "x-ratelimit-reset", "1772366400",
                "x-ratelimit-resource", "core",
                "retry-after", "5");
        assertThat(CallResult.of(refused(403, headers), NOW))
                .isEqualTo(new CallResult(
                        403,
                        "core",
                        new Budget(60, 7, Instant.ofEpochSecond(1_772_366_400)),
                        Duration.ofSeconds(5),
                        null));
        assertThat(CallResult.of(new Outcome.TimedOut(), NOW)).isEqualTo(CallResult.failed(CallResult.Failure.TIMEOUT));
    }

    @Test
    void takesTheHeadersOfA401ForThoseOfTheAddressThatTheCallCameFrom() {
        Map<String, String> headers = Map.of(
                "x-ratelimit-limit", "60",
                "x-ratelimit-remaining", "0",
                "x-ratelimit-reset", "1772366400",
                "x-ratelimit-resource", "core");
        assertThat(CallResult.of(refused(401, headers), NOW)).isEqualTo(new CallResult(401, null, null, null, null));
    }

    @Test
    void translatesTheEndOfAWindowToOurClock() {
        Map<String, String> headers = Map.of(
                "date", "Sun, 01 Mar 2026 12:10:00 GMT",
                "x-ratelimit-limit", "60",
                "x-ratelimit-remaining", "7",
                "x-ratelimit-reset", Long.toString(NOW.plusSeconds(900).getEpochSecond()));
        assertThat(CallResult.of(refused(200, headers), NOW).budget())
                .isEqualTo(new Budget(60, 7, NOW.plusSeconds(300)));
    }

    /** Some servers say so where they keep no limits: with nothing to spend, nothing would ever be asked. */
    @Test
    void believesNoLimitOfNothing() {
        Map<String, String> headers = Map.of(
                "x-ratelimit-limit", "0",
                "x-ratelimit-remaining", "0",
                "x-ratelimit-reset", "1772366400");
        assertThat(CallResult.of(refused(200, headers), NOW).budget()).isNull();
    }

    @Test
    void seesThatAnOrganisationWantsSingleSignOn() {
        Map<String, String> headers = Map.of("x-github-sso", "required; url=https://github.com/orgs/o/sso");
        assertThat(CallResult.of(refused(403, headers), NOW).ssoRequired()).isTrue();
        assertThat(CallResult.of(refused(403, Map.of()), NOW).ssoRequired()).isFalse();
    }

    @Test
    void knowsWhichCallsMayHaveBeenCountedInSilence() {
        Map<CallResult, Boolean> table = Map.ofEntries(
                Map.entry(CallResult.failed(CallResult.Failure.TIMEOUT), true),
                Map.entry(CallResult.of(new Outcome.Unreachable("reset"), NOW), true),
                Map.entry(CallResult.of(new Outcome.Unreachable("refused", false), NOW), false),
                Map.entry(CallResult.abandoned(), true),
                Map.entry(CallResult.failed(CallResult.Failure.NOT_SENT), false),
                Map.entry(CallResult.failed(CallResult.Failure.MISCONFIGURED), false),
                Map.entry(new CallResult(502, null, null, null, null), true),
                Map.entry(new CallResult(401, null, null, null, null), false),
                Map.entry(new CallResult(200, null, null, null, null), false),
                Map.entry(new CallResult(403, "core", new Budget(60, 7, NOW), null, null), false));
        table.forEach((result, silent) ->
                assertThat(result.maySpendSilently()).as(result.toString()).isEqualTo(silent));
    }
}
