package io.octopool.pool.budget;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One budget: GitHub's last word of it, what is reserved, and what was spent without a word of GitHub's.
 *
 * <p>Invariants: a call that may have reached GitHub is counted, by GitHub's word or until one comes that includes it. A window
 * that has ended counts as full, less what was spent silently since: that opens an assumed window. Until GitHub has spoken of a
 * call that was made since the start, there may be as little left as the journal allows.
 */
final class Account {

    /** A server whose clock is wrong names ends of windows that no window has. */
    private static final Duration LONGEST_WINDOW = Duration.ofMinutes(61);

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Duration window;
    private final Instant started;
    private final Map<String, Long> reservedBy = new HashMap<>();
    private final Map<String, Long> spentBy = new HashMap<>();
    private Budget word;
    private Budget told;
    private long least;
    private Instant leastUntil;
    private boolean spoken;
    private boolean confirmed;
    private long reserved;
    private long spentBefore;
    private long silent;
    private Instant silentAt = Instant.MIN;
    private Instant assumedEnd = Instant.MIN;
    private Instant firstSeen = Instant.MIN;
    private long usedWhenFirstSeen;

    /** The started: since when this ledger is kept; what was spent before is known from the journal only. */
    Account(BudgetKey key, int reserve, Instant started) {
        this.window = Budget.window(key.resource());
        this.started = started;
        this.word = Budget.unseen(key);
        this.told = word;
        this.least = told.leastLeft(reserve, window);
        this.leastUntil = started.plus(window);
    }

    Budget word() {
        return word;
    }

    /** Whether GitHub, or its silence in an answer, has spoken of a call that was made since the start. */
    boolean isConfirmed() {
        return confirmed;
    }

    void confirm(Instant sentAt) {
        confirmed |= !sentAt.isBefore(started);
    }

    long reserved() {
        return reserved;
    }

    boolean isIdle(Instant now) {
        return reserved == 0 && !isInWindow(now);
    }

    void reserve(String spender, int units) {
        reserved += units;
        reservedBy.merge(spender, (long) units, Long::sum);
    }

    void release(String spender, int units) {
        reserved -= units;
        reservedBy.computeIfPresent(spender, (_, sum) -> sum <= units ? null : sum - units);
    }

    void restore(Budget journalled, int reserve) {
        word = word.merge(journalled, journalled.resetAt());
        told = word;
        spentBefore = used(word);
        boolean over = !word.resetAt().isAfter(started);
        least = (over ? word.full() : word).leastLeft(reserve, window);
        leastUntil = over ? leastUntil : word.resetAt();
    }

    /**
     * What the journal should hear now, null for nothing; it is taken for told. A budget of which nothing is certain but the reserve
     * is told as such: another start must not try it again.
     */
    @Nullable
    Budget news(int reserve, Instant now) {
        Budget current = standing(now);
        long certain = Math.max(0, certain(now));
        if (current != null && certain * 100 <= limit() * reserve) {
            current = new Budget(limit(), certain, current.resetAt());
        }
        if (current == null || !current.isWorthTellingAfter(told, reserve, window)) {
            return null;
        }
        told = current;
        return current;
    }

    /** How the budget stands, null outside any window. */
    @Nullable
    Budget standing(Instant now) {
        Instant end = resetAt(now);
        return end == null ? null : new Budget(limit(), remaining(now), end);
    }

    /** Counts a call of which GitHub said nothing. */
    void spendSilently(String spender, int units, Instant now) {
        roll(now);
        spentBy.merge(spender, (long) units, Long::sum);
        countSilently(units, now);
    }

    /** A call whose window has ended by the time of its answer leaves nothing to go by: it is counted as if unanswered. */
    private void countSilently(int units, Instant now) {
        silent += units;
        silentAt = now;
        if (!isInWindow(now)) {
            assumedEnd = now.plus(window);
            beginWindow(now, 0);
        }
    }

    /**
     * Takes in what GitHub said.
     *
     * @param units what the call spent, 0 if that is counted already
     * @param sentAt when the call was allowed: the word includes what was spent before
     */
    void observe(Budget reading, String spender, int units, Instant sentAt, Instant now) {
        roll(now);
        Instant latest = now.plus(LONGEST_WINDOW);
        Budget said =
                reading.resetAt().isAfter(latest) ? new Budget(reading.limit(), reading.remaining(), latest) : reading;
        Budget before = word;
        word = before.merge(said, now);
        if (word.isNewerWindowThan(before)) {
            spentBy.clear();
            spentBefore = 0;
            beginWindow(now, used(word));
        }
        confirm(sentAt);
        if (!spoken && !sentAt.isBefore(started) && said.resetAt().isAfter(now)) {
            spoken = true;
            spentBefore = used(word);
            beginWindow(now, used(word));
        }
        if (units > 0) {
            spentBy.merge(spender, (long) units, Long::sum);
        }
        if (!said.resetAt().isAfter(now)) {
            if (units > 0) {
                countSilently(units, now);
            }
        } else if (sentAt.isAfter(silentAt)) {
            silent = 0;
        }
    }

    long limit() {
        return word.limit();
    }

    /** Requests left in the window, counting one that has ended as full again. */
    long remaining(Instant now) {
        roll(now);
        return Math.max(0, word.remainingAt(now) - silent);
    }

    /** Requests that are left at the least, whatever was spent before the start without a word in the journal. */
    long certain(Instant now) {
        long remaining = remaining(now);
        return isUncertain(now) ? Math.min(remaining, least - silent) : remaining;
    }

    /** Whether GitHub has not said yet what the calls before the start left. */
    boolean isUncertain(Instant now) {
        return !spoken && leastUntil.isAfter(now);
    }

    /** Whether nothing is left until an end that is known. */
    boolean isExhausted(Instant now) {
        return remaining(now) == 0 && resetAt(now) != null;
    }

    /** What one spender may still be granted of its share of the limit, in percent. */
    long shareLeft(String spender, int share, Instant now) {
        roll(now);
        long spent = Math.min(used(now), spentBefore + spentBy.getOrDefault(spender, 0L));
        return BudgetLedger.shareOf(limit(), share) - spent - reservedBy.getOrDefault(spender, 0L);
    }

    /** When the window ends, null while none is known. */
    @Nullable
    Instant resetAt(Instant now) {
        if (word.resetAt().isAfter(now)) {
            return word.resetAt();
        }
        return assumedEnd.isAfter(now) ? assumedEnd : null;
    }

    /** What the window has cost by the minute since it was first seen. */
    double spendPerMinute(Instant now) {
        if (!isInWindow(now) || firstSeen.equals(Instant.MIN)) {
            return 0;
        }
        Duration seen = Duration.between(firstSeen, now);
        double minutes = (seen.compareTo(MINUTE) < 0 ? MINUTE : seen).toMillis() / (double) MINUTE.toMillis();
        return Math.max(0, used(now) - usedWhenFirstSeen) / minutes;
    }

    private void beginWindow(Instant now, long used) {
        firstSeen = now;
        usedWhenFirstSeen = used;
    }

    private long used(Instant now) {
        return limit() - remaining(now);
    }

    private static long used(Budget budget) {
        return Math.max(0, budget.limit() - budget.remaining());
    }

    private boolean isInWindow(Instant now) {
        return word.resetAt().isAfter(now) || assumedEnd.isAfter(now);
    }

    /** Forgets what was spent in a window that has ended. */
    private void roll(Instant now) {
        if (!isInWindow(now)) {
            spentBy.clear();
            spentBefore = 0;
            silent = 0;
        }
    }
}
