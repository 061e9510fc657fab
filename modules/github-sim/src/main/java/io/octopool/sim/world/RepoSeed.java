package io.octopool.sim.world;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * The content every repository starts with. Numbers are the same whatever the seed: 1 to 12 open pull requests, 13 a draft,
 * 14 to 16 merged, 17 closed; 18 to 40 open issues, 41 to 46 closed. The seed decides titles, people and object names.
 */
final class RepoSeed {

    /** The moment at which every world begins. */
    static final Instant EPOCH = Instant.parse("2025-03-03T09:00:00Z");

    private static final int COMMITS = 40;
    private static final int OPEN_PULLS = 12;
    private static final int PULLS = 17;
    private static final int OPEN_ISSUES = 40;
    private static final int ISSUES = 46;

    private static final int OLDER_RUNS = 24;
    private static final List<String> EVENTS = List.of("push", "schedule", "workflow_dispatch");
    private static final List<String> ENDS = List.of(
            "success",
            "failure",
            "cancelled",
            "skipped",
            "timed_out",
            "neutral",
            "action_required",
            "stale",
            "startup_failure");

    private static final List<String> PEOPLE = List.of(World.ALICE, World.BOB, World.CAROL);
    private static final List<String> VERBS = List.of("Keep", "Count", "Explain", "Shorten", "Guard", "Retry", "Name");
    private static final List<String> NOUNS =
            List.of("leases", "the budget", "stale answers", "the retry", "probes", "cooldowns", "the README");

    private final Random random;
    private final RepoDraft repo;
    private final RepoMaker maker;
    private Instant now = EPOCH;

    private RepoSeed(Repo empty, long seed) {
        repo = new RepoDraft(empty);
        maker = new RepoMaker(repo);
        random = new Random(seed * 1_000_003 + empty.id());
    }

    static Repo grow(
            long id,
            String owner,
            String name,
            boolean isPrivate,
            String defaultBranch,
            @Nullable Long forkOf,
            long seed) {
        Repo empty = new Repo(
                id,
                owner,
                name,
                isPrivate,
                defaultBranch,
                "The " + name + " of " + owner + ", grown from seed " + seed,
                EPOCH,
                EPOCH,
                EPOCH,
                new GitHistory(Map.of(), List.of(), Map.of(), files(owner, name)),
                List.of(),
                workflows(id),
                List.of(),
                List.of(),
                forkOf,
                id * 10_000 + 1);
        return new RepoSeed(empty, seed).grow();
    }

    private Repo grow() {
        for (int i = 0; i < COMMITS; i++) {
            repo.push(maker.commit(repo.defaultBranch(), person(), phrase(), tick()), repo.defaultBranch());
            if (i % 15 == 14) {
                maker.release(null, null, tick());
            }
        }
        runAll(repo.defaultBranch(), "push");
        for (int number = 1; number <= PULLS; number++) {
            repo.add(maker.pull(number, phrase(), person(), number == OPEN_PULLS + 1, tick()));
            talk(number);
            review(number);
            runAll("topic-" + number, "pull_request");
        }
        for (int number = PULLS + 1; number <= ISSUES; number++) {
            repo.add(maker.issue(number, phrase(), person(), List.of(number % 2 == 0 ? "bug" : "question"), tick()));
            talk(number);
        }
        settle();
        maker.run(repo.defaultBranch(), head(repo.defaultBranch()), "push", World.ALICE, tick());
        repo.touch(now);
        addHistory();
        return repo.toRepo();
    }

    /** Older runs with all kinds of ends, and a draft release; made last, so that they move no id of the rest. */
    private void addHistory() {
        List<Commit> commits = repo.git().log(head(repo.defaultBranch())).reversed();
        for (int i = 0; i < OLDER_RUNS; i++) {
            Commit commit = commits.get(i);
            Workflow workflow = repo.workflows().get(i % 2);
            String branch = i % 4 == 3 ? "release-1" : repo.defaultBranch();
            Run run = maker.unlisted(
                    workflow,
                    workflow.jobs(),
                    branch,
                    commit.sha(),
                    EVENTS.get(i % EVENTS.size()),
                    commit.author(),
                    Run.IN_PROGRESS,
                    commit.date().plusSeconds(30));
            repo.add(run.completed(ENDS.get(i % ENDS.size()), run.createdAt().plusSeconds(95)));
        }
        repo.makeOldest(OLDER_RUNS);
        maker.draftRelease(commits.get(OLDER_RUNS).date());
    }

