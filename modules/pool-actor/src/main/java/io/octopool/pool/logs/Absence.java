package io.octopool.pool.logs;

import io.octopool.github.answer.CachePolicy;
import io.octopool.pool.cache.Answer;
import io.octopool.pool.cache.ReadReply;
import io.octopool.pool.visibility.Proof;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * GitHub's word that it has no log to give, remembered for a moment: who asks again and again for the log of a running job costs
 * one call in that time (server spec 17.3 item 8). Like a stored log it stands under a proof of its generation only.
 *
 * @param answer what GitHub said
 * @param generation the visibility proof it was said under
 * @param until when it is forgotten
 */
record Absence(Answer answer, long generation, Instant until) {

    /** What is to be remembered of the answer, null if nothing is. */
    static @Nullable Absence of(ReadReply.Filled filled) {
        Proof proof = filled.proof();
        Answer answer = filled.answer();
        return proof == null
                ? null
                : CachePolicy.negative(answer.status())
                        .map(time -> new Absence(
                                answer, proof.generation(), answer.fetchedAt().plus(time)))
                        .orElse(null);
    }

    /**
     * Whether it is the answer.
     *
     * @param maxAge how long ago GitHub may have been asked at most, null for any time
     */
    boolean suits(Proof proof, @Nullable Duration maxAge, Instant now) {
        boolean recent = maxAge == null || !answer.fetchedAt().isBefore(now.minus(maxAge));
        return recent && now.isBefore(until) && generation == proof.generation();
    }
}
