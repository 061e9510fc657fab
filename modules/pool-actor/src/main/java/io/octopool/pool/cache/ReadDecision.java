package io.octopool.pool.cache;

import io.octopool.pool.events.CachedReadEvent.AnswerStored;
import io.octopool.pool.fetch.Fetched.GaveUp;
import io.octopool.pool.visibility.Proof;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What to do with a read, given what is known (server spec 7.6, 7.9; design, "CachedRead"). */
sealed interface ReadDecision {

    /** This answer is the answer. The proof is null for routes without a repository. */
    record Serve(AnswerStored answer, @Nullable Proof proof) implements ReadDecision {}

    /** An answer at hand would do; whether its repository is still public must be asked first. */
    record Prove(String repo) implements ReadDecision {}

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
        if (negative != null && suits(negative, reader, now)) {
            return served(negative, reader, now);
        }
        if (held != null && suits(held, reader, now)) {
            return served(held, reader, now);
        }
        return failures.refusalAt(now)
                .map(refused -> repeated(held, refused, reader, now))
                .orElseGet(Fetch::new);
    }

    private static ReadDecision repeated(@Nullable AnswerStored held, GaveUp refused, Reader reader, Instant now) {
        String repo = held == null ? null : held.repo();
        if (repo == null || reader.query().tokenFree() || !StandIn.lacksProof(held, refused, reader, now)) {
            return new Repeat(refused);
        }
        return new Prove(repo);
    }

    /**
     * Whether the answer is the one to show, if need be under a proof that is yet to be asked for. A token-free read is proven by
     * the fetch itself: the verifier's credential is not for it (server spec 4.6).
     */
    private static boolean suits(AnswerStored answer, Reader reader, Instant now) {
        Proof proof = reader.proofAt(now);
        boolean provable = proof == null ? !reader.query().tokenFree() : Freshness.isCovered(answer, proof);
        return now.isBefore(answer.freshUntil())
                && !reader.findsTooOld(answer.answer().fetchedAt())
                && (answer.repo() == null || provable);
    }

    private static ReadDecision served(AnswerStored answer, Reader reader, Instant now) {
        Proof proof = reader.proofAt(now);
        String repo = answer.repo();
        return repo == null || proof != null ? new Serve(answer, proof) : new Prove(repo);
    }
}
