package io.octopool.pool.cache;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What GitHub answered, ready to be spliced into an envelope (server spec 5.1).
 *
 * @param status GitHub's status
 * @param headersJson the allowed response headers as a compact JSON object
 * @param encoding {@code json}, {@code text} or {@code base64}
 * @param body the JSON text that follows {@code "body":}
 * @param source provenance
 * @param etag GitHub's validator, null if it sent none; only the credential that earned it may send it (github-rules B3)
 * @param lastModified GitHub's other validator, null if it sent none
 * @param fetchedAt when the fetch started: the instant the content is known to be true for
 * @param bodyAt when the fetch started that brought the body; earlier than {@code fetchedAt} once a 304 confirmed it
 */
public record Answer(
        int status,
        String headersJson,
        String encoding,
        CompressedBody body,
        Source source,
        @Nullable String etag,
        @Nullable String lastModified,
        Instant fetchedAt,
        Instant bodyAt) {

    /** An answer whose body came with the fetch that started at {@code fetchedAt}. */
    public Answer(
            int status,
            String headersJson,
            String encoding,
            CompressedBody body,
            Source source,
            @Nullable String etag,
            @Nullable String lastModified,
            Instant fetchedAt) {
        this(status, headersJson, encoding, body, source, etag, lastModified, fetchedAt, fetchedAt);
    }
}
