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
     * @param owner lower case
     * @param repo lower case
     * @param generation grows by one at each flip between public and not public, beginning at 1
     */
    record VisibilityProved(
            String owner, String repo, boolean isPublic, long generation, Instant checkedAt, Instant expiresAt)
            implements RepoVisibilityEvent {}

    /** The proof is gone; the journal may forget this id. */
    record ProofForgotten(String owner, String repo, Instant at) implements RepoVisibilityEvent {}
}
