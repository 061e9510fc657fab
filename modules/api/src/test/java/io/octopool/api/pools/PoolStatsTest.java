package io.octopool.api.pools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.octopool.api.access.Callers;
import io.octopool.api.http.ApiFailure;
import io.octopool.api.http.Exchange;
import io.octopool.persistence.query.TokenOwner;
import io.octopool.persistence.usage.CallerUsage;
import io.octopool.persistence.usage.Cell;
import io.octopool.persistence.usage.PoolUsage;
import io.octopool.persistence.usage.Tally;
import io.octopool.persistence.usage.Usage;
import io.octopool.pool.FailurePlace;
import io.octopool.pool.caller.Caller.CheckReply;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
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
    private final List<String> asked = new ArrayList<>();
    private CompletionStage<PoolUsage> ofPool = CompletableFuture.completedStage(usage(1));
    private CompletionStage<CallerUsage> ofCaller = CompletableFuture.completedStage(new CallerUsage(List.of()));
    private final Map<String, String> callerIds = new HashMap<>();
    private final Callers callers = new Callers(
            (_, hash, pool) -> CompletableFuture.completedStage(
                    pool.equals("maintainers")
                            ? new CheckReply.Valid(
                                    callerId(hash), "carol", "octo-org", Instant.EPOCH, "token", "laptop")
                            : new CheckReply.Invalid()),
            _ -> CompletableFuture.completedStage(Optional.of(new TokenOwner("caller", "octo-org", 7))),
            "octo-org",
            nanos::get);
    private PoolStats stats = new PoolStats(callers, new Told(), nanos::get, () -> NOW);

    private final class Told implements Usage {

        @Override
        public CompletionStage<PoolUsage> ofPool(String pool, Instant from, Instant now) {
            asked.add(pool + " since " + Duration.between(from, now));
            return ofPool;
        }

        @Override
        public CompletionStage<CallerUsage> ofCaller(String pool, String callerId, Instant from) {
            asked.add(callerId + " of " + pool + " since " + Duration.between(from, NOW));
            return ofCaller;
        }
    }

    /** Whoever comes first is caller 1. */
    private String callerId(String tokenHash) {
        return callerIds.computeIfAbsent(tokenHash, _ -> "caller_" + (callerIds.size() + 1));
    }

    private static PoolUsage usage(long requests) {
        Tally tally = new Tally(requests, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        return new PoolUsage(tally, List.of(), List.of(), List.of(), new PoolUsage.CacheTotals(0, 0, 0));
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
        assertThat(asked).containsExactly("maintainers since PT24H", "caller_1 of maintainers since PT24H");
        assertThat(body.at("/window/label").textValue()).isEqualTo("24h");
        assertThat(body.at("/operator/github_login").textValue()).isEqualTo("carol");
        assertThat(body.has("client_filter")).isFalse();
    }

    @Test
    void asksForWhatTheParametersSay() throws Exception {
        JsonNode body = get("?since=%2090M&client=Desk.local%20");
        assertThat(asked).containsExactly("maintainers since PT1H30M", "caller_1 of maintainers since PT1H30M");
        assertThat(body.at("/client_filter").textValue()).isEqualTo("Desk");
    }

    @Test
    void tellsOfTheClientThatIsAskedAbout() throws Exception {
        Tally ten = new Tally(10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        ofCaller = CompletableFuture.completedStage(
                new CallerUsage(List.of(new Cell<>(new Cell.CallerKey("desk", "repo_view"), ten, NOW))));
        assertThat(get("?client=desk").at("/client_usage/requests").intValue()).isEqualTo(10);
        assertThat(get("").at("/client_usage/requests").intValue()).isZero();
        assertThat(get("").at("/caller_usage/requests").intValue()).isEqualTo(10);
        assertThat(asked).hasSize(2);
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
        ofPool = CompletableFuture.completedStage(usage(2));
        assertThat(get("?since=60m").at("/pool_usage/requests").intValue()).isOne();
        assertThat(asked).hasSize(2);
        assertThat(get("?since=2h").at("/pool_usage/requests").intValue()).isEqualTo(2);
        assertThat(asked).hasSize(4);
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        assertThat(get("?since=1h").at("/pool_usage/requests").intValue()).isEqualTo(2);
    }

    @Test
    void keepsAnAnswerFromWhenItCame() throws Exception {
        CompletableFuture<PoolUsage> slow = new CompletableFuture<>();
        ofPool = slow;
        CompletableFuture<HttpResponse> first = ask("").toCompletableFuture();
        nanos.addAndGet(Duration.ofSeconds(4).toNanos());
        slow.complete(usage(1));
        assertThat(first.join().status().intValue()).isEqualTo(200);
        nanos.addAndGet(Duration.ofMillis(1_999).toNanos());
        ofPool = CompletableFuture.completedStage(usage(2));
        assertThat(get("").at("/pool_usage/requests").intValue()).isOne();
        nanos.addAndGet(Duration.ofMillis(1).toNanos());
        assertThat(get("").at("/pool_usage/requests").intValue()).isEqualTo(2);
    }

    @Test
    void sharesOneQuestionAmongThoseWhoWait() {
        CompletableFuture<PoolUsage> slow = new CompletableFuture<>();
        ofPool = slow;
        CompletableFuture<HttpResponse> first = ask("").toCompletableFuture();
        CompletableFuture<HttpResponse> second = ask("").toCompletableFuture();
        slow.complete(usage(1));
        assertThat(first.join().status().intValue() + second.join().status().intValue())
                .isEqualTo(400);
        assertThat(asked).hasSize(2);
    }

    @Test
    void asksOnceForThePoolOfTwoCallers() {
        ask("maintainers", "Bearer t", "").toCompletableFuture().join();
        ask("maintainers", "Bearer u", "").toCompletableFuture().join();
        assertThat(asked)
                .containsExactly(
                        "maintainers since PT24H",
                        "caller_1 of maintainers since PT24H",
                        "caller_2 of maintainers since PT24H");
    }

    @Test
    void asksOneQuestionAtATime() {
        CompletableFuture<PoolUsage> slow = new CompletableFuture<>();
        ofPool = slow;
        CompletableFuture<HttpResponse> first = ask("?since=1h").toCompletableFuture();
        CompletableFuture<HttpResponse> second = ask("?since=2h").toCompletableFuture();
        assertThat(asked).containsExactly("maintainers since PT1H");
        CompletableFuture<CallerUsage> slower = new CompletableFuture<>();
        ofCaller = slower;
        slow.complete(usage(1));
        assertThat(asked).containsExactly("maintainers since PT1H", "caller_1 of maintainers since PT1H");
        slower.complete(new CallerUsage(List.of()));
        assertThat(first.join().status().intValue() + second.join().status().intValue())
                .isEqualTo(400);
        assertThat(asked).hasSize(4);
    }

    @Test
    void isOverloadedForThoseWhoseTurnDoesNotComeInTimeAndAsksNothingForThem() throws Exception {
        stats = new PoolStats(callers, new Told(), nanos::get, () -> NOW, Duration.ofMillis(20));
        CompletableFuture<PoolUsage> slow = new CompletableFuture<>();
        ofPool = slow;
        CompletableFuture<HttpResponse> first = ask("?since=1h").toCompletableFuture();
        assertThat(refusal("maintainers", "Bearer t", "?since=2h")).isEqualTo("503 relay_overloaded");
        assertThat(first).failsWithin(Duration.ofSeconds(30));
        slow.complete(usage(1));
        assertThat(asked).containsExactly("maintainers since PT1H");
        assertThat(get("?since=2h").at("/pool_usage/requests").intValue()).isOne();
    }

    @Test
    void isOverloadedAtOnceWhereTooManyWait() {
        ofPool = new CompletableFuture<>();
        List<CompletableFuture<HttpResponse>> waiting = IntStream.rangeClosed(1, 40)
                .mapToObj(hours -> ask("?since=" + hours).toCompletableFuture())
                .toList();
        assertThat(waiting.getLast()).isCompletedExceptionally();
        assertThat(waiting.getFirst()).isNotDone();
        assertThat(asked).hasSize(1);
    }

    @Test
    void isOverloadedWhileTheDatabaseIsAwayAndRemembersNoFailure() throws Exception {
        ofPool = CompletableFuture.failedStage(new SQLException("away"));
        assertThat(refusal("maintainers", "Bearer t", "")).isEqualTo("503 relay_overloaded");
        ofPool = CompletableFuture.completedStage(usage(3));
        assertThat(get("").at("/pool_usage/requests").intValue()).isEqualTo(3);
    }
}
