package io.octopool.api.http;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.japi.function.Function;
import org.apache.pekko.stream.javadsl.Flow;

/**
 * Handles each connection by a stream of its own, whose end tells the requests under way that their client has left.
 *
 * <p>The HTTP layer takes an answer as long as the connection stands: its cancelling of the answers is the sign that is
 * watched. That it reads on while a request is under way, and so sees the end, is owed to {@code pipelining-limit}, which is
 * above one.
 */
public final class Connections {

    private Connections() {}

    /** The flow for all connections. The handler must not fail; as many requests of one connection run at once as given. */
    public static Flow<HttpRequest, HttpResponse, ?> handledBy(
            Function<HttpRequest, CompletionStage<HttpResponse>> handler, int pipelined) {
        return Flow.fromMaterializer((_, _) -> {
            Presence.Connection connection = new Presence.Connection();
            return Flow.of(HttpRequest.class)
                    .mapAsync(pipelined, request -> answered(handler, request, connection))
                    .watchTermination((nothing, ended) -> {
                        CompletionStage<?> _ = ended.whenComplete((_, _) -> connection.end());
                        return NotUsed.getInstance();
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
