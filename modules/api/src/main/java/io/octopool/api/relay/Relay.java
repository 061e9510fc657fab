package io.octopool.api.relay;

import com.github.benmanes.caffeine.cache.Ticker;
import io.octopool.api.access.BearerToken;
import io.octopool.api.access.Callers;
import io.octopool.api.access.Policies;
import io.octopool.api.http.ApiError;
import io.octopool.api.http.ApiFailure;
import io.octopool.api.http.Endpoint;
import io.octopool.api.http.Exchange;
import io.octopool.api.http.RequestBody;
import io.octopool.api.http.Responses;
import io.octopool.github.routes.RouteCatalog;
import io.octopool.github.routes.RouteMatch;
import io.octopool.pool.audit.AuditBuffer;
import io.octopool.pool.policy.Policy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /v1/github/request} (server spec 3 to 5): validate, authenticate, decide, read, answer, audit.
 *
 * <p>Invariants: everyone gets an answer within {@link #DEADLINE} and a moment; whoever was authenticated for an existing pool
 * leaves exactly one audit record; overload is 424 {@code relay_overloaded} here, never 503.
 */
public final class Relay implements Endpoint {

    /** Below the clients' 30 s (design, "Data flow of one read"). */
    static final Duration DEADLINE = Duration.ofSeconds(25);

    private static final Logger LOG = LoggerFactory.getLogger(Relay.class);

    private final RequestBody bodies;
    private final Callers callers;
    private final Policies policies;
    private final PolicyGate gate;
    private final Reads reads;
    private final Audit audit;
    private final InstantSource clock;

    public Relay(
            RequestBody bodies,
            Callers callers,
            Policies policies,
            ClusterSharding sharding,
            ActorRef<AuditBuffer.Command> auditBuffer,
            Ticker ticker,
            InstantSource clock) {
        RouteCatalog catalog = RouteCatalog.github();
        this.bodies = bodies;
        this.callers = callers;
        this.policies = policies;
        this.gate = new PolicyGate(catalog);
        this.reads = new Reads(sharding, ticker, clock);
        this.audit = new Audit(catalog, auditBuffer, clock);
        this.clock = clock;
    }

    /** Forgets the proof for owner/repo, in lower case. */
    public void visibilityFlipped(String repoKey) {
        reads.visibilityFlipped(repoKey);
    }

    @Override
    public CompletionStage<HttpResponse> answer(Exchange exchange) {
        Instant startedAt = clock.instant();
        return bodies.object(exchange)
                .thenApply(RelayRequest::of)
                .thenCompose(request -> admit(exchange, request, startedAt))
                .exceptionally(failure -> {
                    throw inRelayTerms(failure);
                });
    }

    private CompletionStage<HttpResponse> admit(Exchange exchange, RelayRequest request, Instant startedAt) {
        String token = BearerToken.of(exchange);
        return callers.of(token, request.pool())
                .thenCompose(caller -> policies.of(request.pool())
                        .thenCompose(
                                policy -> relay(Reading.of(exchange.requestId(), startedAt, caller, request), policy)));
    }

    private CompletionStage<HttpResponse> relay(Reading reading, Policy policy) {
        return switch (gate.decide(reading.path(), reading.asked().query(), policy)) {
            case PolicyGate.Decision.Denied(ApiError error) ->
                CompletableFuture.completedStage(
                        finish(reading, new Outcome.Failed(error, null, null, CacheStatus.UNKNOWN)));
            case PolicyGate.Decision.Allowed(RouteMatch match) -> {
                Duration remaining = DEADLINE.minus(Duration.between(reading.startedAt(), clock.instant()));
                yield reads.read(reading, match, remaining.isPositive() ? remaining : Duration.ofMillis(1))
                        .exceptionally(
                                failure -> new Outcome.Failed(unanswered(failure), match, null, CacheStatus.UNKNOWN))
                        .thenApply(outcome -> finish(reading, outcome));
            }
        };
    }

    private HttpResponse finish(Reading reading, Outcome outcome) {
        audit.note(reading, outcome);
        return switch (outcome) {
            case Outcome.Answered answered -> Responses.json(200, answered.bytes(), Responses.NO_STORE);
            case Outcome.Failed failed -> Responses.error(failed.error(), reading.requestId(), clock.instant());
        };
    }

    /** An entity that does not answer in time has no database, no room or no node. */
    private static ApiError unanswered(Throwable failure) {
        Throwable cause = ApiFailure.unwrap(failure);
        if (!(cause instanceof TimeoutException)) {
            LOG.warn("A read failed unexpectedly: {}", cause.getClass().getName());
        }
        return overloaded();
    }

    private static ApiError overloaded() {
        return ApiError.fallback(ApiError.OVERLOADED.code(), ApiError.OVERLOADED.message());
    }

    private static RuntimeException inRelayTerms(Throwable failure) {
        Throwable cause = ApiFailure.unwrap(failure);
        return cause instanceof ApiFailure expected && expected.error().equals(ApiError.OVERLOADED)
                ? overloaded().asFailure()
                : new CompletionException(cause);
    }
}
