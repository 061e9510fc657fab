package io.octopool.pool.budget;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Every budget of a pool's owners with what is reserved in it. A reservation is made by a lease and ends when the lease is
 * settled or expires, so that a burst of calls sees what the calls before it will spend. Not thread-safe: one actor owns it.
 */
public final class BudgetLedger {

    private final Map<BudgetKey, Budget> budgets = new HashMap<>();
    private final Map<BudgetKey, Long> reserved = new HashMap<>();

    public Budget budget(BudgetKey key) {
        Budget known = budgets.get(key);
        return known == null ? Budget.unseen(key.resource()) : known;
    }

    /** Requests that may still be spoken for: what remains less what is reserved; may be negative. */
    public long headroom(BudgetKey key, Instant now) {
        return budget(key).remainingAt(now) - reserved.getOrDefault(key, 0L);
    }

    public void reserve(BudgetKey key, int units) {
        reserved.merge(key, (long) units, Long::sum);
    }

    public void release(BudgetKey key, int units) {
        reserved.computeIfPresent(key, (_, sum) -> sum <= units ? null : sum - units);
    }

    /**
     * Takes in what GitHub said.
     *
     * @return whether the journal should hear of it: a new window, or a crossing of 50, 20, 10, 5 or 0 %
     */
    public boolean observe(BudgetKey key, Budget reading) {
        Budget before = budget(key);
        Budget after = before.merge(reading);
        budgets.put(key, after);
        return after.isWorthMarkingAfter(before);
    }

    /** Restores a journalled budget; what is reserved is not journalled. */
    public void restore(BudgetKey key, Budget budget) {
        budgets.merge(key, budget, Budget::merge);
    }
}
