package io.octopool.pool.logs;

import io.octopool.pool.cache.Answer;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** A store in memory that fails while it is told to. */
final class LogShelf implements LogStore {

    final Map<String, StoredLog> logs = new ConcurrentHashMap<>();
    volatile boolean broken;

    @Override
    public CompletionStage<Optional<StoredLog>> find(String key) {
        return step(() -> Optional.ofNullable(logs.get(key)));
    }

    @Override
    public CompletionStage<Void> put(StoredLog log) {
        return change(() -> logs.put(log.key(), log));
    }

    @Override
    public CompletionStage<Void> confirmed(String key, Instant at) {
        return change(() -> logs.computeIfPresent(key, (_, log) -> with(log, at)));
    }

    @Override
    public CompletionStage<Void> delete(String key) {
        return change(() -> logs.remove(key));
    }

    private static StoredLog with(StoredLog log, Instant confirmedAt) {
        Answer answer = log.answer();
        return new StoredLog(log.key(), log.pool(), log.repo(), log.generation(), answer, log.createdAt(), confirmedAt);
    }

    private CompletionStage<Void> change(Runnable change) {
        return step(() -> {
            change.run();
            return null;
        });
    }

    private <T> CompletionStage<T> step(Supplier<T> step) {
        return broken
                ? CompletableFuture.failedStage(new IllegalStateException("the database is away"))
                : CompletableFuture.completedStage(step.get());
    }
}
