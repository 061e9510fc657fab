package io.octopool.pool.visibility;

import io.octopool.pool.CborSerializable;
import java.time.Instant;

/**
 * The proof that a repository is public.
 *
 * @param generation grows at each flip; an answer fetched under another generation is not served
 * @param checkedAt when GitHub was asked
 * @param expiresAt from when on it proves nothing
 */
public record Proof(long generation, Instant checkedAt, Instant expiresAt) implements CborSerializable {

    public boolean holdsAt(Instant now) {
        return now.isBefore(expiresAt);
    }
}
