package io.octopool.pool.budget;

import io.octopool.pool.budget.Told.Mark;
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

    /** What must be left though the journal did not hear of all that was spent before the start; until then. */
    private record Floor(long least, Instant until) {}

    private final Duration window;
    private final Instant started;
    private final Shares shares = new Shares();
    private final SpendRate rate = new SpendRate();
    private final Told told;
    private int reserve;
    private Word word;
    private @Nullable Floor floor;
    private boolean confirmed;
    private long silent;
    private Instant silentAt = Instant.MIN;
    private Instant assumedEnd = Instant.MIN;

    /**
     * A budget of which nothing is known.
     *
     * @param reserve percent of the limit that is never spent
     * @param started since when this ledger is kept; what was spent before is known from the journal only
     */
    Account(BudgetKey key, int reserve, Instant started) {
        Budget unseen = Budget.unseen(key);
        this.window = Budget.window(key.resource());
        this.reserve = reserve;
        this.started = started;
        this.word = new Word(unseen);
        this.told = new Told(unseen, leastOf(unseen));
        this.floor = new Floor(leastOf(unseen), started.plus(window));
    }

    void keepInReserve(int percent) {
        reserve = percent;
    }

    void clockWasSetBack(Instant now) {
        word.clockWasSetBack(now);
    }

    /** The part of the limit that is left to the owner, in requests. */
    long reserve() {
        return limit() * reserve / 100;
    }

    /** Whether GitHub, or its silence in an answer, has spoken of a call that was made since the start. */
    boolean isConfirmed() {
        return confirmed;
    }

    void confirm() {
        confirmed = true;
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
        Budget known = Word.clamped(journalled, started);
        boolean said = known.remaining() < known.limit();
        word = Word.before(started, said ? known : known.full());
        shares.begin(used(known));
        Mark mark = new Mark(known, certain == null ? leastOf(known) : certain);
        told.restore(mark);
        floor = known.resetAt().isAfter(started)
                ? new Floor(mark.certain(), known.resetAt())
                : new Floor(leastOf(known.full()), started.plus(window));
    }

    /** What the journal should hear now, null for nothing; it is taken for told. */
    @Nullable
    Mark news(Instant now) {
        Mark mark = markNow(now);
        return mark != null && told.tell(mark, leastOf(word.budget().full()), now) ? mark : null;
    }

    /** Until when what was told holds, if nothing happens: after that a start would assume a full window. */
    Instant toldUntil() {
        Instant end = told.until();
        return floor != null && floor.until().isBefore(end) ? floor.until() : end;
    }

    /** What the journal should keep, null if a start would assume as much. */
    @Nullable
    Mark kept(Instant now) {
        Mark mark = markNow(now);
        return mark == null || mark.certain() >= leastOf(word.budget().full()) ? told.ifLimitIsUnusual() : mark;
    }

    /**
     * How the budget stands; null where it is certain that all of it is left. While that is uncertain each unanswered call counts, else
     * only which mark it is above.
     */
    private @Nullable Mark markNow(Instant now) {
        roll(now);
        Floor least = floor;
        Instant end = resetAt(now);
        if (least != null) {
            return mark(end == null ? least.until() : end, Math.max(0, certain(now)), now);
        }
        return end == null ? null : mark(end, leastOf(new Budget(limit(), remaining(now), end)), now);
    }

    private Mark mark(Instant end, long certain, Instant now) {
        return new Mark(new Budget(limit(), word.budget().remainingAt(now), end), certain);
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
            rate.begin(now, 0);
        }
    }

    /**
     * Takes in what GitHub said.
     *
     * @param units what the call spent, 0 if that is counted already
     * @param sentAt when the call was allowed: the word includes what was spent before
     * @param sinceStart whether that was after the start
     */
    void observe(Budget reading, String spender, int units, Instant sentAt, boolean sinceStart, Instant now) {
        roll(now);
        boolean isOver = !reading.resetAt().isAfter(now);
        boolean another = word.hear(reading, sentAt, now);
        boolean first = floor != null && sinceStart && !isOver;
        if (another || first) {
            shares.begin(first ? used(word.budget()) : 0);
            rate.begin(now, used(word.budget()));
        }
        Floor least = floor;
        if (first) {
            floor = null;
        } else if (least != null && !isOver) {
            floor = new Floor(
                    another ? leastOf(word.budget().full()) : least.least(),
                    word.budget().resetAt());
        }
        confirmed |= sinceStart;
        shares.spend(spender, units);
        if (isOver && units > 0) {
            countSilently(units, now);
        } else if (!isOver && sentAt.isAfter(silentAt)) {
            silent = 0;
        }
    }

    /** When the window ends of which GitHub spoke last, also if that is over. */
    Instant endOfWord() {
        return word.budget().resetAt();
    }

    long limit() {
        return word.budget().limit();
    }

    /** Requests left in the window, counting one that has ended as full again. */
    long remaining(Instant now) {
        roll(now);
        return Math.max(0, word.budget().remainingAt(now) - silent);
    }

    /** Requests that are left at the least, whatever was spent before the start without a word in the journal; may be negative. */
    long certain(Instant now) {
        long remaining = remaining(now);
        Floor least = floor;
        return least == null ? remaining : Math.min(remaining, least.least() - silent);
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
        Instant end = word.budget().resetAt();
        if (end.isAfter(now)) {
            return end;
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
        return isInWindow(now) ? rate.perMinute(used(now), now) : 0;
    }

    private long used(Instant now) {
        return limit() - remaining(now);
    }

    private static long used(Budget budget) {
        return Math.max(0, budget.limit() - budget.remaining());
    }

    private boolean isInWindow(Instant now) {
        return resetAt(now) != null;
    }

    /** Forgets what was spent in a window that has ended. */
    private void roll(Instant now) {
        Floor least = floor;
        if (least != null && !least.until().isAfter(now)) {
            floor = null;
        }
        if (!isInWindow(now)) {
            shares.begin(0);
            silent = 0;
        }
    }
}
