package io.octopool.api.pools;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Answers to questions that are dear. Equal questions share one answer: while it is sought, and for a while after it came. Each
 * is sought in its turn, unless all who waited for it have given up by then. A failure is shared by those who wait for it only.
 */
final class SharedAnswers<Q, A> {

    private static final int BOUND = 256;

    private final Turns turns;
    private final Duration kept;
    private final Duration patience;
    private final Ticker ticker;
    private final Cache<Q, Sought> answers;

    /**
     * @param kept how long an answer serves, from when it came
     * @param patience how long each who asks waits, for turn and answer together
     */
    SharedAnswers(Turns turns, Duration kept, Duration patience, Ticker ticker) {
        this.turns = turns;
        this.kept = kept;
        this.patience = patience;
        this.ticker = ticker;
        this.answers =
                Caffeine.newBuilder().maximumSize(BOUND).executor(Runnable::run).build();
    }

    /** The answer, sought if there is none to share; fails with a {@link TimeoutException} if it does not come in time. */
    CompletionStage<A> to(Q question, Supplier<CompletionStage<A>> seek) {
        Sought fresh = new Sought();
        Sought sought =
                answers.asMap().compute(question, (_, known) -> known == null || known.isOver() ? fresh : known);
        CompletionStage<A> answer = sought.await();
        if (sought == fresh) {
            fresh.seek(seek);
        }
        return answer;
    }

    private final class Sought {

        private record Dated<A>(A answer, long nanos) {}

        private final CompletableFuture<Dated<A>> came = new CompletableFuture<>();
        private final AtomicInteger waiting = new AtomicInteger();

        CompletionStage<A> await() {
            waiting.incrementAndGet();
            return came.thenApply(Dated::answer)
                    .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                    .whenComplete((_, _) -> waiting.decrementAndGet());
        }

        void seek(Supplier<CompletionStage<A>> seek) {
            CompletionStage<?> _ = turns.take(() -> waiting.get() > 0, seek).whenComplete((answer, failure) -> {
                if (failure == null) {
                    came.complete(new Dated<>(answer, ticker.read()));
                } else {
                    came.completeExceptionally(failure);
                }
            });
        }

        boolean isOver() {
            return came.isDone()
                    && (came.isCompletedExceptionally()
                            || ticker.read() - came.resultNow().nanos() >= kept.toNanos());
        }
    }
}
