package io.octopool.pool.fetch;

import io.octopool.pool.budget.PublicBudget;
import io.octopool.pool.cache.ReadQuery;
import io.octopool.pool.cache.ReadReply;
import io.octopool.pool.lease.CallResult;
import io.octopool.pool.lease.LeaseQuery;
import io.octopool.pool.lease.LeaseTicket;
import io.octopool.pool.lease.Pool;
import io.octopool.pool.visibility.RepoVisibility;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** What the ladder asks of the other entities. A stage that fails means that the entity did not answer. */
public interface FetchPorts {

    /** Whether the pool has an active identity, be it usable now or not. */
    CompletionStage<Boolean> hasIdentities(String pool);

    CompletionStage<Pool.LeaseReply> lease(String pool, LeaseQuery query);

    void settle(String pool, LeaseTicket lease, CallResult result);

    /** Asks for the visibility of owner/repo, in lower case. */
    CompletionStage<RepoVisibility.Reply> prove(String repoKey);

    /** What is known of the visibility of owner/repo, in lower case, without asking GitHub; empty if nothing is. */
    CompletionStage<Optional<RepoVisibility.Reply>> known(String repoKey);

    /**
     * Asks for leave to make one call as the public reader.
     *
     * @param patience how long to wait while the reader is as busy as it may be
     */
    CompletionStage<PublicBudget.ReserveReply> reservePublic(String resource, Duration remaining, Duration patience);

    void settlePublic(long reservationId, CallResult result);

    /** Asks for another cached answer, which is fetched if need be. */
    CompletionStage<ReadReply> read(ReadQuery query);

    /** Tells that the answer to that {@link #read} is not waited for any longer. */
    void leave(ReadQuery query);

    /**
     * Tells that GitHub answered without a credential, which proves the repository public, and asks for the proof.
     *
     * @param askedAt when the call was sent: a later word of GitHub's stands against it
     */
    CompletionStage<RepoVisibility.Reply> observedPublic(String repoKey, Instant askedAt);
}
