package io.octopool.sim.world;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An Actions run at its latest attempt, and the check suite of its commit. The conclusion is null until it is completed.
 *
 * @param startedAt when this attempt began
 * @param attempt counts from 1
 * @param earlier the attempts before, oldest first, as they ended
 */
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
        Instant startedAt,
        Instant updatedAt,
        int attempt,
        List<Job> jobs,
        List<Run> earlier) {

    /** The status after which a run or job changes no more. */
    public static final String COMPLETED = "completed";

    static final String IN_PROGRESS = "in_progress";

    public Run {
        jobs = List.copyOf(jobs);
        earlier = List.copyOf(earlier);
    }

    public boolean isCompleted() {
        return status.equals(COMPLETED);
    }

    public long suiteId() {
        return id + 1;
    }

    /** All attempts, oldest first. */
    public Stream<Run> attempts() {
        return Stream.concat(earlier.stream(), Stream.of(this));
    }

    /** The run as of one attempt. */
    public Optional<Run> attempt(long wanted) {
        return attempts().filter(run -> run.attempt == wanted).findFirst();
    }

    Optional<Job> job(long wanted) {
        return jobs.stream().filter(job -> job.id() == wanted).findFirst();
    }

    Run completed(String outcome, Instant at) {
        List<Job> ended = jobs.stream().map(job -> job.completed(outcome, at)).toList();
        return with(COMPLETED, outcome, startedAt, at, attempt, ended, earlier);
    }

    Run rerun(List<Job> again, Instant at) {
        List<Run> before = new ArrayList<>(earlier);
        before.add(with(status, conclusion, startedAt, updatedAt, attempt, jobs, List.of()));
        return with(IN_PROGRESS, null, at, at, attempt + 1, again, before);
    }

    /** The same run, with a job in the place of the one that has its id, in whichever attempt. */
    Run withJob(Job changed, Instant at) {
        List<Run> before =
                earlier.stream().map(run -> run.withJob(changed, run.updatedAt)).toList();
        List<Job> after = jobs.stream()
                .map(job -> job.id() == changed.id() ? changed : job)
                .toList();
        return with(status, conclusion, startedAt, at, attempt, after, before);
    }

    private Run with(
            String state,
            @Nullable String outcome,
            Instant started,
            Instant updated,
            int count,
            List<Job> parts,
            List<Run> before) {
        return new Run(
                id, number, workflow, title, branch, sha, event, actor, state, outcome, createdAt, started, updated,
                count, parts, before);
    }
}
