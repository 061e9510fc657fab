package io.octopool.sim.world;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A job of a run; the check run of its commit has the same id. Conclusion and completion are null until it is completed. */
public record Job(
        long id,
        String name,
        String status,
        @Nullable String conclusion,
        Instant startedAt,
        @Nullable Instant completedAt) {

    Job completed(String outcome, Instant at) {
        return new Job(id, name, Run.COMPLETED, outcome, startedAt, at);
    }
}
