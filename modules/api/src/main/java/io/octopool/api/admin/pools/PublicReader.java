package io.octopool.api.admin.pools;

import io.octopool.api.access.Asking;
import io.octopool.pool.budget.PublicBudget;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;

/**
 * What pays for reads without an identity.
 *
 * @param entityId its {@link PublicBudget}
 * @param isApp whether an OAuth app is configured; the anonymous API takes its place otherwise
 */
public record PublicReader(ClusterSharding sharding, String entityId, boolean isApp) {

    /** For something that is shown beside more important things. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** What is known of its budget; empty where that does not answer in two seconds. The stage never fails. */
    public CompletionStage<Optional<PublicBudget.Status>> status() {
        return Asking.answered(sharding.entityRefFor(PublicBudget.KEY, entityId)
                        .<PublicBudget.Status>ask(PublicBudget.GetStatus::new, PATIENCE))
                .thenApply(Optional::of)
                .exceptionally(_ -> Optional.empty());
    }
}
