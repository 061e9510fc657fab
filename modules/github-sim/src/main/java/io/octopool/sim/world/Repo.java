package io.octopool.sim.world;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A repository at one moment. Its lists are in order of creation.
 *
 * @param id stable: a renamed repository keeps it
 * @param forkOf id of the repository it was forked from; null for one that is no fork
 * @param nextId what the next thing made in this repository is called
 */
public record Repo(
        long id,
        String owner,
        String name,
        boolean isPrivate,
        String defaultBranch,
        String description,
        Instant createdAt,
        Instant updatedAt,
        Instant pushedAt,
        GitHistory git,
        List<Issue> issues,
        List<Workflow> workflows,
        List<Run> runs,
        List<Release> releases,
        @Nullable Long forkOf,
        long nextId) {

    public Repo {
        issues = List.copyOf(issues);
        workflows = List.copyOf(workflows);
        runs = List.copyOf(runs);
        releases = List.copyOf(releases);
    }

    public String fullName() {
        return owner + "/" + name;
    }

    public Optional<Issue> issue(int number) {
        return issues.stream().filter(issue -> issue.number() == number).findFirst();
    }

    /** The pull request of that number, as the issue that holds it. */
    public Optional<Issue> pull(int number) {
        return issue(number).filter(issue -> issue.pullRequest().isPresent());
    }

    public List<Issue> pulls() {
        return issues.stream().filter(issue -> issue.pullRequest().isPresent()).toList();
    }

    public Optional<Run> run(long wanted) {
        return runs.stream().filter(run -> run.id() == wanted).findFirst();
    }

    /** The job of that id, of whichever run and attempt. */
    public Optional<JobOfRun> job(long wanted) {
        return runs.stream()
                .flatMap(Run::attempts)
                .flatMap(run -> run.job(wanted).map(job -> new JobOfRun(run, job)).stream())
                .findFirst();
    }

    /** Runs of one commit, newest first. */
    public List<Run> runsOf(String sha) {
        return runs.reversed().stream().filter(run -> run.sha().equals(sha)).toList();
    }
}
