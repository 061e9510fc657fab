package io.octopool.pool;

import io.octopool.pool.lease.LeaseLimits;
import java.time.Duration;
import java.util.Optional;

/**
 * What the entities need to know.
 *
 * @param cacheEntriesInMemory cached answers kept in memory on each node
 * @param cacheBytesInMemory bytes that cached answers may occupy in memory on each node ({@code OCTOPOOL_CACHE_MEMORY_BYTES})
 * @param maxLogBytes the largest log of a job that is taken
 * @param callTimeout the longest a single call of GitHub may take, body included
 * @param publicProofTtl how long a repository counts as public after GitHub said so
 * @param negativeProofTtl how long a repository counts as not public after GitHub said so
 * @param publicReaderClientId the OAuth app whose budget the public reader spends; empty for a public reader without
 *     credential
 * @param leaseLimits how hard one budget owner may be used
 */
public record EntitySettings(
        int cacheEntriesInMemory,
        long cacheBytesInMemory,
        long maxLogBytes,
        Duration callTimeout,
        Duration publicProofTtl,
        Duration negativeProofTtl,
        Optional<String> publicReaderClientId,
        LeaseLimits leaseLimits) {}
