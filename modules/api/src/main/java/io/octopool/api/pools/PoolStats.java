package io.octopool.api.pools;

import com.github.benmanes.caffeine.cache.Ticker;
import io.octopool.api.access.Asking;
import io.octopool.api.access.BearerToken;
import io.octopool.api.access.Callers;
import io.octopool.api.http.Exchange;
import io.octopool.api.http.Json;
import io.octopool.api.http.Responses;
import io.octopool.persistence.usage.CallerUsage;
import io.octopool.persistence.usage.PoolUsage;
import io.octopool.persistence.usage.Usage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.util.ByteString;

/**
 * {@code GET /v1/pools/{pool}/stats} (server spec 1.7, 11.3). What is told of a window serves everyone who asks for it within 2 s,
 * and questions to the database are asked one at a time: so polling costs it little, and other work always finds a thread.
 */
public final class PoolStats {

    private static final Duration KEPT = Duration.ofSeconds(2);

    private final Callers callers;
    private final Usage usage;
    private final InstantSource clock;
    private final SharedAnswers<PoolWindow, Told> ofPools;
    private final SharedAnswers<CallerWindow, CallerUsage> ofCallers;

    private record PoolWindow(String pool, Duration length) {}

    private record CallerWindow(String pool, String callerId, Duration length) {}

    /** A pool's usage as of an instant. */
    private record Told(PoolUsage usage, Instant at) {}

    public PoolStats(Callers callers, Usage usage, Ticker ticker, InstantSource clock) {
        this(callers, usage, ticker, clock, Asking.PATIENCE);
    }

    PoolStats(Callers callers, Usage usage, Ticker ticker, InstantSource clock, Duration patience) {
        this.callers = callers;
        this.usage = usage;
        this.clock = clock;
        Turns turns = new Turns();
        this.ofPools = new SharedAnswers<>(turns, KEPT, patience, ticker);
        this.ofCallers = new SharedAnswers<>(turns, KEPT, patience, ticker);
    }

    /** Authentication comes before any look at the parameters. */
    public CompletionStage<HttpResponse> of(String pool, Exchange exchange) {
        return callers.of(BearerToken.of(exchange), pool)
                .thenCompose(caller -> Asking.answered(answer(StatsQuery.of(pool, caller, exchange.query()))))
                .thenApply(body -> Responses.json(200, body, Responses.NO_STORE));
    }

    private CompletionStage<ByteString> answer(StatsQuery query) {
        String pool = query.pool();
        String caller = query.caller().callerId();
        Duration length = query.window().length();
        CompletionStage<Told> ofPool = ofPools.to(new PoolWindow(pool, length), () -> {
            Instant now = clock.instant();
            return usage.ofPool(pool, now.minus(length), now).thenApply(told -> new Told(told, now));
        });
        CompletionStage<CallerUsage> ofCaller = ofCallers.to(
                new CallerWindow(pool, caller, length),
                () -> usage.ofCaller(pool, caller, clock.instant().minus(length)));
        return ofPool.thenCombine(
                ofCaller,
                (told, read) ->
                        ByteString.fromArrayUnsafe(Json.bytes(StatsBody.of(query, told.usage(), read, told.at()))));
    }
}
