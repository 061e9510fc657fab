package io.octopool.api.pools;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Lets one piece of work run at a time, in the order of arrival. Safe for all threads.
 *
 * <p>Invariant: the next piece begins only after the stage of the one before it has completed.
 */
final class Turns {

    private static final int MOST_WAITING = 64;

    private final Queue<Turn<?>> waiting = new ArrayDeque<>();
    private boolean taken;

    /**
     * What the work gives, at its turn. Fails with a {@link RejectedExecutionException} if too much is waiting, and with a {@link
     * TimeoutException}, without having been begun, if it is no longer wanted when its turn comes.
     */
    <T> CompletionStage<T> take(BooleanSupplier wanted, Supplier<CompletionStage<T>> work) {
        Turn<T> turn = new Turn<>(wanted, work, new CompletableFuture<>());
        if (!await(turn)) {
            return CompletableFuture.failedStage(new RejectedExecutionException("too many questions wait"));
        }
        next();
        return turn.result;
    }

    private synchronized boolean await(Turn<?> turn) {
        return waiting.size() < MOST_WAITING && waiting.add(turn);
    }

    private void next() {
        Turn<?> turn;
        synchronized (this) {
            turn = taken ? null : waiting.poll();
            taken |= turn != null;
        }
        if (turn != null) {
            turn.begin(this::end);
        }
    }

    private void end() {
        synchronized (this) {
            taken = false;
        }
        next();
    }

    private record Turn<T>(BooleanSupplier wanted, Supplier<CompletionStage<T>> work, CompletableFuture<T> result) {

        void begin(Runnable end) {
            CompletionStage<?> _ = stage().whenComplete((value, failure) -> {
                end.run();
                if (failure == null) {
                    result.complete(value);
                } else {
                    result.completeExceptionally(failure);
                }
            });
        }

        private CompletionStage<T> stage() {
            if (!wanted.getAsBoolean()) {
                return CompletableFuture.failedStage(new TimeoutException("nobody waits any more"));
            }
            try {
                return work.get();
            } catch (RuntimeException e) {
                return CompletableFuture.failedStage(e);
            }
        }
    }
}
