package io.octopool.pool.budget;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What the journal was told of one budget, and whether it should hear more: as little as a start needs to know. */
final class Told {

    /** See {@link BudgetMark}. */
    record Mark(Budget budget, long certain) {}

    private final long usualLimit;
    private Mark last;

    /** Nothing was told. The unseen: what is assumed then; the certain: what that leaves for certain. */
    Told(Budget unseen, long certain) {
        this.usualLimit = unseen.limit();
        this.last = new Mark(unseen, certain);
    }

    void restore(Mark mark) {
        last = mark;
    }

    /**
     * Whether the journal should hear of the mark, which is taken for told then.
     *
     * @param full what a full window leaves for certain
     */
    boolean tell(Mark mark, long full, Instant now) {
        boolean news = isNews(mark, full, now);
        last = news ? mark : last;
        return news;
    }

    /**
     * Whether a start that knew only what was told would take more or less for certain, or of another limit, or for longer. Once
     * that window has ended it takes for certain what a full one leaves.
     */
    private boolean isNews(Mark mark, long full, Instant now) {
        Budget known = last.budget();
        if (mark.budget().limit() != known.limit()) {
            return true;
        }
        boolean isFull = mark.certain() >= full;
        return known.resetAt().isAfter(now)
                ? mark.certain() != last.certain() || (!isFull && known.isNewerWindowThan(mark.budget()))
                : !isFull;
    }

    /** When the window ends of which something was told last. */
    Instant until() {
        return last.budget().resetAt();
    }

    /** What was told last, if a start should know it also when the window is over: a limit that nobody would assume. */
    @Nullable
    Mark ifLimitIsUnusual() {
        return last.budget().limit() == usualLimit ? null : last;
    }
}
