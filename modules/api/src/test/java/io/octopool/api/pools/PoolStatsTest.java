package io.octopool.api.pools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.octopool.api.access.Callers;
import io.octopool.api.http.ApiFailure;
import io.octopool.api.http.Exchange;
import io.octopool.persistence.query.TokenOwner;
import io.octopool.persistence.usage.Tally;
import io.octopool.persistence.usage.UsageQuestion;
import io.octopool.persistence.usage.UsageReport;
import io.octopool.pool.FailurePlace;
import io.octopool.pool.caller.Caller.CheckReply;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PoolStatsTest {

    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    private final AtomicLong nanos = new AtomicLong();
    private final List<UsageQuestion> asked = new ArrayList<>();
    private CompletionStage<UsageReport> report = CompletableFuture.completedStage(report(1));
    private final Callers callers = new Callers(
            (_, hash, pool) -> CompletableFuture.completedStage(
                    pool.equals("maintainers")
                            ? new CheckReply.Valid("caller_1", "carol", "octo-org", Instant.EPOCH, "token", "laptop")
                            : new CheckReply.Invalid()),
            _ -> CompletableFuture.completedStage(Optional.of(new TokenOwner("caller_1", "octo-org", 7))),
            "octo-org",
            nanos::get);
    private final PoolStats stats = new PoolStats(
            callers,
            question -> {
                asked.add(question);
                return report;
            },
            nanos::get,
            () -> NOW);

    private static UsageReport report(long requests) {
        Tally tally = new Tally(requests, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        return new UsageReport(
                tally,
                Tally.NONE,
                Tally.NONE,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                new UsageReport.CacheTotals(0, 0, 0));
    }

    private JsonNode get(String query) throws Exception {
        HttpResponse response = ask(query).toCompletableFuture().join();
        assertThat(response.status().intValue()).isEqualTo(200);
        return new ObjectMapper()
                .readTree(((HttpEntity.Strict) response.entity()).getData().toArray());
    }

    private CompletionStage<HttpResponse> ask(String query) {
        return ask("maintainers", "Bearer t", query);
    }

    private CompletionStage<HttpResponse> ask(String pool, String authorization, String query) {
        HttpRequest request = HttpRequest.GET("/v1/pools/" + pool + "/stats" + query);
        HttpRequest withToken =
                authorization.isEmpty() ? request : request.addHeader(RawHeader.create("authorization", authorization));
        return stats.of(pool, Exchange.of(withToken));
    }

    private String refusal(String pool, String authorization, String query) {
        try {
            ask(pool, authorization, query).toCompletableFuture().join();
            return "none";
        } catch (ApiFailure failure) {
            return failure.error().status() + " " + failure.error().code();
        } catch (CompletionException e) {
            ApiFailure failure = (ApiFailure) FailurePlace.unwrap(e);
            return failure.error().status() + " " + failure.error().code();
        }
    }

    @Test
    void asksForADayOfTheOwnClientUnlessToldOtherwise() throws Exception {
        JsonNode body = get("");
        assertThat(asked)
                .containsExactly(
                        new UsageQuestion("maintainers", "caller_1", "laptop", NOW.minus(Duration.ofDays(1)), NOW));
        assertThat(body.at("/window/label").textValue()).isEqualTo("24h");
        assertThat(body.at("/operator/github_login").textValue()).isEqualTo("carol");
        assertThat(body.has("client_filter")).isFalse();
    }

    @Test
    void asksForWhatTheParametersSay() throws Exception {
        JsonNode body = get("?since=%2090M&client=Desk.local%20");
        assertThat(asked)
                .containsExactly(
                        new UsageQuestion("maintainers", "caller_1", "Desk", NOW.minus(Duration.ofMinutes(90)), NOW));
        assertThat(body.at("/client_filter").textValue()).isEqualTo("Desk");
    }

    @ParameterizedTest
    @CsvSource({
        "maintainers, '', ?since=x, 401 missing_auth",
        "other, Bearer t, ?since=x, 401 invalid_auth",
        "maintainers, Bearer t, ?since=x, 400 invalid_window",
        "maintainers, Bearer t, ?since=31d&client=, 400 invalid_window",
        "maintainers, Bearer t, ?client=, 400 client_name_invalid",
        "maintainers, Bearer t, ?client=%20, 400 client_name_invalid",
        "maintainers, Bearer t, ?client=a%2Fb, 400 client_name_invalid"
    })
    void refusesWithACode(String pool, String authorization, String query, String expected) {
        assertThat(refusal(pool, authorization, query)).isEqualTo(expected);
        assertThat(asked).isEmpty();
    }

    @Test
    void answersTheSameQuestionFromMemoryForTwoSeconds() throws Exception {
        assertThat(get("?since=1h").at("/pool_usage/requests").intValue()).isOne();
        report = CompletableFuture.completedStage(report(2));
        assertThat(get("?since=1h").at("/pool_usage/requests").intValue()).isOne();
        assertThat(get("?since=2h").at("/pool_usage/requests").intValue()).isEqualTo(2);
        assertThat(get("?since=1h&client=laptop").at("/pool_usage/requests").intValue())
                .isEqualTo(2);
        assertThat(asked).hasSize(3);
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        assertThat(get("?since=1h").at("/pool_usage/requests").intValue()).isEqualTo(2);
    }

    @Test
    void sharesOneQuestionAmongThoseWhoWait() {
        CompletableFuture<UsageReport> slow = new CompletableFuture<>();
        report = slow;
        CompletableFuture<HttpResponse> first = ask("").toCompletableFuture();
        CompletableFuture<HttpResponse> second = ask("").toCompletableFuture();
        slow.complete(report(1));
        assertThat(first.join().status().intValue() + second.join().status().intValue())
                .isEqualTo(400);
        assertThat(asked).hasSize(1);
    }

    @Test
    void isOverloadedWhileTheDatabaseIsAwayAndRemembersNoFailure() throws Exception {
        report = CompletableFuture.failedStage(new SQLException("away"));
        assertThat(refusal("maintainers", "Bearer t", "")).isEqualTo("503 relay_overloaded");
        report = CompletableFuture.completedStage(report(3));
        assertThat(get("").at("/pool_usage/requests").intValue()).isEqualTo(3);
    }
}
