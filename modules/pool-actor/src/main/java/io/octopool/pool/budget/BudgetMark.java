package io.octopool.pool.budget;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the journal holds of a budget. Once its window has ended only the limit counts.
 *
 * @param owner whose it is, such as {@code user:42}
 * @param resource GitHub's name of it, such as {@code core}
 * @param budget as GitHub said last; where it said nothing of the window, all of the limit, and until when the certain holds
 * @param certain requests that are left at the least, whatever is spent before the journal hears of the next mark; null in what
 *     was written before marks had it
 */
public record BudgetMark(
        String owner,
        String resource,
        Budget budget,
        @Nullable Long certain) {

    /** Whether a start would assume the same, were it not told: the window has ended, and the limit is the usual one. */
    public boolean isOver(Instant now) {
        return !budget.resetAt().isAfter(now)
                && budget.limit()
                        == Budget.unseen(new BudgetKey(owner, resource)).limit();
    }
}
