package io.octopool.sim.world;

import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** How the runs of a repository move on. */
final class RunEvents {

    private final RepoDraft repo;
    private final RepoMaker maker;
    private final Instant now;

    RunEvents(RepoDraft repo, RepoMaker maker, Instant now) {
        this.repo = repo;
        this.maker = maker;
        this.now = now;
    }

    Happened started(RepoEvent.RunStarted started) {
        String name = started.branch() == null ? repo.defaultBranch() : started.branch();
        Branch branch = repo.git()
                .branch(name)
                .orElseThrow(() -> new WorldException("no branch " + name + " in " + repo.fullName()));
        Workflow workflow = repo.workflows().getFirst();
        List<String> jobs = started.jobs() == null
                ? workflow.jobs()
                : IntStream.rangeClosed(1, started.jobs())
                        .mapToObj(number -> "shard-" + number)
                        .toList();
        String status = started.status() == null ? Run.IN_PROGRESS : started.status();
        Run run = maker.unlisted(workflow, jobs, name, branch.sha(), "workflow_dispatch", World.ALICE, status, now);
        repo.add(run);
        return new Happened(null, run.id(), branch.sha());
    }

    Happened completed(RepoEvent.RunCompleted completed) {
        Run run = oldest(one -> !one.isCompleted() && isAsked(completed.run(), one.id()), "run in progress");
        repo.change(run, run.completed(outcome(completed.conclusion()), now));
        return new Happened(null, run.id(), run.sha());
    }

    Happened rerun(@Nullable Long id) {
        Run run = newest(one -> one.isCompleted() && isAsked(id, one.id()), "completed run");
        List<String> names = run.jobs().stream().map(Job::name).toList();
        repo.change(run, run.rerun(maker.jobs(names, Run.IN_PROGRESS, now), now));
        return new Happened(null, run.id(), run.sha());
    }

    Happened jobCompleted(RepoEvent.JobCompleted completed) {
        Predicate<Job> wanted = job -> !job.isCompleted() && isAsked(completed.job(), job.id());
        Run run = oldest(one -> one.jobs().stream().anyMatch(wanted), "job in progress");
        Job job = run.jobs().stream().filter(wanted).findFirst().orElseThrow();
        repo.change(run, run.withJob(job.completed(outcome(completed.conclusion()), now), now));
        return new Happened(null, job.id(), run.sha());
    }

    Happened logsDeleted(@Nullable Long id) {
        Predicate<Job> wanted = job -> job.isCompleted() && isAsked(id, job.id());
        Run run = newest(
                one -> one.attempts()
                        .anyMatch(attempt -> attempt.jobs().stream().anyMatch(wanted)),
                "completed job");
        Job job = run.attempts()
                .flatMap(attempt -> attempt.jobs().stream())
                .filter(wanted)
                .findFirst()
                .orElseThrow();
        repo.change(run, run.withJob(job.withoutLogs(), run.updatedAt()));
        return new Happened(null, job.id(), run.sha());
    }

    private Run oldest(Predicate<Run> wanted, String what) {
        return first(repo.runs(), wanted, what);
    }

    private Run newest(Predicate<Run> wanted, String what) {
        return first(repo.runs().reversed(), wanted, what);
    }

    private Run first(List<Run> runs, Predicate<Run> wanted, String what) {
        return runs.stream()
                .filter(wanted)
                .findFirst()
                .orElseThrow(() -> new WorldException("no such " + what + " in " + repo.fullName()));
    }

    private static boolean isAsked(@Nullable Long asked, long id) {
        return asked == null || asked == id;
    }

    private static String outcome(@Nullable String asked) {
        return asked == null ? "success" : asked;
    }
}
