package io.octopool.api.admin.identities;

import io.octopool.api.access.Asking;
import io.octopool.api.admin.Pools;
import io.octopool.persistence.registry.IdentityRegistry;
import io.octopool.pool.lease.Pool;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Sees to it that an identity's id belongs to one pool (server spec 1.7). A pool claims the id in {@link IdentityRegistry} before
 * it registers the identity, so of two registrations at the same time one fails. Whether a claim still stands for an identity
 * only the pool that holds it knows, so that one is asked before another is refused, or given the id.
 */
final class Claims {

    private static final Duration LONGEST_RELEASE = Duration.ofSeconds(1);

    private final IdentityRegistry registry;
    private final Pools pools;

    Claims(IdentityRegistry registry, Pools pools) {
        this.registry = registry;
        this.pools = pools;
    }

    /** Claims the id, or in a dry run looks whether that could be done; fails with {@code identity_conflict} if not. */
    CompletionStage<Void> claim(String id, String pool, boolean dryRun) {
        CompletionStage<String> holder =
                dryRun ? registry.holder(id).thenApply(known -> known.orElse(pool)) : registry.claim(id, pool);
        return Asking.answered(holder)
                .thenCompose(holding -> holding.equals(pool)
                        ? CompletableFuture.completedStage(null)
                        : takeOver(id, holding, pool, dryRun));
    }

    private CompletionStage<Void> takeOver(String id, String holding, String pool, boolean dryRun) {
        return pools.ask(holding, Pool.GetView::new).thenCompose(reply -> {
            if (reply instanceof Pool.ViewReply.View view
                    && view.facts().identities().containsKey(id)) {
                throw Pools.conflict("id", "An identity of this id belongs to another pool.");
            }
            return Asking.answered(dryRun ? registry.mayTakeOver(id, holding) : registry.takeOver(id, holding, pool))
                    .thenAccept(Claims::requireTaken);
        });
    }

    private static void requireTaken(boolean taken) {
        if (!taken) {
            throw Pools.conflict("id", "Another pool asked for this id a moment ago; try again in a minute.");
        }
    }

    /**
     * Gives the id free after its identity was removed, as was asked of the pool then. Nobody is kept waiting long for it, and
     * if it fails, a minute does it.
     */
    CompletionStage<Boolean> release(String id, String pool, Instant askedAt) {
        return registry.release(id, pool, askedAt)
                .toCompletableFuture()
                .copy()
                .completeOnTimeout(false, LONGEST_RELEASE.toSeconds(), TimeUnit.SECONDS)
                .exceptionally(_ -> false);
    }
}
