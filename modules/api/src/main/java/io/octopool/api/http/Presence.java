package io.octopool.api.http;

import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.http.javadsl.model.AttributeKey;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpProtocols;
import org.apache.pekko.http.javadsl.model.HttpRequest;

/** Whether the client that sent a request is still there to hear the answer. Safe for all threads. */
public final class Presence {

    private static final AttributeKey<Presence> KEY = AttributeKey.create("octopool-presence", Presence.class);

    private final CompletableFuture<Void> departure = new CompletableFuture<>();
    private final boolean last;

    private Presence(boolean last) {
        this.last = last;
    }

    /** The presence that travels with a request; of one that came by no connection it is never known to end. */
    static Presence of(HttpRequest request) {
        return request.getAttribute(KEY).orElseGet(() -> new Presence(false));
    }

    /** Runs when the client leaves before its answer; at once if it has left. */
    public void onDeparture(Runnable action) {
        CompletionStage<Void> _ = departure.thenRun(action);
    }

    /** The requests under way on one connection: as many as are pipelined, each until it is answered. */
    static final class Connection {

        private final Set<Presence> waiting = ConcurrentHashMap.newKeySet();
        private volatile boolean requestsEnded;
        private volatile boolean ended;

        /** The request with a presence that lasts until {@code answered} or until the connection ends. */
        HttpRequest accompany(HttpRequest request, CompletionStage<?> answered) {
            Presence presence = new Presence(isLast(request));
            waiting.add(presence);
            CompletionStage<?> _ = answered.whenComplete((_, _) -> waiting.remove(presence));
            if (ended) {
                end();
            } else if (requestsEnded) {
                endOfRequests();
            }
            return request.addAttribute(KEY, presence);
        }

        /** The client sends no more. */
        void endOfRequests() {
            requestsEnded = true;
            waiting.stream().filter(presence -> !presence.last).forEach(presence -> presence.departure.complete(null));
        }

        /** Nobody takes an answer any more. */
        void end() {
            ended = true;
            waiting.forEach(presence -> presence.departure.complete(null));
        }

        private static boolean isLast(HttpRequest request) {
            String connection = request.getHeader("connection")
                    .map(HttpHeader::value)
                    .orElse("")
                    .toLowerCase(Locale.ROOT);
            return connection.contains("close")
                    || (request.protocol().equals(HttpProtocols.HTTP_1_0) && !connection.contains("keep-alive"));
        }
    }
}
