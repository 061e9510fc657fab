package io.octopool.github.client;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** How a call proves who makes it. Secrets never show in {@code toString}. */
public sealed interface Credential {

    /** The value of the {@code authorization} header; empty for an anonymous call. */
    Optional<String> authorization();

    /** A token: a PAT, an installation token, a user's own, or an App's JWT. */
    record Bearer(String token) implements Credential {
        @Override
        public Optional<String> authorization() {
            return Optional.of("Bearer " + token);
        }

        @Override
        public String toString() {
            return "Bearer[redacted]";
        }
    }

    /** An OAuth app's id and secret, which read public data (github-rules B1). */
    record Basic(String id, String secret) implements Credential {
        @Override
        public Optional<String> authorization() {
            byte[] pair = (id + ":" + secret).getBytes(StandardCharsets.UTF_8);
            return Optional.of("Basic " + Base64.getEncoder().encodeToString(pair));
        }

        @Override
        public String toString() {
            return "Basic[" + id + ", redacted]";
        }
    }

    /** No credential. */
    record Anonymous() implements Credential {
        @Override
        public Optional<String> authorization() {
            return Optional.empty();
        }
    }
}
