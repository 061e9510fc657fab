package io.octopool.pool.cache;

import io.octopool.pool.events.CachedReadEvent.AnswerStored;
import io.octopool.pool.fetch.Fetched.GaveUp;
import io.octopool.pool.visibility.Proof;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What to do with a read, given what is known (server spec 7.6, 7.9; design, "CachedRead"). */
sealed interface ReadDecision {

    /** This answer is the answer. The proof is null for routes without a repository. */
    record Serve(AnswerStored answer, @Nullable Proof proof) implements ReadDecision {}

    /** An answer at hand would do; whether its repository is still public must be asked first. */
    record Prove(String repo) implements ReadDecision {}

    /**
     * As {@link Prove}, for readers for whom no credential may be used: the next fetch does no more than that, if all for whom it
     * starts are such readers (server spec 4.6).
     */
    record ProveTokenFree() implements ReadDecision {}

    /** GitHub was asked a moment ago and refused. */
    record Repeat(GaveUp refused) implements ReadDecision {}

    /** GitHub has to be asked. */
    record Fetch() implements ReadDecision {}

    /**
     * Decides.
     *
     * @param held the answer at hand, null if there is none
     */
    static ReadDecision of(@Nullable AnswerStored held, RecentFailures failures, Reader reader, Instant now) {
        AnswerStored negative = failures.negative();
        Optional<ReadDecision> refusal = failures.refusalAt(now).map(refused -> repeated(held, refused, reader, now));
        if (negative != null && suits(negative, reader, now)) {
            return served(negative, refusal, reader, now);
        }
        if (held != null && suits(held, reader, now)) {
            return served(held, refusal, reader, now);
        }
        return refusal.orElseGet(Fetch::new);
    }

    private static ReadDecision repeated(@Nullable AnswerStored held, GaveUp refused, Reader reader, Instant now) {
        String repo = held == null ? null : held.repo();
        if (repo == null || reader.query().tokenFree() || !StandIn.lacksProof(held, refused, reader, now)) {
            return new Repeat(refused);
        }
        return new Prove(repo);
    }

    /** Whether the answer is the one to show, if need be under a proof that is yet to be asked for. */
    private static boolean suits(AnswerStored answer, Reader reader, Instant now) {
        Proof proof = reader.proofAt(now);
        return now.isBefore(answer.freshUntil())
                && !reader.findsTooOld(answer.answer().fetchedAt())
                && (proof == null || Freshness.isCovered(answer, proof));
    }

    /** A token-free proof costs a call of this entity's, so that a refusal of a moment ago, maybe its own, is repeated instead. */
    private static ReadDecision served(
            AnswerStored answer, Optional<ReadDecision> refusal, Reader reader, Instant now) {
        Proof proof = reader.proofAt(now);
        String repo = answer.repo();
        if (repo == null || proof != null) {
            return new Serve(answer, proof);
        }
        return reader.query().tokenFree() ? refusal.orElseGet(ProveTokenFree::new) : new Prove(repo);
    }
}
