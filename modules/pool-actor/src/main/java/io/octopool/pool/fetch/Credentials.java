package io.octopool.pool.fetch;

import io.octopool.github.apps.TokenGrant;
import io.octopool.github.client.Credential;
import io.octopool.pool.lease.CallResult;
import io.octopool.pool.lease.Identity;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Turns an identity into what it calls GitHub with, on the node that is about to do so. */
public interface Credentials {

    /** A credential, or why there is none. */
    sealed interface Answer {

        /**
         * Call with this.
         *
         * @param grant what a token of a GitHub App may do, null for any other credential
         */
        record Ready(Credential credential, @Nullable TokenGrant grant) implements Answer {}

        /**
         * There is none.
         *
         * @param reason what the client is told if no other identity serves it
         * @param result what the pool is told, which decides how long the identity rests
         */
        record Unusable(Refusal.Reason reason, CallResult result) implements Answer {}

        /**
         * The one call that the lease allows was made to learn what the credential is: another lease is needed to call with it.
         *
         * @param result what the pool is told of that call
         */
        record Spent(CallResult result) implements Answer {}
    }

    /**
     * The credential of the identity. The stage never fails and ends within {@code patience}; the call itself may block for
     * as long as reading a small file and signing with a key take.
     */
    CompletionStage<Answer> of(Identity identity, Duration patience);

    /** GitHub does not accept the credential any more: one that can be renewed is not given again. */
    default void refused(Identity identity, Credential credential) {}
}
