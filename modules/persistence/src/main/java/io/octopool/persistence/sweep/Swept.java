package io.octopool.persistence.sweep;

/**
 * What a step did.
 *
 * @param scanned journal rows it passed
 * @param deleted journal rows it deleted
 * @param more whether another step would find work at once
 */
record Swept(int scanned, int deleted, boolean more) {}
