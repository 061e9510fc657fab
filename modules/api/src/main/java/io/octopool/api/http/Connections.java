package io.octopool.api.http;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.japi.function.Function;
import org.apache.pekko.stream.javadsl.Flow;

/**
 * Handles each connection by a stream of its own, whose end tells the requests under way that their client has left.
 *
 * <p>A reset shows as the HTTP layer's no longer taking answers. A client that closes in order is like one that will only
 * send no more, and is taken to have left, as proxies take it; unless it said with its request that it would be the last,
 * for then the HTTP layer itself ends the requests. That a connection is read while a request is under way, so that its end
 * is seen, is owed to {@code pipelining-limit}, which is above one.
 */
public final class Connections {

    private Connections() {}

    /** The flow for all connections. The handler must not fail; as many requests of one connection run at once as given. */
    public static Flow<HttpRequest, HttpResponse, ?> handledBy(
            Function<HttpRequest, CompletionStage<HttpResponse>> handler, int pipelined) {
        return Flow.fromMaterializer((_, _) -> {
            Presence.Connection connection = new Presence.Connection();
            return Flow.of(HttpRequest.class)
                    .watchTermination((nothing, ended) -> {
                        CompletionStage<?> _ = ended.whenComplete((_, _) -> connection.endOfRequests());
                        return nothing;
                    })
                    .mapAsync(pipelined, request -> answered(handler, request, connection))
                    .watchTermination((nothing, ended) -> {
                        CompletionStage<?> _ = ended.whenComplete((_, _) -> connection.end());
                        return nothing;
                    });
        });
    }

    private static CompletionStage<HttpResponse> answered(
            Function<HttpRequest, CompletionStage<HttpResponse>> handler,
            HttpRequest request,
            Presence.Connection connection)
            throws Exception {
        CompletableFuture<HttpResponse> answer = new CompletableFuture<>();
        CompletionStage<HttpResponse> _ = handler.apply(connection.accompany(request, answer))
                .whenComplete((response, failure) -> {
                    if (failure == null) {
                        answer.complete(response);
                    } else {
                        answer.completeExceptionally(failure);
                    }
                });
        return answer;
    }
}
