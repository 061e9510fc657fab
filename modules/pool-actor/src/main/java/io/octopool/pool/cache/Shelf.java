package io.octopool.pool.cache;

import io.octopool.github.answer.CachePolicy;
import io.octopool.github.answer.Lifetime;
import io.octopool.pool.cache.Flights.Flight;
import io.octopool.pool.events.CachedReadEvent;
import io.octopool.pool.events.CachedReadEvent.AnswerRemoved;
import io.octopool.pool.events.CachedReadEvent.AnswerStored;
import io.octopool.pool.fetch.Fetched;
import io.octopool.pool.fetch.Fetched.GaveUp;
import io.octopool.pool.fetch.Fetched.NotModified;
import io.octopool.pool.fetch.Fetched.Obtained;
import io.octopool.pool.fetch.Fetched.Proven;
import io.octopool.pool.fetch.Refusal;
import io.octopool.pool.fetch.Refusal.Reason;
import io.octopool.pool.visibility.Proof;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What an entity has at hand to answer with, in memory: the answer as it is served, which is the persisted one, extended by what
 * GitHub confirmed since, or one whose write failed; and what failed a moment ago.
 *
 * <p>Not thread-safe: the entity owns it.
 */
final class Shelf {

    private interface Replies {
        ReadReply to(Reader reader, boolean coalesced);
    }

    private final String key;
    private final MemoryBudget memory;
    private final Runnable leaveMemory;
    private final RecentFailures failures = new RecentFailures();
    private @Nullable AnswerStored held;

    Shelf(String key, MemoryBudget memory, Runnable leaveMemory) {
        this.key = key;
        this.memory = memory;
        this.leaveMemory = leaveMemory;
    }

    @Nullable
    AnswerStored held() {
        return held;
    }

    /** Puts there what the journal holds, null for nothing. An answer whose body was damaged in there counts as gone. */
    void put(@Nullable AnswerStored persisted) {
        boolean intact = persisted != null && persisted.answer().body().isIntact();
        hold(intact ? persisted : null);
    }

    void clear() {
        failures.forget();
        hold(null);
    }

    /** Asks for the end of an entity that nobody reads. */
    void leaveMemory() {
        leaveMemory.run();
    }

    /** The entity ends. */
    void leave() {
        memory.release(key);
    }

    void used() {
        memory.used(key);
    }

    ReadDecision decide(Reader reader, Instant now) {
        return ReadDecision.of(held, failures, reader, now);
    }

    /** The answer that a fetch under that proof may revalidate, null if there is none; the proof is null while unknown. */
    @Nullable
    AnswerStored basisUnder(@Nullable Proof proof) {
        AnswerStored stored = held;
        return stored == null || (proof != null && !Freshness.isCovered(stored, proof)) ? null : stored;
    }

    /** The event that removes what is persisted, null if nothing is. */
    @Nullable
    CachedReadEvent removalOf(@Nullable AnswerStored persisted, Instant now) {
        return persisted == null ? null : new AnswerRemoved(key, now);
    }

    /**
     * Puts away what the flight brought and answers those who waited for it.
     *
     * @param answer what was obtained, in the form in which it is kept; null if nothing was
     * @param persisted the answer that is written, null if none
     * @param again takes those whom that does not answer
     * @return the event to write, null for none
     */
    @Nullable
    CachedReadEvent take(
            Flight flight,
            Fetched fetched,
            @Nullable Answer answer,
            @Nullable AnswerStored persisted,
            Consumer<Reader> again,
            Instant now) {
        return switch (fetched) {
            case Obtained obtained -> take(flight, obtained, Objects.requireNonNull(answer), persisted, now);
            case NotModified unchanged -> take(flight, unchanged, persisted, again, now);
            case Proven(Proof proof) -> {
                flight.waiters().forEach(reader -> again.accept(reader.provenBy(proof)));
                yield null;
            }
            case GaveUp gaveUp -> take(flight, gaveUp, persisted, now);
        };
    }

    private @Nullable CachedReadEvent take(
            Flight flight, Obtained obtained, Answer answer, @Nullable AnswerStored persisted, Instant now) {
        if (obtained.isServerError()) {
            answerAll(
                    flight,
                    (reader, coalesced) -> StandIn.forReader(held, Refusal.SERVER_ERROR, obtained.proof(), reader, now)
                            .orElseGet(() -> filled(answer, null, obtained, coalesced)));
            return null;
        }
        AnswerStored entry = flight.isFenced() ? null : entry(flight.query(), obtained, answer, now);
        CachedReadEvent event = entry == null ? null : keep(entry, obtained.lifetime() != null, persisted, now);
        Instant freshUntil = entry == null ? null : entry.freshUntil();
        answerAll(flight, (_, coalesced) -> filled(answer, freshUntil, obtained, coalesced));
        return event;
    }

