package io.octopool.pool.cache;

import io.octopool.pool.events.CachedReadEvent.AnswerStored;
import io.octopool.pool.fetch.Basis;
import io.octopool.pool.fetch.FetchRequest;
import io.octopool.pool.visibility.Proof;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of the ladder for all who wait.
 *
 * <p>Invariant: whoever starts it, the fetch gets as much time as the most patient reader has. Who boards later may wait longer
 * than who was first; each reader's own time ends in the entity.
 *
 * @param basis the stored answer that is revalidated, null for none
 */
record Departure(FetchRequest request, @Nullable AnswerStored basis) {

    /** The waiters: at least one. */
    static Departure of(List<Reader> waiters, Shelf shelf, Instant now) {
        ReadQuery query = waiters.getFirst().query();
        Proof proof = latestProof(waiters, now);
        AnswerStored basis = shelf.basisUnder(proof);
        FetchRequest request = new FetchRequest(
                query.pool(),
                query.request(),
                query.match(),
                waiters.stream().anyMatch(waiter -> waiter.query().tokenFree()),
                proof,
                basis == null ? null : Freshness.validator(basis, now),
                basis == null ? null : new Basis(basis.answer(), Freshness.lifetime(basis)),
                waiters.stream().allMatch(waiter -> shelf.decide(waiter, now) instanceof ReadDecision.ProveTokenFree),
                now.plus(ReadQuery.MOST_PATIENCE));
        return new Departure(request, basis);
    }

    private static @Nullable Proof latestProof(List<Reader> waiters, Instant now) {
        return waiters.stream()
                .map(waiter -> waiter.proofAt(now))
                .filter(Objects::nonNull)
                .max(Comparator.comparing(Proof::checkedAt))
                .orElse(null);
    }
}
