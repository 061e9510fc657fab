package io.octopool.pool.budget;

import io.octopool.pool.lease.CallResult;

/** Failures of GitHub's own, one after the other, with one credential: 5xx answers and calls it did not finish in time. */
public final class FailureStreak {

    private static final int LONGEST = 3;

    private int failures;

    /** Counts a result; true for every third failure in a row, when a rest is due. */
    public boolean isCompletedBy(CallResult result) {
        boolean late = result.failure() == CallResult.Failure.TIMEOUT;
        if (result.status() == 0 && !late) {
            return false; // a call that was given up, or never came to GitHub, says nothing of it
        }
        failures = late || result.status() >= 500 ? failures + 1 : 0;
        if (failures < LONGEST) {
            return false;
        }
        failures = 0;
        return true;
    }
}
