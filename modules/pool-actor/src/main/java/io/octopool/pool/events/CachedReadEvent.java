package io.octopool.pool.events;

import io.octopool.pool.CborSerializable;
import io.octopool.pool.cache.Answer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Facts about one cached answer; each replaces the whole state. */
public sealed interface CachedReadEvent extends CborSerializable {

    /** The tag under which projections read these events. */
    String TAG = "cached-read";

    /** The cache key: SHA-256 of pool and canonical request, base64url without padding. */
    String key();

    /**
     * An answer was stored in place of any earlier one.
     *
     * @param path the validated path sent to GitHub
     * @param queryJson the query as a compact JSON object with sorted keys
     * @param varyJson the headers that vary the key as a compact JSON object with sorted keys
     * @param generation the visibility proof it was fetched under, 0 for routes without a repository
     * @param repo owner/repo in lower case, null for routes without a repository
     */
    record AnswerStored(
            String key,
            String pool,
            String path,
            String queryJson,
            String varyJson,
            String routeKey,
            String routeKind,
            @Nullable String repo,
            long generation,
            Answer answer,
            Instant storedAt,
            Instant freshUntil,
            Instant staleUntil)
            implements CachedReadEvent {}

    /** The answer is gone; the journal may forget this id. */
    record AnswerRemoved(String key, Instant at) implements CachedReadEvent {}
}
