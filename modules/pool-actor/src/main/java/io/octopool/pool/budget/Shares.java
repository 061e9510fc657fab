package io.octopool.pool.budget;

import java.util.HashMap;
import java.util.Map;

/** What each spender of one budget has reserved, and has spent in its window. */
final class Shares {

    private final Map<String, Long> reservedBy = new HashMap<>();
    private final Map<String, Long> spentBy = new HashMap<>();
    private long reserved;
    private long spentBefore;

    /** What is reserved, by everybody. */
    long reserved() {
        return reserved;
    }

    long reserved(String spender) {
        return reservedBy.getOrDefault(spender, 0L);
    }

    void reserve(String spender, int units) {
        reserved += units;
        reservedBy.merge(spender, (long) units, Long::sum);
    }

    void release(String spender, int units) {
        reserved -= units;
        reservedBy.computeIfPresent(spender, (_, sum) -> sum <= units ? null : sum - units);
    }

    void spend(String spender, int units) {
        if (units > 0) {
            spentBy.merge(spender, (long) units, Long::sum);
        }
    }

    /** Counts anew. The before: what was spent nobody knows by whom, so it is held against everybody. */
    void begin(long before) {
        spentBy.clear();
        spentBefore = before;
    }

    /** What the spender may have spent. */
    long spent(String spender) {
        return spentBefore + spentBy.getOrDefault(spender, 0L);
    }
}
