package io.octopool.github.apps;

import io.octopool.github.client.Credential;
import java.time.Instant;

/** An installation token, or why there is none. */
public sealed interface Minted {

    /**
     * A token.
     *
     * @param credential what to call GitHub with
     * @param expiresAt when it stops working
     * @param grant what it may do
     */
    record Token(Credential.Bearer credential, Instant expiresAt, TokenGrant grant) implements Minted {}

    /**
     * No token.
     *
     * @param transientFailure whether it may pass by itself; false means that somebody has to change something
     */
    record Failed(Failure failure, boolean transientFailure) implements Minted {
        public Failed(Failure failure) {
            this(failure, failure.reason().isTransient());
        }
    }
}
