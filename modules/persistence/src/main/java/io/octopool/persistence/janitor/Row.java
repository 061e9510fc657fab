package io.octopool.persistence.janitor;

import java.time.Instant;

/**
 * A table row that may go.
 *
 * @param key the cache key, or owner/repo
 * @param walkedBy the time by which the walk is ordered
 * @param version tells the row from a later one of the same key
 * @param bytes what it occupies, where that matters
 */
record Row(String key, Instant walkedBy, Instant version, long bytes) {

    /** Before every row. */
    static final Row FIRST = new Row("", Instant.EPOCH, Instant.EPOCH, 0);
}
