package io.octopool.api.pools;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.octopool.api.access.Asking;
import io.octopool.api.access.BearerToken;
import io.octopool.api.access.Callers;
import io.octopool.api.http.Exchange;
import io.octopool.api.http.Json;
import io.octopool.api.http.Responses;
import io.octopool.persistence.usage.Usage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.util.ByteString;

/**
 * {@code GET /v1/pools/{pool}/stats} (server spec 1.7, 11.3). An answer serves everyone who asks the same within 2 s, so that
 * polling costs the database little.
 */
public final class PoolStats {

    private static final Duration KEPT = Duration.ofSeconds(2);
    private static final int BOUND = 256;

    private final Callers callers;
    private final Usage usage;
    private final InstantSource clock;
    private final Cache<StatsQuery, CompletableFuture<ByteString>> answers;

    public PoolStats(Callers callers, Usage usage, Ticker ticker, InstantSource clock) {
        this.callers = callers;
        this.usage = usage;
        this.clock = clock;
        this.answers = Caffeine.newBuilder()
                .maximumSize(BOUND)
                .expireAfterWrite(KEPT)
                .ticker(ticker)
                .executor(Runnable::run)
                .build();
    }

    /** Authentication comes before any look at the parameters. */
    public CompletionStage<HttpResponse> of(String pool, Exchange exchange) {
        return callers.of(BearerToken.of(exchange), pool)
                .thenCompose(caller -> Asking.answered(answer(StatsQuery.of(pool, caller, exchange.query()))))
                .thenApply(body -> Responses.json(200, body, Responses.NO_STORE));
    }

    private CompletionStage<ByteString> answer(StatsQuery query) {
        CompletableFuture<ByteString> answer = answers.get(query, this::ask);
        return answer.whenComplete((_, failure) -> {
                    if (failure != null) {
                        answers.asMap().remove(query, answer);
                    }
                })
                .orTimeout(Asking.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private CompletableFuture<ByteString> ask(StatsQuery query) {
        Instant now = clock.instant();
        return usage.of(query.question(now))
                .thenApply(report -> ByteString.fromArrayUnsafe(Json.bytes(StatsBody.of(query, report, now))))
                .toCompletableFuture();
    }
}
