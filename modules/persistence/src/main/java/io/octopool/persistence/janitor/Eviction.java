package io.octopool.persistence.janitor;

import java.util.ArrayList;
import java.util.List;

/** Which answers and logs make room: the oldest first, no more than needed. */
record Eviction(List<Row> entries, List<Row> logs) {

    static final Eviction NONE = new Eviction(List.of(), List.of());

    boolean isEmpty() {
        return entries.isEmpty() && logs.isEmpty();
    }

    /** Bytes to free: none within the budget; beyond it, so many that 95 % of it are left. */
    static long excess(long occupiedBytes, long budget) {
        return occupiedBytes <= budget ? 0 : occupiedBytes - (budget - budget / 20);
    }

    /**
     * Chooses among the oldest of both kinds.
     *
     * @param entries in order of age, oldest first, as are the logs
     * @param most how many rows at most
     */
    static Eviction of(List<Row> entries, List<Row> logs, long excess, int most) {
        List<Row> chosenEntries = new ArrayList<>();
        List<Row> chosenLogs = new ArrayList<>();
        long freed = 0;
        while (freed < excess && chosenEntries.size() + chosenLogs.size() < most) {
            boolean entryLeft = chosenEntries.size() < entries.size();
            boolean logLeft = chosenLogs.size() < logs.size();
            if (!entryLeft && !logLeft) {
                break;
            }
            boolean takesLog = logLeft
                    && (!entryLeft
                            || logs.get(chosenLogs.size())
                                    .version()
                                    .isBefore(entries.get(chosenEntries.size()).version()));
            Row chosen = takesLog ? logs.get(chosenLogs.size()) : entries.get(chosenEntries.size());
            (takesLog ? chosenLogs : chosenEntries).add(chosen);
            freed += chosen.bytes();
        }
        return new Eviction(List.copyOf(chosenEntries), List.copyOf(chosenLogs));
    }
}
