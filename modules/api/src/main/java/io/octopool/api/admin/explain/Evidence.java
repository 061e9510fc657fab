package io.octopool.api.admin.explain;

import io.octopool.github.routes.RouteMatch;
import io.octopool.pool.budget.PublicBudget;
import io.octopool.pool.lease.Standing;
import io.octopool.pool.visibility.RepoVisibility;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one answer without reading it.
 *
 * @param tokenFree whether only transports without a pooled credential may serve it
 * @param visibility what is known of its repository, null for nothing
 * @param held what its entity has
 * @param readerIsApp whether a public reader is configured; the anonymous API takes its place otherwise
 * @param reader the budget of reads without an identity, null where it does not answer
 * @param standings how each identity stands
 */
record Evidence(
        RouteMatch match,
        boolean tokenFree,
        RepoVisibility.@Nullable Reply visibility,
        Held held,
        boolean readerIsApp,
        PublicBudget.@Nullable Status reader,
        List<Standing> standings,
        Instant now) {

    /** Whether a call without an identity may be made now, as far as its budget is known; not where that does not answer. */
    boolean readerMay() {
        String resource = match.route().bucket().wireName();
        return reader != null
                && reader.rest() == null
                && reader.budgets().stream()
                        .noneMatch(known -> known.resource().equals(resource)
                                && known.budget().remaining() < 1);
    }

    /** Whether the repository is known to be public now. */
    boolean isProven() {
        return visibility instanceof RepoVisibility.Reply.Public(var proof) && proof.holdsAt(now);
    }
}
