package io.octopool.sim.world;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A job of a run; the check run of its commit has the same id. Conclusion and completion are null until it is completed.
 *
 * @param logsDeleted whether the logs are gone; they come into being with the completion
 */
public record Job(
        long id,
        String name,
        String status,
        @Nullable String conclusion,
        Instant startedAt,
        @Nullable Instant completedAt,
        boolean logsDeleted) {

    public boolean isCompleted() {
        return status.equals(Run.COMPLETED);
    }

    public boolean hasLogs() {
        return isCompleted() && !logsDeleted;
    }

    /** A job that has ended stays as it is. */
    Job completed(String outcome, Instant at) {
        return isCompleted() ? this : new Job(id, name, Run.COMPLETED, outcome, startedAt, at, logsDeleted);
    }

    Job withoutLogs() {
        return new Job(id, name, status, conclusion, startedAt, completedAt, true);
    }
}
