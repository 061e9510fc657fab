package io.octopool.pool.cache;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the answers on one node may occupy in memory. Entities report what they hold and each use of it; beyond the limit those
 * that were used least recently are told to leave, and count no longer. All operations take constant time per entity.
 * Thread-safe.
 */
public final class MemoryBudget {

    /** What an entity occupies besides its answer's body: actor, records, texts. */
    static final long PER_ENTITY = 3_072;

    private record Resident(long bytes, Runnable leave) {}

    private final long limit;
    private final Map<String, Resident> residents = new LinkedHashMap<>(16, 0.75f, true);
    private long held;

    /** The limit: bytes, positive. */
    public MemoryBudget(long limit) {
        if (limit <= 0) {
            throw new IllegalArgumentException("a memory budget is positive");
        }
        this.limit = limit;
    }

    /** Bytes that are held by those who were not told to leave. */
    public synchronized long heldBytes() {
        return held;
    }

    /**
     * Notes that the entity holds so much and was used just now.
     *
     * @param leave tells the entity to leave; called from any thread, at most once per report
     */
    void hold(String key, long bytes, Runnable leave) {
        List<Runnable> leaving = new ArrayList<>(0);
        synchronized (this) {
            Resident before = residents.put(key, new Resident(bytes, leave));
            held += bytes - (before == null ? 0 : before.bytes());
            Iterator<Resident> eldest = residents.values().iterator();
            while (held > limit && eldest.hasNext()) {
                Resident resident = eldest.next();
                eldest.remove();
                held -= resident.bytes();
                leaving.add(resident.leave());
            }
        }
        leaving.forEach(Runnable::run);
    }

    /** Notes that the entity's answer was used just now. */
    synchronized void used(String key) {
        Resident _ = residents.get(key);
    }

    /** The entity is gone, or holds nothing any more. */
    synchronized void release(String key) {
        Resident resident = residents.remove(key);
        if (resident != null) {
            held -= resident.bytes();
        }
    }
}
