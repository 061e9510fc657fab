package io.octopool.api.admin.explain;

import io.octopool.api.relay.PolicyGate;
import io.octopool.pool.budget.PublicBudget;
import io.octopool.pool.cache.Peeked;
import io.octopool.pool.lease.Standing;
import io.octopool.pool.visibility.RepoVisibility;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a read without reading.
 *
 * @param visibility what is known of its repository, null for nothing
 * @param cache what its entry would do, null if it was not asked: the read is denied, or is a log
 * @param readerIsApp whether a public reader is configured; the anonymous API takes its place otherwise
 * @param reader the budget of reads without an identity
 * @param standings how each identity stands, none if the read is denied
 */
record Evidence(
        PolicyGate.Passage passage,
        RepoVisibility.@Nullable Reply visibility,
        @Nullable Peeked cache,
        boolean readerIsApp,
        PublicBudget.Status reader,
        List<Standing> standings,
        Instant now) {

    /** Whether a call without an identity may be made now, as far as its budget of that resource is known. */
    boolean readerMay(String resource) {
        return reader.rest() == null
                && reader.budgets().stream()
                        .noneMatch(known -> known.resource().equals(resource)
                                && known.budget().remaining() < 1);
    }

    /** Whether the stored answer may be shown under the proof that is known; without any, it depends on GitHub. */
    boolean isCovered(Peeked.Entry entry) {
        return isCovered(entry, visibility);
    }

    static boolean isCovered(Peeked.Entry entry, RepoVisibility.@Nullable Reply visibility) {
        return entry.repo() == null
                || !(visibility instanceof RepoVisibility.Reply.Public(var proof))
                || proof.generation() == entry.generation();
    }
}
