package io.octopool.pool.logs;

import io.octopool.pool.fetch.FetchRequest;
import io.octopool.pool.fetch.Fetched;
import io.octopool.pool.fetch.Refusal;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** How a log is obtained from GitHub. */
public interface LogFetch {

    /**
     * Downloads the log, or, where the request has a validator, first asks whether GitHub still has it. The stage does not fail
     * for a reason that GitHub, the database or a peer can cause. Cancelling {@code toCompletableFuture()} of it ends the
     * download.
     */
    CompletionStage<Brought> fetch(FetchRequest request);

    /** What a fetch brought. */
    sealed interface Brought {

        /** GitHub still has the log that is stored. */
        record StillThere() implements Brought {}

        record Answered(Fetched.Obtained answer) implements Brought {}

        /**
         * Nothing was obtained.
         *
         * @param identityId the last identity tried, null if there was none
         * @param asked whether GitHub was called
         */
        record GaveUp(Refusal refusal, @Nullable String identityId, boolean asked) implements Brought {}
    }
}