    /** Merges and closes what the numbering promises. */
    private void settle() {
        for (int number = OPEN_PULLS + 2; number < PULLS; number++) {
            maker.merge(issue(number), World.ALICE, tick());
        }
        Instant closing = tick();
        repo.change(PULLS, issue -> issue.closed(closing, World.BOB));
        for (int number = OPEN_ISSUES + 1; number <= ISSUES; number++) {
            Instant at = tick();
            repo.change(number, issue -> issue.closed(at, World.CAROL));
        }
    }

    private void talk(int number) {
        for (int i = 0; i < number % 4; i++) {
            Comment comment = new Comment(repo.newId(), person(), phrase() + ", please.", tick());
            repo.change(number, issue -> issue.commented(comment));
        }
    }

    private void review(int number) {
        Instant at = tick();
        repo.change(number, issue -> {
            PullRequest pull = Objects.requireNonNull(issue.pull());
            ChangedFile file = repo.git().commit(pull.headSha()).files().getFirst();
            Review review = new Review(
                    repo.newId(),
                    person(),
                    number % 3 == 0 ? "CHANGES_REQUESTED" : "APPROVED",
                    phrase(),
                    pull.headSha(),
                    at);
            ReviewComment remark = new ReviewComment(
                    repo.newId(),
                    review.id(),
                    review.author(),
                    phrase() + " here?",
                    file.path(),
                    1,
                    file.patch(),
                    pull.headSha(),
                    at);
            return issue.withPull(pull.reviewed(review).remarked(remark), at);
        });
    }

    private void runAll(String branch, String event) {
        Instant at = tick();
        for (Workflow workflow : repo.workflows()) {
            Run run = maker.run(workflow, branch, head(branch), event, person(), at);
            maker.complete(run, random.nextInt(6) == 0 ? "failure" : "success", Duration.ofSeconds(95));
        }
    }

    private Issue issue(int number) {
        return repo.issues().stream()
                .filter(issue -> issue.number() == number)
                .findFirst()
                .orElseThrow();
    }

    private String head(String branch) {
        return repo.git().branch(branch).orElseThrow().sha();
    }

    private String person() {
        return PEOPLE.get(random.nextInt(PEOPLE.size()));
    }

    private String phrase() {
        return VERBS.get(random.nextInt(VERBS.size())) + " " + NOUNS.get(random.nextInt(NOUNS.size()));
    }

    private Instant tick() {
        now = now.plusSeconds(60 + random.nextInt(3600));
        return now;
    }

    private static List<Workflow> workflows(long repoId) {
        return List.of(
                new Workflow(repoId * 10 + 1, "CI", ".github/workflows/ci.yml", List.of("build", "test")),
                new Workflow(repoId * 10 + 2, "Lint", ".github/workflows/lint.yml", List.of("lint")));
    }

    private static List<RepoFile> files(String owner, String name) {
        return List.of(
                new RepoFile(
                        ".github/workflows/ci.yml",
                        "name: CI\non: [push]\njobs:\n  build:\n    runs-on: ubuntu-latest\n"),
                new RepoFile(
                        ".github/workflows/lint.yml",
                        "name: Lint\non: [push]\njobs:\n  lint:\n    runs-on: ubuntu-latest\n"),
                new RepoFile("LICENSE", "MIT License\n\nCopyright (c) 2025 " + owner + "\n"),
                new RepoFile("README.md", "# " + name + "\n\nA repository of " + owner + ". Grüße, 世界!\n"),
                new RepoFile("docs/README.md", "# Documents\n\nBegin with the guide.\n"),
                new RepoFile("docs/guide.md", "# Guide\n\nBuild it, then read src/pool.c.\n"),
                new RepoFile("src/lease.c", "#include \"pool.h\"\n\nint lease(void) {\n\treturn 1;\n}\n"),
                new RepoFile("src/pool.c", "#include \"pool.h\"\n\nint main(void) {\n\treturn 0;\n}\n"));
    }
}
