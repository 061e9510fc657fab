package io.octopool.api.relay;

import io.octopool.api.http.ApiError;
import io.octopool.github.routes.RouteMatch;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/** What became of a relay request, for its client and for the audit. */
sealed interface Outcome {

    /** An envelope. */
    record Answered(Envelope envelope, ByteString bytes) implements Outcome {}

    /**
     * An error.
     *
     * @param match the route, null if the request was not let through to one
     * @param identityId the identity tried last, null if there was none
     * @param cache {@code UNKNOWN} if the cache was not asked; never a hit, as a failure saves nobody a call
     */
    record Failed(
            ApiError error,
            @Nullable RouteMatch match,
            @Nullable String identityId,
            CacheStatus cache) implements Outcome {}
}
