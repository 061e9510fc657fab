package io.octopool.api.server;

import io.octopool.api.http.Connections;
import io.octopool.api.http.Edge;
import io.octopool.api.settings.Settings;
import io.octopool.pool.FailurePlace;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.apache.pekko.japi.function.Function;

/** The HTTP listener. Coordinated shutdown unbinds it first and lets requests under way finish. */
record Listener(URI uri) {

    /** What is not answered this long after the shutdown began is cut off: more than any read may take. */
    private static final Duration LAST_ANSWER = Duration.ofSeconds(27);

    /** @throws StartFailure if the address cannot be had */
    static Listener bind(ActorSystem<?> system, Settings settings, Edge edge, Route routes) throws StartFailure {
        Function<HttpRequest, CompletionStage<HttpResponse>> handler = edge.around(routes.function(system));
        ServerSettings http = ServerSettings.create(system.settings().config())
                .withTerminationDeadlineExceededResponse(edge.stopping());
        String address = settings.httpHost() + ":" + settings.httpPort();
        try {
            ServerBinding binding = Http.get(system)
                    .newServerAt(settings.httpHost(), settings.httpPort())
                    .withSettings(http)
                    .bindFlow(Connections.handledBy(handler, http.getPipeliningLimit()))
                    .toCompletableFuture()
                    .join();
            binding.addToCoordinatedShutdown(LAST_ANSWER, system);
            return new Listener(uri(settings.httpHost(), binding.localAddress()));
        } catch (CompletionException e) {
            Throwable cause = FailurePlace.unwrap(e);
            throw new StartFailure("cannot listen on " + address + ": " + reason(cause), e);
        }
    }

    private static String reason(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    private static URI uri(String host, InetSocketAddress bound) {
        String literal = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
        return URI.create("http://" + literal + ":" + bound.getPort());
    }
}
