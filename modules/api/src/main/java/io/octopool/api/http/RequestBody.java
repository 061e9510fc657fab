package io.octopool.api.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.octopool.pool.FailurePlace;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.scaladsl.model.EntityStreamException;
import org.apache.pekko.http.scaladsl.model.EntityStreamSizeException;
import org.apache.pekko.stream.StreamTcpException;

/** Takes request bodies: bounded in size and time, JSON objects only (server spec 3.7, 1.5). */
public final class RequestBody {

    /** Largest body taken, in bytes. */
    public static final int MAX_BYTES = 64 * 1024;

    private static final long MAX_MILLIS = 10_000;

    private final ActorSystem<?> system;

    public RequestBody(ActorSystem<?> system) {
        this.system = system;
    }

    /** As {@link #object}, with an empty object for an empty body. */
    public CompletionStage<ObjectNode> objectIfAny(Exchange exchange) {
        return read(exchange, true);
    }

    /**
     * Fails with {@code request_too_large}, {@code unsupported_media_type} or {@code invalid_json}, in this order; before them,
     * with {@code request_timeout} or {@code invalid_request} if the body does not arrive, or not whole.
     */
    public CompletionStage<ObjectNode> object(Exchange exchange) {
        return read(exchange, false);
    }

    private CompletionStage<ObjectNode> read(Exchange exchange, boolean mayBeEmpty) {
        HttpEntity entity = exchange.request().entity();
        if (entity.getContentLengthOption().orElse(0) > MAX_BYTES) {
            entity.discardBytes(system);
            throw tooLarge();
        }
        return exchange.request()
                .toStrict(MAX_MILLIS, MAX_BYTES, system)
                .exceptionally(failure -> {
                    throw explained(failure);
                })
                .thenApply(strict -> {
                    HttpEntity.Strict body = (HttpEntity.Strict) strict.entity();
                    if (mayBeEmpty && body.getData().isEmpty()) {
                        return Json.object();
                    }
                    if (!exchange.contentType().contains("application/json")) {
                        throw ApiError.of(415, "unsupported_media_type", "The content type must be application/json.")
                                .asFailure();
                    }
                    return Json.parse(body.getData().toArray());
                });
    }

    /** A body that ends too soon or is malformed is the client's doing; so is a connection that it resets. */
    private static RuntimeException explained(Throwable failure) {
        return switch (FailurePlace.unwrap(failure)) {
            case EntityStreamSizeException _ -> tooLarge();
            case TimeoutException _ ->
                ApiError.of(408, "request_timeout", "The body did not arrive in time.")
                        .asFailure();
            case EntityStreamException _, StreamTcpException _ ->
                ApiError.of(400, "invalid_request", "The body did not arrive whole.")
                        .asFailure();
            case Throwable other -> new CompletionException(other);
        };
    }

    private static ApiFailure tooLarge() {
        return ApiError.of(413, "request_too_large", "The body is larger than " + MAX_BYTES + " bytes.")
                .asFailure();
    }
}
