package io.octopool.persistence.projection;

import io.octopool.pool.events.AuditTrailEvent;
import io.octopool.pool.events.CachedReadEvent;
import io.octopool.pool.events.CallerEvent;
import io.octopool.pool.events.PoolEvent;
import io.octopool.pool.events.RepoVisibilityEvent;
import java.util.List;
import org.apache.pekko.projection.ProjectionId;

/**
 * One projection: the events of a tag and the tables they fill.
 *
 * @param tag names the projection, too; part of the stored format of offsets
 */
record Feed<E>(String tag, Tables<E> tables) {

    /** First half of each projection's name, the second is the tag; part of the stored format of offsets. */
    static final String NAME = "tables";

    static List<Feed<?>> all() {
        return List.of(
                new Feed<>(PoolEvent.TAG, new PoolTables()),
                new Feed<>(CallerEvent.TAG, new CallerTables()),
                new Feed<>(CachedReadEvent.TAG, new CacheEntryTable()),
                new Feed<>(RepoVisibilityEvent.TAG, new PublicRepoTable()),
                new Feed<>(AuditTrailEvent.TAG, new AuditTable()));
    }

    ProjectionId id() {
        return ProjectionId.of(NAME, tag);
    }
}
