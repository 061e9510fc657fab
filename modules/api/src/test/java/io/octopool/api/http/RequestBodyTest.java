package io.octopool.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.pool.FailurePlace;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.japi.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bodies of clients that go away in their middle, over a real connection. */
class RequestBodyTest {

    private static final String HALF = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + "Content-Length: 100\r\n\r\n{\"pool\":";

    private final ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "request-body");
    private final CompletableFuture<Void> arrived = new CompletableFuture<>();
    private final CompletableFuture<String> outcome = new CompletableFuture<>();

    @AfterEach
    void stop() {
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().join();
    }

    private Socket connect() throws Exception {
        ServerBinding binding = Http.get(system)
                .newServerAt("127.0.0.1", 0)
                .bind((Function<HttpRequest, CompletionStage<HttpResponse>>) this::take)
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
        return new Socket(
                InetAddress.getLoopbackAddress(), binding.localAddress().getPort());
    }

    private CompletionStage<HttpResponse> take(HttpRequest request) {
        arrived.complete(null);
        return new RequestBody(system).object(Exchange.of(request)).handle((body, failure) -> {
            outcome.complete(failure == null ? body.toString() : described(failure));
            return HttpResponse.create().withStatus(400);
        });
    }

    private static String described(Throwable failure) {
        return FailurePlace.unwrap(failure) instanceof ApiFailure expected
                ? expected.error().status() + " " + expected.error().code()
                : failure.toString();
    }

    @Test
    void isInvalidWhereTheClientEndsTheConnectionInItsMiddle() throws Exception {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(HALF.getBytes(StandardCharsets.US_ASCII));
            arrived.get(30, TimeUnit.SECONDS);
        }
        assertThat(outcome.get(30, TimeUnit.SECONDS)).isEqualTo("400 invalid_request");
    }

    @Test
    void isInvalidWhereTheClientResetsTheConnectionInItsMiddle() throws Exception {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(HALF.getBytes(StandardCharsets.US_ASCII));
            arrived.get(30, TimeUnit.SECONDS);
            socket.setSoLinger(true, 0);
        }
        assertThat(outcome.get(30, TimeUnit.SECONDS)).isEqualTo("400 invalid_request");
    }
}
