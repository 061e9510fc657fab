package io.octopool.pool.budget;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Every budget of a pool's owners with what is reserved in it. A reservation is made by a lease and ends when the lease is
 * settled or expires, so that a burst of calls sees what the calls before it will spend. Not thread-safe: one actor owns it.
 */
public final class BudgetLedger {

    /** Far more than owners times resources come to: the names of resources are GitHub's, and they are not counted on. */
    private static final int MAX_BUDGETS = 2_000;

    private final Map<BudgetKey, Budget> budgets = new HashMap<>();
    private final Map<BudgetKey, Long> reserved = new HashMap<>();

    public Budget budget(BudgetKey key) {
        Budget known = budgets.get(key);
        return known == null ? Budget.unseen(key) : known;
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
        makeRoomFor(key);
        budgets.put(key, after);
        return after.isWorthMarkingAfter(before);
    }

    /** The budgets whose window has not ended, by owner and resource. */
    public List<KnownBudget> inForce(Instant now) {
        return budgets.entrySet().stream()
                .filter(entry -> entry.getValue().resetAt().isAfter(now))
                .map(entry ->
                        new KnownBudget(entry.getKey().owner(), entry.getKey().resource(), entry.getValue()))
                .sorted(Comparator.comparing(KnownBudget::owner).thenComparing(KnownBudget::resource))
                .toList();
    }

    /** Restores a journalled budget; what is reserved is not journalled. */
    public void restore(BudgetKey key, Budget budget) {
        makeRoomFor(key);
        budgets.merge(key, budget, Budget::merge);
    }

    /** Forgets the budget whose window ends first when there are too many. */
    private void makeRoomFor(BudgetKey key) {
        if (budgets.size() >= MAX_BUDGETS && !budgets.containsKey(key)) {
            budgets.entrySet().stream()
                    .min(Comparator.comparing(entry -> entry.getValue().resetAt()))
                    .map(Map.Entry::getKey)
                    .ifPresent(budgets::remove);
        }
    }
}
