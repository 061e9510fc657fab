package io.octopool.api.server;

import io.octopool.pool.logs.LogStore;
import io.octopool.pool.logs.StoredLog;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A store that keeps nothing: every log is downloaded. */
final class NoLogs implements LogStore {

    @Override
    public CompletionStage<Optional<StoredLog>> find(String key) {
        return CompletableFuture.completedStage(Optional.empty());
    }

    @Override
    public CompletionStage<Void> put(StoredLog log) {
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<Void> confirmed(String key, Instant at) {
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<Void> delete(String key) {
        return CompletableFuture.completedStage(null);
    }
}
