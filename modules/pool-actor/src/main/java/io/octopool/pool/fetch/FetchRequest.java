package io.octopool.pool.fetch;

import io.octopool.github.request.CanonicalRequest;
import io.octopool.github.routes.RouteMatch;
import io.octopool.pool.visibility.Proof;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One climb of the ladder.
 *
 * @param proof the visibility proof that the caller already has, null for none
 * @param deadline when an answer is of no use any more
 */
public record FetchRequest(
        String pool,
        CanonicalRequest request,
        RouteMatch match,
        @Nullable Proof proof,
        Instant deadline) {}
