package io.octopool.pool.fetch;

import java.util.concurrent.CompletionStage;

/** A climb of the ladder that is under way. */
public interface Climbing {

    /** What it brings. The stage never fails for a reason that GitHub, the database or a peer can cause. */
    CompletionStage<Fetched> result();

    /**
     * Ends the climb early: the call under way is aborted, what was leased or reserved for it is given back, and no further step
     * is taken. The result is then a {@link Fetched.GaveUp} for nobody. Does nothing once there is a result.
     */
    void cancel();
}
