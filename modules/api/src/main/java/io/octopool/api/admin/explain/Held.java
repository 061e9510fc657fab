package io.octopool.api.admin.explain;

import io.octopool.pool.cache.Peeked;
import io.octopool.pool.logs.LogRules;
import io.octopool.pool.logs.PeekedLog;
import io.octopool.pool.visibility.RepoVisibility;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an entity has of an answer. */
sealed interface Held {

    /**
     * Who fetched the answer that GitHub would be asked to confirm; null for nobody.
     *
     * @param visibility what is known of its repository, null for nothing
     */
    @Nullable
    String revalidator(RepoVisibility.@Nullable Reply visibility);

    /** When GitHub was last known to say what would stand in for an answer that cannot be had; empty if nothing may. */
    Optional<Instant> standIn(RepoVisibility.@Nullable Reply visibility, Instant now);

    /** An answer of the cache. */
    record Cached(Peeked peeked) implements Held {

        @Override
        public @Nullable String revalidator(RepoVisibility.@Nullable Reply visibility) {
            Peeked.Entry entry = peeked.entry();
            return entry != null && isCovered(entry, visibility)
                    ? entry.answer().source().identityId()
                    : null;
        }

        @Override
        public Optional<Instant> standIn(RepoVisibility.@Nullable Reply visibility, Instant now) {
            return Optional.ofNullable(peeked.entry())
                    .filter(entry -> now.isBefore(entry.staleUntil()) && isCovered(entry, visibility))
                    .map(entry -> entry.answer().fetchedAt());
        }

        /** Whether the answer may be shown under the proof that is known; without any, it depends on GitHub. */
        static boolean isCovered(Peeked.Entry entry, RepoVisibility.@Nullable Reply visibility) {
            return entry.repo() == null
                    || !(visibility instanceof RepoVisibility.Reply.Public(var proof))
                    || proof.generation() == entry.generation();
        }
    }

    /** The log of a job; only that of a completed one is kept. */
    record Log(PeekedLog peeked, Job job) implements Held {

        /** What would be known of the job by the time its log is there. */
        enum Job {
            COMPLETED,
            /** It runs, or cannot be read. */
            NOT_COMPLETED,
            /** GitHub would be asked. */
            UNKNOWN
        }

        @Override
        public @Nullable String revalidator(RepoVisibility.@Nullable Reply visibility) {
            PeekedLog.Kept kept = peeked.kept();
            return kept != null && peeked.rule() == LogRules.CONFIRM
                    ? kept.source().identityId()
                    : null;
        }

        @Override
        public Optional<Instant> standIn(RepoVisibility.@Nullable Reply visibility, Instant now) {
            return Optional.ofNullable(peeked.kept())
                    .filter(_ -> peeked.rule() == LogRules.CONFIRM)
                    .map(PeekedLog.Kept::confirmedAt);
        }
    }
}
