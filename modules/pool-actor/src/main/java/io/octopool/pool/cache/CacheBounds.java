package io.octopool.pool.cache;

/**
 * Bounds of the cache on one node; beyond either, what was used least recently leaves memory first.
 *
 * @param entriesInMemory how many entities stay in memory
 * @param bytesInMemory what their answers may occupy
 */
public record CacheBounds(int entriesInMemory, long bytesInMemory) {}
