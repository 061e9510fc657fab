package io.octopool.api.http;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.http.javadsl.model.AttributeKey;
import org.apache.pekko.http.javadsl.model.HttpRequest;

/** Whether the client that sent a request is still there to hear the answer. Safe for all threads. */
public final class Presence {

    private static final AttributeKey<Presence> KEY = AttributeKey.create("octopool-presence", Presence.class);

    private final CompletableFuture<Void> departure = new CompletableFuture<>();

    /** The presence that travels with a request; of one that came by no connection it is never known to end. */
    static Presence of(HttpRequest request) {
        return request.getAttribute(KEY).orElseGet(Presence::new);
    }

    /** Runs when the client leaves before its answer; at once if it has left. */
    public void onDeparture(Runnable action) {
        CompletionStage<Void> _ = departure.thenRun(action);
    }

    /** The requests under way on one connection: as many as are pipelined, each until it is answered. */
    static final class Connection {

        private final Set<Presence> waiting = ConcurrentHashMap.newKeySet();
        private volatile boolean ended;

        /** The request with a presence that lasts until {@code answered} or until the connection ends. */
        HttpRequest accompany(HttpRequest request, CompletionStage<?> answered) {
            Presence presence = new Presence();
            waiting.add(presence);
            CompletionStage<?> _ = answered.whenComplete((_, _) -> waiting.remove(presence));
            if (ended) {
                end();
            }
            return request.addAttribute(KEY, presence);
        }

        /** Nobody takes an answer any more. */
        void end() {
            ended = true;
            waiting.forEach(presence -> presence.departure.complete(null));
        }
    }
}
