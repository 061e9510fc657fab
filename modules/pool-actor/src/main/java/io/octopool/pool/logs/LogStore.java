package io.octopool.pool.logs;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Where logs of completed jobs are kept (server spec 7.13). A stage fails when the database does. */
public interface LogStore {

    /** The log under a key, expired or not; empty also if its body was damaged in the store. */
    CompletionStage<Optional<StoredLog>> find(String key);

    /** Keeps a log in place of any earlier one under its key. */
    CompletionStage<Void> put(StoredLog log);

    /** Moves the time at which GitHub was last seen to have the log. */
    CompletionStage<Void> confirmed(String key, Instant at);

    CompletionStage<Void> delete(String key);
}
