package io.octopool.pool.cache;

import org.jspecify.annotations.Nullable;

/**
 * Where an answer came from: its provenance, kept as long as the answer is.
 *
 * @param transport which way it was fetched
 * @param identityId the pooled identity, null for token-free transports
 * @param identityKind its kind, null for token-free transports
 */
public record Source(
        Transport transport,
        @Nullable String identityId,
        @Nullable String identityKind) {

    public enum Transport {
        /** Without any credential. */
        ANONYMOUS,
        /** With the credentials of the OAuth app that reads public data (design, "Public reader"). */
        PUBLIC_READER,
        /** With a pooled identity. */
        IDENTITY
    }

    public static Source anonymous() {
        return new Source(Transport.ANONYMOUS, null, null);
    }

    public static Source publicReader() {
        return new Source(Transport.PUBLIC_READER, null, null);
    }

    public static Source identity(String id, String kind) {
        return new Source(Transport.IDENTITY, id, kind);
    }
}
