package io.octopool.pool.budget;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One budget: GitHub's last word of it, what is reserved, and what was spent without a word of GitHub's.
 *
 * <p>Invariants: a call that may have reached GitHub is counted, by GitHub's word or until one comes that includes it. A window
 * that has ended counts as full, less what was spent silently since: that opens an assumed window. Until GitHub has spoken of a
 * call that was made since the start, there may be as little left as the journal allows; and there is never less left than it
 * allows without its being told, but for calls under way.
 */
final class Account {

    /** A server whose clock is wrong names ends of windows that no window has. */
    private static final Duration LONGEST_WINDOW = Duration.ofMinutes(61);

    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** See {@link BudgetMark}. */
    record Mark(Budget budget, long certain) {}

    /** What must be left though the journal did not hear of all that was spent before the start; until then. */
    private record Floor(long least, Instant until) {}

    private final Duration window;
    private final Instant started;
    private final Shares shares = new Shares();
    private int reserve;
    private Budget word;
    private Instant firstEnd = Instant.MIN;
    private Mark told;
    private @Nullable Floor floor;
    private boolean confirmed;
    private long silent;
    private Instant silentAt = Instant.MIN;
    private Instant assumedEnd = Instant.MIN;
    private Instant firstSeen = Instant.MIN;
    private long usedWhenFirstSeen;

    /**
     * A budget of which nothing is known.
     *
     * @param reserve percent of the limit that is never spent
     * @param started since when this ledger is kept; what was spent before is known from the journal only
     */
    Account(BudgetKey key, int reserve, Instant started) {
        this.window = Budget.window(key.resource());
        this.reserve = reserve;
        this.started = started;
        this.word = Budget.unseen(key);
        this.told = new Mark(word, leastOf(word));
        this.floor = new Floor(told.certain(), started.plus(window));
    }

    Budget word() {
        return word;
    }

    void keepInReserve(int percent) {
        reserve = percent;
    }

    /** The part of the limit that is left to the owner, in requests. */
    long reserve() {
        return limit() * reserve / 100;
    }

    /** Whether GitHub, or its silence in an answer, has spoken of a call that was made since the start. */
    boolean isConfirmed() {
        return confirmed;
    }

    void confirm(Instant sentAt) {
        confirmed |= isSinceStart(sentAt);
    }

    private boolean isSinceStart(Instant sentAt) {
        return !sentAt.isBefore(started);
    }

    /** What is reserved, and who spent what. */
    Shares shares() {
        return shares;
    }

    boolean isIdle(Instant now) {
        return shares.reserved() == 0 && !isInWindow(now);
    }

    /** Takes over what the journal holds; the certain is null where it does not say. */
    void restore(Budget journalled, @Nullable Long certain) {
        Budget known = clamped(journalled, started);
        boolean assumed = known.remaining() == known.limit();
        word = assumed ? known.full() : known;
        firstEnd = word.resetAt();
        assumedEnd = assumed ? known.resetAt() : Instant.MIN;
        shares.begin(used(word));
        told = new Mark(known, certain == null ? leastOf(known) : certain);
        floor = known.resetAt().isAfter(started)
                ? new Floor(told.certain(), known.resetAt())
                : new Floor(leastOf(known.full()), started.plus(window));
    }

    /** What the journal should hear now, null for nothing; it is taken for told. */
    @Nullable
    Mark news(Instant now) {
        Mark mark = mark(now);
        if (mark == null || !isNews(mark)) {
            return null;
        }
        told = mark;
        return mark;
    }

    /** How the budget stands, as the journal keeps it; null outside any window. */
    @Nullable
    Mark mark(Instant now) {
        Instant end = resetAt(now);
        return end == null
                ? null
                : new Mark(
                        new Budget(limit(), word.remainingAt(now), end),
                        isUncertain(now)
                                ? Math.max(0, certain(now))
                                : leastOf(new Budget(limit(), remaining(now), end)));
    }

