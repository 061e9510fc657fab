package io.octopool.pool.visibility;

import io.octopool.pool.events.RepoVisibilityEvent.VisibilityProved;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a proof takes the place of another, and which proofs the journal keeps.
 *
 * @param publicFor time to live of a positive proof
 * @param notPublicFor time to live of a negative one
 */
record ProofRules(Duration publicFor, Duration notPublicFor) {

    /** A proof that repeats the last stored one is written no more often than this. */
    private static final Duration STORED_AGAIN_AFTER = Duration.ofMinutes(30);

    /**
     * Longer than anything is kept that was fetched under the proof, logs of seven days included: under a proof of another
     * generation it would not be served again.
     */
    private static final Duration KEPT_AFTER_EXPIRY = Duration.ofDays(8);

    /** Whether what GitHub said at that time counts: of two opposite words the later stands, and of two at once the no. */
    static boolean counts(@Nullable VisibilityProved known, boolean isPublic, Instant checkedAt) {
        return known == null
                || checkedAt.isAfter(known.checkedAt())
                || (checkedAt.equals(known.checkedAt()) && (!isPublic || known.isPublic()));
    }

    /**
     * The proof that follows. A generation begins at the millisecond of its first proof and is larger after each flip, so
     * that an answer fetched under a proof that was forgotten matches no later one.
     */
    VisibilityProved next(
            String owner,
            String repo,
            @Nullable VisibilityProved known,
            boolean isPublic,
            Instant checkedAt,
            Instant now) {
        long generation = known == null
                ? now.toEpochMilli()
                : known.isPublic() == isPublic
                        ? known.generation()
                        : Math.max(known.generation() + 1, now.toEpochMilli());
        Duration lifetime = isPublic ? publicFor : notPublicFor;
        return new VisibilityProved(owner, repo, isPublic, generation, checkedAt, checkedAt.plus(lifetime));
    }

    /**
     * Whether the journal should hold the proof in place of the stored one. A proof that merely repeats it is not written
     * each time; a restart then costs one probe. Generations are never lost.
     */
    static boolean isWorthStoring(@Nullable VisibilityProved stored, VisibilityProved proved) {
        if (stored == null || stored.isPublic() != proved.isPublic() || stored.generation() != proved.generation()) {
            return true;
        }
        Duration lifetime = Duration.between(proved.checkedAt(), proved.expiresAt());
        Duration again = lifetime.compareTo(STORED_AGAIN_AFTER) > 0 ? lifetime : STORED_AGAIN_AFTER;
        return !proved.checkedAt().isBefore(stored.checkedAt().plus(again));
    }

    /** Whether a proof has run out so long ago that the journal need not keep it. */
    static boolean mayBeForgotten(VisibilityProved known, Instant now) {
        return !now.isBefore(known.expiresAt().plus(KEPT_AFTER_EXPIRY));
    }
}
