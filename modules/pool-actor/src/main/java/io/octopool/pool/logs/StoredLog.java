package io.octopool.pool.logs;

import io.octopool.pool.cache.Answer;
import java.time.Instant;

/**
 * The log of a completed job.
 *
 * @param key the cache key of the request
 * @param repo owner/repo in lower case
 * @param generation the visibility proof it was fetched under
 * @param answer the log as it is served, body compressed
 * @param createdAt when its body came from GitHub; it is kept for seven days from then, however often it is confirmed
 * @param confirmedAt when GitHub was last seen to have it
 */
public record StoredLog(
        String key, String pool, String repo, long generation, Answer answer, Instant createdAt, Instant confirmedAt) {}
