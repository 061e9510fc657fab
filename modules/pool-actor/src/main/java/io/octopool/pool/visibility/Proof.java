package io.octopool.pool.visibility;

import io.octopool.pool.CborSerializable;
import java.time.Duration;
import java.time.Instant;

/**
 * The proof that a repository is public.
 *
 * @param generation grows at each flip; an answer fetched under another generation is not served
 * @param checkedAt when GitHub was asked
 * @param expiresAt from when on it proves nothing
 */
public record Proof(long generation, Instant checkedAt, Instant expiresAt) implements CborSerializable {

    /** From when on it should be asked for anew, while it still holds: a fifth of its time to live is left then. */
    public Instant refreshAt() {
        return expiresAt.minus(Duration.between(checkedAt, expiresAt).dividedBy(5));
    }

    public boolean holdsAt(Instant now) {
        return now.isBefore(expiresAt);
    }
}
