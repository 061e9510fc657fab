package io.octopool.pool.budget;

import java.time.Duration;
import java.time.Instant;

/**
 * GitHub's last word of one budget. The ends of one window wander by moments; what goes on moving from one reading to the next is
 * another window in the end.
 */
final class Word {

    /** A server whose clock is wrong names ends of windows that no window has. */
    private static final Duration LONGEST_WINDOW = Duration.ofMinutes(61);

    private Budget budget;
    private Instant firstEnd;
    private Instant knownSince;
    private boolean clockWasSetBack;

    /** What is assumed where GitHub has said nothing. */
    Word(Budget unseen) {
        this(unseen, Instant.MIN, false);
    }

    private Word(Budget budget, Instant knownSince, boolean clockWasSetBack) {
        this.budget = budget;
        this.firstEnd = budget.resetAt();
        this.knownSince = knownSince;
        this.clockWasSetBack = clockWasSetBack;
    }

    /** What GitHub said before that time, by a clock of which nobody knows whether it was set back. */
    static Word before(Instant started, Budget budget) {
        return new Word(budget, started, true);
    }

    Budget budget() {
        return budget;
    }

    /** The window is known for as long as that. */
    void clockWasSetBack(Instant now) {
        clockWasSetBack = true;
        knownSince = now.isBefore(knownSince) ? now : knownSince;
    }

    /**
     * Takes in a reading. An end that is earlier is that of the window before, unless the call was made since this one is known:
     * then the clock was set back, and the lower word holds with the end that it names.
     *
     * @param sentAt when the call was allowed
     * @return whether it is of another window
     */
    boolean hear(Budget reading, Instant sentAt, Instant now) {
        Budget said = clamped(reading, now);
        boolean another = said.endsAWindowAfter(firstEnd);
        boolean setBack = clockWasSetBack && budget.isNewerWindowThan(said) && !sentAt.isBefore(knownSince);
        boolean replaced = another || (setBack && said.remaining() < budget.remaining());
        budget = replaced ? said : budget.merge(said);
        firstEnd = replaced ? said.resetAt() : firstEnd;
        knownSince = another ? now : knownSince;
        clockWasSetBack &= !another;
        return another;
    }

    /** The same with an end that a window can have. */
    static Budget clamped(Budget budget, Instant now) {
        Instant latest = now.plus(LONGEST_WINDOW);
        return budget.resetAt().isAfter(latest) ? new Budget(budget.limit(), budget.remaining(), latest) : budget;
    }
}
