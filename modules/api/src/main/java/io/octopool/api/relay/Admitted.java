package io.octopool.api.relay;

import io.octopool.api.http.Presence;
import io.octopool.github.request.CanonicalRequest;
import io.octopool.github.request.RequestPath;
import io.octopool.github.routes.RouteMatch;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A request that is relayed.
 *
 * @param path the path that is read, after {@code /user} was rewritten (server spec 3.6)
 * @param presence whether its client still waits
 * @param tokenFree whether only transports without a pooled credential may serve it (server spec 4.6)
 * @param deadline when its client stops being interested; all that is asked on its behalf is answered by then
 */
record Admitted(
        String requestId,
        RelayRequest asked,
        RequestPath path,
        Presence presence,
        RouteMatch match,
        boolean tokenFree,
        Instant deadline) {

    static Admitted of(Reading reading, RouteMatch match, boolean tokenFree, Instant deadline) {
        return new Admitted(
                reading.requestId(), reading.asked(), reading.path(), reading.presence(), match, tokenFree, deadline);
    }

    String pool() {
        return asked.pool();
    }

    CanonicalRequest canonical() {
        return CanonicalRequest.of(path, asked.query(), asked.headers());
    }

    /** The oldest answer that the client takes, null for any that is fresh. */
    @Nullable
    Duration maxAge() {
        return asked.headers().maxAge().orElse(null);
    }
}
