package io.octopool.pool.events;

import io.octopool.pool.CborSerializable;
import java.time.Instant;

/** Facts about one repository's visibility; each replaces the whole state. */
public sealed interface RepoVisibilityEvent extends CborSerializable {

    /** The tag under which projections read these events. */
    String TAG = "repo-visibility";

    /**
     * GitHub said whether the repository is public.
     *
     * @param owner lower case; empty for a repository known by its number
     * @param repo lower case, or the number
     * @param generation grows at each flip between public and not public, beginning at the epoch millisecond of the first proof
     */
    record VisibilityProved(
            String owner, String repo, boolean isPublic, long generation, Instant checkedAt, Instant expiresAt)
            implements RepoVisibilityEvent {}

    /** The proof is gone; the journal may forget this id. */
    record ProofForgotten(String owner, String repo, Instant at) implements RepoVisibilityEvent {}
}
