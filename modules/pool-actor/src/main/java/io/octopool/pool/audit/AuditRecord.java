package io.octopool.pool.audit;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of one relay request (server spec 11.2): never a body, a query value, a token or a URL.
 *
 * @param requestId UUID of the request, the key of the row
 * @param routeKind kind of the route, or {@code denied} when classification failed
 * @param identityId identity that fetched the content or was selected last, else null
 * @param status GitHub's status inside the envelope, or the HTTP status of the error
 * @param errorCode null on success
 * @param fallbackReason reason of a 424, else null
 * @param backend {@code github_web}, {@code github_api}, {@code github_identity}, or null on cache serves
 * @param durationMs milliseconds since the relay handler started
 * @param cacheStatus {@code hit}, {@code stale}, {@code miss}, {@code bypass} or {@code unknown}
 * @param cacheable whether a cache key applied to the request
 * @param coalesced whether another request's fetch answered it
 */
public record AuditRecord(
        String requestId,
        String callerId,
        @Nullable String callerTokenId,
        String clientName,
        String poolId,
        String routeKey,
        String routeKind,
        @Nullable String identityId,
        int status,
        @Nullable String errorCode,
        @Nullable String fallbackReason,
        @Nullable String backend,
        long durationMs,
        String cacheStatus,
        boolean cacheable,
        boolean coalesced,
        Instant createdAt) {}
