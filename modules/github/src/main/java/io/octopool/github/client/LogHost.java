package io.octopool.github.client;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Where GitHub keeps the logs that its API redirects to (server spec 9.3). */
public interface LogHost {

    /**
     * Downloads a log. The stage never fails: whatever goes wrong is an {@link Outcome}. {@link Outcome.NotSent} is for a
     * location that is not allowed, and for a download that there is no room for. Cancelling {@code toCompletableFuture()} of it
     * ends the download.
     *
     * @param location the {@code location} of the redirect, as sent: a signed address that must not be kept
     * @param maxBytes the largest log that is taken, in decompressed bytes
     * @param timeout the time for the whole download
     */
    CompletionStage<Outcome> download(String location, long maxBytes, Duration timeout);

    /** Whether a location is one that logs are downloaded from. */
    default boolean allows(String location) {
        return true;
    }
}
