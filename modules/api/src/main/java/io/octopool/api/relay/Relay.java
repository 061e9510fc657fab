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
import io.octopool.pool.FailurePlace;
import io.octopool.pool.audit.AuditBuffer;
import io.octopool.pool.cache.ReadQuery;
import io.octopool.pool.lease.Pool;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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

    /** How long a read may take altogether. */
    static final Duration DEADLINE = ReadQuery.MOST_PATIENCE;

    private static final Logger LOG = LoggerFactory.getLogger(Relay.class);

    private final RequestBody bodies;
    private final Callers callers;
    private final Policies policies;
    private final PolicyGate gate;
    private final ShardedEntries entries;
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
        this.entries = new ShardedEntries(sharding, ticker, clock);
        this.reads = new Reads(entries);
        this.audit = new Audit(catalog, auditBuffer, clock);
        this.clock = clock;
    }

    /** Forgets the proof for owner/repo, in lower case. */
    public void visibilityFlipped(String repoKey) {
        entries.visibilityFlipped(repoKey);
    }

    @Override
    public CompletionStage<HttpResponse> answer(Exchange exchange) {
        Instant startedAt = clock.instant();
        return bodies.object(exchange)
                .thenApply(RelayRequest::of)
                .thenCompose(request -> admit(exchange, request, startedAt))
                .exceptionally(failure -> {
                    throw inRelayTerms(failure, exchange.requestId()).asFailure();
                });
    }

    private CompletionStage<HttpResponse> admit(Exchange exchange, RelayRequest request, Instant startedAt) {
        String token = BearerToken.of(exchange);
        return callers.of(token, request.pool())
                .thenCompose(caller -> policies.of(request.pool())
                        .thenCompose(policy -> relay(
                                Reading.of(exchange.requestId(), startedAt, caller, request, exchange.presence()),
                                policy)));
    }

    /** Whatever happens from here on is audited. */
    private CompletionStage<HttpResponse> relay(Reading reading, Pool.PolicyReply.Found policy) {
        return CompletableFuture.completedStage(policy)
                .thenCompose(known -> outcome(reading, known))
                .exceptionally(failure ->
                        new Outcome.Failed(inRelayTerms(failure, reading.requestId()), null, null, CacheStatus.UNKNOWN))
                .thenApply(outcome -> finish(reading, outcome));
    }

    private CompletionStage<Outcome> outcome(Reading reading, Pool.PolicyReply.Found policy) {
        RelayRequest asked = reading.asked();
        return switch (gate.decide(
                reading.path(), asked.query(), asked.headers().shape(), policy)) {
            case PolicyGate.Decision.Denied(ApiError error) ->
                CompletableFuture.completedStage(new Outcome.Failed(error, null, null, CacheStatus.UNKNOWN));
            case PolicyGate.Decision.Allowed(RouteMatch match, boolean tokenFree) ->
                CompletableFuture.completedStage(Admitted.of(
                                reading, match, tokenFree, reading.startedAt().plus(DEADLINE)))
                        .thenCompose(reads::read)
                        .exceptionally(failure -> new Outcome.Failed(
                                inRelayTerms(failure, reading.requestId()), match, null, CacheStatus.UNKNOWN));
        };
    }

    private HttpResponse finish(Reading reading, Outcome outcome) {
        audit.note(reading, outcome);
        return switch (outcome) {
            case Outcome.Answered answered -> Responses.json(200, answered.bytes(), Responses.NO_STORE);
            case Outcome.Failed failed -> Responses.error(failed.error(), reading.requestId(), clock.instant());
        };
    }

    /** The error for a failure: what nobody foresaw is logged once, and looks like overload. */
    private static ApiError inRelayTerms(Throwable failure, String requestId) {
        if (FailurePlace.unwrap(failure) instanceof ApiFailure expected) {
            return expected.error().equals(ApiError.OVERLOADED) ? ApiError.OVERLOADED_RELAY : expected.error();
        }
        LOG.error("Relay request {} failed unexpectedly: {}", requestId, FailurePlace.of(failure));
        return ApiError.OVERLOADED_RELAY;
    }
}
