package io.octopool.api.relay;

import io.octopool.github.request.CanonicalRequest;
import io.octopool.github.routes.RouteMatch;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Where the answers are that a read is made of. */
interface Entries {

    /**
     * Asks for one answer.
     *
     * @param match the route of the request
     * @param maxAge how old it may be at most, null for any that is fresh
     */
    CompletionStage<Reply> ask(
            Admitted admitted, RouteMatch match, CanonicalRequest request, @Nullable Duration maxAge, Instant deadline);

    /** What the client's own request asks for, or a part of it. */
    default CompletionStage<Reply> ask(Admitted admitted, CanonicalRequest request) {
        return ask(admitted, admitted.match(), request, admitted.maxAge(), admitted.deadline());
    }
}