    private @Nullable CachedReadEvent keep(
            AnswerStored entry, boolean success, @Nullable AnswerStored persisted, Instant now) {
        if (success) {
            failures.forget();
            hold(entry);
            return entry;
        }
        failures.keep(entry);
        hold(null);
        return removalOf(persisted, now);
    }

    /**
     * What is kept of the answer, null if nothing is: it is no success, or nothing proved its repository public. A proof that ran
     * out meanwhile suffices, since nobody is served without one of the same generation that holds.
     */
    private @Nullable AnswerStored entry(ReadQuery query, Obtained obtained, Answer answer, Instant now) {
        Proof proof = obtained.proof();
        Lifetime lifetime = obtained.lifetime();
        if (query.match().repository().isPresent() && proof == null) {
            return null;
        }
        if (lifetime != null) {
            return Filing.entry(key, query, answer, lifetime, proof, now);
        }
        return query.match().route().cacheable()
                ? CachePolicy.negative(obtained.status())
                        .map(fresh -> Filing.negative(key, query, answer, fresh, proof, now))
                        .orElse(null)
                : null;
    }

    /** Where the answer that GitHub confirmed may not be shown, having another generation or being gone, it is fetched after all. */
    private @Nullable CachedReadEvent take(
            Flight flight,
            NotModified unchanged,
            @Nullable AnswerStored persisted,
            Consumer<Reader> again,
            Instant now) {
        AnswerStored basis = flight.basis();
        if (basis == null || !Freshness.isCovered(basis, unchanged.proof())) {
            hold(null);
            flight.waiters().forEach(again);
            return null;
        }
        AnswerStored extended = Freshness.extended(basis, unchanged, flight.startedAt(), now);
        failures.forget();
        hold(extended);
        answerAll(
                flight,
                (_, coalesced) -> new ReadReply.Revalidated(
                        extended.answer(),
                        extended.freshUntil(),
                        unchanged.leaseReason(),
                        coalesced,
                        unchanged.proof()));
        return Freshness.isWorthWriting(persisted, extended, now) ? extended : null;
    }

    private @Nullable CachedReadEvent take(
            Flight flight, GaveUp gaveUp, @Nullable AnswerStored persisted, Instant now) {
        boolean notPublic = gaveUp.refusal().is(Reason.REPO_NOT_PUBLIC);
        if (notPublic) {
            clear();
        }
        failures.keep(gaveUp, now);
        answerAll(flight, (reader, _) -> standInOrRefuse(gaveUp, reader, now));
        return notPublic ? removalOf(persisted, now) : null;
    }

    ReadReply standInOrRefuse(GaveUp gaveUp, Reader reader, Instant now) {
        return gaveUp.refusal()
                .staleReason()
                .flatMap(reason -> StandIn.forReader(held, reason, gaveUp.proof(), reader, now))
                .orElseGet(() -> new ReadReply.Refused(gaveUp.refusal(), gaveUp.identityId()));
    }

    private static ReadReply filled(Answer answer, @Nullable Instant freshUntil, Obtained obtained, boolean coalesced) {
        return new ReadReply.Filled(answer, freshUntil, obtained.leaseReason(), coalesced, obtained.proof());
    }

    private static void answerAll(Flight flight, Replies replies) {
        boolean coalesced = false;
        for (Reader waiter : flight.waiters()) {
            waiter.answer(replies.to(waiter, coalesced));
            coalesced = true;
        }
    }

    private void hold(@Nullable AnswerStored answer) {
        held = answer;
        report();
    }

    private void report() {
        AnswerStored negative = failures.negative();
        if (held == null && negative == null) {
            memory.release(key);
        } else {
            memory.hold(key, MemoryBudget.PER_ENTITY + bytes(held) + bytes(negative), leaveMemory);
        }
    }

    private static long bytes(@Nullable AnswerStored kept) {
        return kept == null
                ? 0
                : kept.answer().body().storedBytes()
                        + (long) kept.answer().headersJson().length();
    }
}
