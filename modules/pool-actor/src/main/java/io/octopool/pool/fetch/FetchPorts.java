package io.octopool.pool.fetch;

import io.octopool.pool.lease.CallResult;
import io.octopool.pool.lease.LeaseQuery;
import io.octopool.pool.lease.Pool;
import io.octopool.pool.visibility.RepoVisibility;
import java.util.concurrent.CompletionStage;

/** What the ladder asks of the other entities. A stage that fails means that the entity did not answer. */
public interface FetchPorts {

    CompletionStage<Pool.LeaseReply> lease(String pool, LeaseQuery query);

    void settle(String pool, long leaseId, CallResult result);

    /** Asks for the visibility of owner/repo, in lower case. */
    CompletionStage<RepoVisibility.Reply> prove(String repoKey);

    /** Tells that GitHub answered without a credential, which proves the repository public, and asks for the proof. */
    CompletionStage<RepoVisibility.Reply> observedPublic(String repoKey);
}
