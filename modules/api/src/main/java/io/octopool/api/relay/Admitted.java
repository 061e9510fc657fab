package io.octopool.api.relay;

import io.octopool.github.routes.RouteMatch;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A request that is relayed.
 *
 * @param tokenFree whether only transports without a pooled credential may serve it (server spec 4.6)
 * @param deadline when its client stops being interested; all that is asked on its behalf is answered by then
 */
record Admitted(Reading reading, RouteMatch match, boolean tokenFree, Instant deadline) {

    String pool() {
        return reading.asked().pool();
    }

    /** The oldest answer that the client takes, null for any that is fresh. */
    @Nullable
    Duration maxAge() {
        return reading.asked().headers().maxAge().orElse(null);
    }
}
