package io.octopool.sim.world;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An Actions run, and the check suite of its commit. The conclusion is null until it is completed. */
public record Run(
        long id,
        int number,
        Workflow workflow,
        String title,
        String branch,
        String sha,
        String event,
        String actor,
        String status,
        @Nullable String conclusion,
        Instant createdAt,
        Instant updatedAt,
        List<Job> jobs) {

    /** The status after which a run or job changes no more. */
    public static final String COMPLETED = "completed";

    static final String IN_PROGRESS = "in_progress";

    public Run {
        jobs = List.copyOf(jobs);
    }

    public boolean isCompleted() {
        return status.equals(COMPLETED);
    }

    public long suiteId() {
        return id + 1;
    }

    public Optional<Job> job(long wanted) {
        return jobs.stream().filter(job -> job.id() == wanted).findFirst();
    }

    Run completed(String outcome, Instant at) {
        return new Run(
                id,
                number,
                workflow,
                title,
                branch,
                sha,
                event,
                actor,
                COMPLETED,
                outcome,
                createdAt,
                at,
                jobs.stream().map(job -> job.completed(outcome, at)).toList());
    }
}
