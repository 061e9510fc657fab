package io.octopool.persistence.janitor;

import java.time.Instant;

/**
 * Which chore is next in a round. Each has its turn once; a round that runs out of time ends, and the next one begins behind the
 * chore that had its turn last, however much that had still to do: so a busy chore keeps no other from its turn.
 *
 * @param chores how many there are
 * @param position whose turn it is
 * @param begun whether that turn has begun
 * @param finished how many have had their turn
 * @param until when the round ends at the latest
 */
record Agenda(int chores, int position, boolean begun, int finished, Instant until) {

    /** A round that begins with the first chore. */
    static Agenda of(int chores, Instant end) {
        return new Agenda(chores, 0, false, 0, end);
    }

    /** The round that follows. */
    Agenda nextRound(Instant end) {
        return new Agenda(chores, begun ? following() : position, false, 0, end);
    }

    /** After a batch of the chore whose turn it is. */
    Agenda after(boolean more) {
        return more
                ? new Agenda(chores, position, true, finished, until)
                : new Agenda(chores, following(), false, finished + 1, until);
    }

    /** After a failure the round ends: what broke one batch would break the others. The next round begins with the next chore. */
    Agenda afterFailure() {
        return new Agenda(chores, following(), false, chores, until);
    }

    boolean isOver(Instant now) {
        return finished >= chores || !now.isBefore(until);
    }

    private int following() {
        return (position + 1) % chores;
    }
}
