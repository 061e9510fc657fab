package io.octopool.api.admin.pools;

import io.octopool.api.access.Asking;
import io.octopool.pool.budget.PublicBudget;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;

/**
 * What pays for reads without an identity.
 *
 * @param entityId its {@link PublicBudget}
 * @param isApp whether an OAuth app is configured; the anonymous API takes its place otherwise
 */
public record PublicReader(ClusterSharding sharding, String entityId, boolean isApp) {

    public CompletionStage<PublicBudget.Status> status() {
        return Asking.answered(
                sharding.entityRefFor(PublicBudget.KEY, entityId).ask(PublicBudget.GetStatus::new, Asking.PATIENCE));
    }
}
