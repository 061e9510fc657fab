package io.octopool.api.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Answers of entities that a node keeps for at most 30 s, bounded in number.
 *
 * <p>Invariant: after {@link #forget} returned, no answer given to a question asked before is remembered, however late it
 * arrives: a question takes the epoch along, and its answer goes again when the epoch is another one by then.
 */
public final class Remembered<K, V> {

    /** The longest anything is remembered (design, "AuditTrail"). */
    public static final Duration LONGEST = Duration.ofSeconds(30);

    private final Cache<K, V> known;
    private final AtomicLong epoch = new AtomicLong();

    public Remembered(int bound, Ticker ticker) {
        this.known = Caffeine.newBuilder()
                .maximumSize(bound)
                .expireAfterWrite(LONGEST)
                .ticker(ticker)
                .executor(Runnable::run)
                .build();
    }

    public Optional<V> get(K key) {
        return Optional.ofNullable(known.getIfPresent(key));
    }

    /**
     * What is remembered, else what {@code ask} answers, remembered if it is worth it. A failed question leaves no trace.
     */
    public CompletionStage<V> get(K key, Function<K, CompletionStage<V>> ask, Predicate<V> worth) {
        V remembered = known.getIfPresent(key);
        if (remembered != null) {
            return CompletableFuture.completedStage(remembered);
        }
        long asked = epoch();
        return ask.apply(key).thenApply(answer -> {
            if (worth.test(answer)) {
                remember(key, answer, asked);
            }
            return answer;
        });
    }

    /** To be taken before a question is asked, and given back with its answer. */
    public long epoch() {
        return epoch.get();
    }

    /** Remembers an answer, unless something was forgotten since the epoch was taken. */
    public void remember(K key, V value, long asked) {
        known.put(key, value);
        if (epoch.get() != asked) {
            known.invalidate(key);
        }
    }

    /** Forgets what the condition names, and whatever is being asked for right now. */
    public void forget(BiPredicate<K, V> condition) {
        epoch.incrementAndGet();
        known.asMap().entrySet().removeIf(entry -> condition.test(entry.getKey(), entry.getValue()));
    }
}
