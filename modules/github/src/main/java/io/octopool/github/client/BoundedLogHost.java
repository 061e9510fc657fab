package io.octopool.github.client;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * A port to logs through which only so many downloads run at once: each holds a whole log in memory. The others wait in order,
 * within the time that each has; who finds no place in that time gets {@link Outcome.NotSent}.
 */
public final class BoundedLogHost implements LogHost {

    private static final Outcome NO_PLACE = new Outcome.NotSent("as many logs as may be are being downloaded");

    private final LogHost host;
    private final Places places;
    private final Executor executor;
    private final InstantSource clock;

    /**
     * A bound on the downloads from a host.
     *
     * @param places how many downloads may run at once
     * @param executor starts them
     */
    public BoundedLogHost(LogHost host, int places, Executor executor, InstantSource clock) {
        this.host = host;
        this.places = new Places(places);
        this.executor = executor;
        this.clock = clock;
    }

    @Override
    public CompletionStage<Outcome> download(String location, long maxBytes, Duration timeout) {
        Instant deadline = clock.instant().plus(timeout);
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        CompletableFuture<Boolean> place =
                places.ask().completeOnTimeout(false, timeout.toNanos(), TimeUnit.NANOSECONDS);
        CompletableFuture<?> _ = outcome.whenComplete((_, _) -> places.leave(place));
        CompletableFuture<?> _ = place.thenAcceptAsync(
                found -> {
                    if (found) {
                        run(location, maxBytes, deadline, outcome);
                    } else {
                        outcome.complete(NO_PLACE);
                    }
                },
                executor);
        return outcome;
    }

    @Override
    public boolean allows(String location) {
        return host.allows(location);
    }

    /** Downloads in the place that was found, and gives it back. */
    private void run(String location, long maxBytes, Instant deadline, CompletableFuture<Outcome> outcome) {
        CompletableFuture<Outcome> running = begun(location, maxBytes, Duration.between(clock.instant(), deadline));
        CompletableFuture<?> _ = running.whenComplete((result, failure) -> {
            if (failure == null) {
                outcome.complete(result);
            } else {
                outcome.completeExceptionally(failure);
            }
            places.giveBack();
        });
        CompletableFuture<?> _ = outcome.whenComplete((_, _) -> running.cancel(true));
    }

    private CompletableFuture<Outcome> begun(String location, long maxBytes, Duration left) {
        try {
            return host.download(location, maxBytes, left).toCompletableFuture();
        } catch (RuntimeException bug) {
            return CompletableFuture.failedFuture(bug);
        }
    }

    /**
     * Places, given out in the order in which they were asked for. A wait is over once it is completed, by whomever: true is for
     * a place, which is to be given back.
     */
    private static final class Places {

        private final Deque<CompletableFuture<Boolean>> waiting = new ArrayDeque<>();
        private int free;

        Places(int free) {
            this.free = free;
        }

        synchronized CompletableFuture<Boolean> ask() {
            CompletableFuture<Boolean> wait = new CompletableFuture<>();
            if (free > 0) {
                free--;
                wait.complete(true);
            } else {
                waiting.add(wait);
            }
            return wait;
        }

        synchronized void leave(CompletableFuture<Boolean> wait) {
            wait.complete(false);
            waiting.removeIf(CompletableFuture::isDone);
        }

        synchronized void giveBack() {
            CompletableFuture<Boolean> next = waiting.poll();
            while (next != null && !next.complete(true)) {
                next = waiting.poll();
            }
            free += next == null ? 1 : 0;
        }
    }
}
