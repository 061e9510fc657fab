package io.octopool.persistence.janitor;

import java.time.Instant;

/**
 * Which chore is next in a round. Each has its turn once; a round that runs out of time ends, and the next one begins with the
 * chore whose turn it was.
 *
 * @param chores how many there are
 * @param position whose turn it is
 * @param finished how many have had their turn
 * @param until when the round ends at the latest
 */
record Agenda(int chores, int position, int finished, Instant until) {

    /** A round that begins where the last one ended. */
    Agenda nextRound(Instant end) {
        return new Agenda(chores, position, 0, end);
    }

    /** After a batch of the chore whose turn it is. */
    Agenda after(boolean more) {
        return more ? this : new Agenda(chores, (position + 1) % chores, finished + 1, until);
    }

    /** After a failure the round ends: what broke one batch would break the others. The next round begins with the next chore. */
    Agenda afterFailure() {
        return new Agenda(chores, (position + 1) % chores, chores, until);
    }

    boolean isOver(Instant now) {
        return finished >= chores || !now.isBefore(until);
    }
}