    /**
     * Whether the next start would take more or less for certain if it were not told, or until another end. A full window is no
     * news, unless it follows one of which something was told; of a window that lasts a minute not even then.
     */
    private boolean isNews(Mark mark) {
        if (mark.budget().isOfWindow(told.budget())) {
            return mark.certain() != told.certain();
        }
        long full = leastOf(word.full());
        return mark.certain() < full || (window.compareTo(MINUTE) > 0 && told.certain() < full);
    }

    private long leastOf(Budget budget) {
        return budget.leastLeft(reserve, window);
    }

    /** How the budget stands for people to read, null outside any window. */
    @Nullable
    Budget standing(Instant now) {
        Instant end = resetAt(now);
        return end == null ? null : new Budget(limit(), remaining(now), end);
    }

    /** Counts a call of which GitHub said nothing. */
    void spendSilently(String spender, int units, Instant now) {
        roll(now);
        shares.spend(spender, units);
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
        boolean isOver = !reading.resetAt().isAfter(now);
        if (takesForNewWindow(clamped(reading, now), now)) {
            shares.begin(0);
            beginWindow(now, used(word));
        }
        if (floor != null && isSinceStart(sentAt) && !isOver) {
            floor = null;
            shares.begin(used(word));
            beginWindow(now, used(word));
        }
        confirm(sentAt);
        shares.spend(spender, units);
        if (isOver && units > 0) {
            countSilently(units, now);
        } else if (!isOver && sentAt.isAfter(silentAt)) {
            silent = 0;
        }
    }

    /** The end of one window wanders by moments: what goes on moving from one reading to the next is another window in the end. */
    private boolean takesForNewWindow(Budget said, Instant now) {
        boolean another = said.isNewerWindowThan(new Budget(word.limit(), word.remaining(), firstEnd));
        word = another ? said : word.merge(said, now);
        firstEnd = another || word.resetAt().isBefore(firstEnd) ? word.resetAt() : firstEnd;
        return another;
    }

    private static Budget clamped(Budget budget, Instant now) {
        Instant latest = now.plus(LONGEST_WINDOW);
        return budget.resetAt().isAfter(latest) ? new Budget(budget.limit(), budget.remaining(), latest) : budget;
    }

    long limit() {
        return word.limit();
    }

    /** Requests left in the window, counting one that has ended as full again. */
    long remaining(Instant now) {
        roll(now);
        return Math.max(0, word.remainingAt(now) - silent);
    }

    /** Requests that are left at the least, whatever was spent before the start without a word in the journal; may be negative. */
    long certain(Instant now) {
        long remaining = remaining(now);
        Floor least = floor;
        return least != null && least.until().isAfter(now) ? Math.min(remaining, least.least() - silent) : remaining;
    }

    /** Whether GitHub has not said yet what the calls before the start left. */
    boolean isUncertain(Instant now) {
        return floor != null && floor.until().isAfter(now);
    }

    /** Whether nothing is left until an end that is known. */
    boolean isExhausted(Instant now) {
        return remaining(now) == 0 && resetAt(now) != null;
    }

    /** What one spender may still be granted of its share of the limit, in percent. */
    long shareLeft(String spender, int share, Instant now) {
        return BudgetLedger.shareOf(limit(), share)
                - Math.min(used(now), shares.spent(spender))
                - shares.reserved(spender);
    }

    /** When the window ends, null while none is known. */
    @Nullable
    Instant resetAt(Instant now) {
        if (word.resetAt().isAfter(now)) {
            return word.resetAt();
        }
        return assumedEnd.isAfter(now) ? assumedEnd : null;
    }

    /** When more is left unless GitHub says so before: at the end of what is uncertain, or of the window; null if unknown. */
    @Nullable
    Instant moreAt(Instant now) {
        Floor least = floor;
        return least != null && certain(now) < remaining(now) ? least.until() : resetAt(now);
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
            shares.begin(0);
            silent = 0;
        }
    }
}
