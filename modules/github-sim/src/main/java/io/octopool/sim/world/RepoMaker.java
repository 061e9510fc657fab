package io.octopool.sim.world;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes the things of a repository, at the start of the world and later, with ids and object names that repeat. */
final class RepoMaker {

    private static final List<String> PATHS = List.of("src/pool.c", "src/lease.c", "docs/guide.md", "README.md");

    private final RepoDraft repo;

    RepoMaker(RepoDraft repo) {
        this.repo = repo;
    }

    /** A commit on top of the branch, or of the default branch where there is no such branch yet. */
    Commit commit(String branch, String author, String message, Instant at) {
        GitHistory git = repo.git();
        List<String> parents = git.branch(branch)
                .or(() -> git.branch(repo.defaultBranch()))
                .map(head -> List.of(head.sha()))
                .orElse(List.of());
        return commit(parents, author, message, at);
    }

    private Commit commit(List<String> parents, String author, String message, Instant at) {
        long serial = repo.newId();
        String sha = Ids.sha("commit " + repo.fullName() + " " + serial + " " + message);
        String path = PATHS.get((int) (serial % PATHS.size()));
        int added = 1 + (int) (serial % 3);
        ChangedFile file = new ChangedFile(
                path,
                "modified",
                added,
                1,
                Ids.sha("blob " + sha),
                "@@ -1,1 +1," + added + " @@\n-before " + serial + ("\n+after " + serial).repeat(added));
        return new Commit(sha, Ids.sha("tree " + sha), parents, author, at, message, List.of(file));
    }

    Issue issue(int number, String title, String author, List<String> labels, Instant at) {
        return new Issue(
                repo.newId(),
                number,
                title,
                "As seen by " + author + ".\n\nSteps: \"start\", then <wait> — and it's there.",
                author,
                labels,
                at,
                at,
                null,
                null,
                List.of(),
                null);
    }

    /** A pull request with a branch of its own, grown by one commit from the default branch. */
    Issue pull(int number, String title, String author, boolean draft, Instant at) {
        String base = repo.git()
                .branch(repo.defaultBranch())
                .map(Branch::sha)
                .orElseThrow(() -> new WorldException(repo.fullName() + " has no default branch"));
        String branch = "topic-" + number;
        Commit commit = commit(branch, author, title, at);
        repo.push(commit, branch);
        PullRequest part = new PullRequest(
                repo.newId(),
                branch,
                commit.sha(),
                repo.defaultBranch(),
                base,
                draft,
                null,
                null,
                PullRequest.trialMerge(commit.sha()),
                List.of(World.ALICE.equals(author) ? World.BOB : World.ALICE),
                List.of(),
                List.of());
        return issue(number, title, author, List.of("enhancement"), at).withPull(part, at);
    }

    /** Merges an open pull request of this repository and gives the merge commit's name. */
    String merge(Issue issue, String by, Instant at) {
        PullRequest pull = Objects.requireNonNull(issue.pull());
        String message = "Merge pull request #" + issue.number() + " from " + repo.owner() + "/" + pull.headRef();
        String base = repo.git().branch(pull.baseRef()).map(Branch::sha).orElse(pull.baseSha());
        Commit commit = commit(List.of(base, pull.headSha()), by, message, at);
        repo.push(commit, pull.baseRef());
        repo.change(
                issue.number(),
                before -> before.withPull(pull.merged(at, by, commit.sha()), at).closed(at, by));
        return commit.sha();
    }

    /** A run of the first workflow, in progress, added to the repository. */
    Run run(String branch, String sha, String event, String actor, Instant at) {
        return run(repo.workflows().getFirst(), branch, sha, event, actor, at);
    }

    Run run(Workflow workflow, String branch, String sha, String event, String actor, Instant at) {
        Run run = unlisted(workflow, workflow.jobs(), branch, sha, event, actor, Run.IN_PROGRESS, at);
        repo.add(run);
        return run;
    }

    /** A run that has not ended and is not yet among those of the repository. */
    Run unlisted(
            Workflow workflow,
            List<String> jobNames,
            String branch,
            String sha,
            String event,
            String actor,
            String status,
            Instant at) {
        long id = repo.newId();
        repo.newId(); // the check suite's
        List<Job> jobs = jobs(jobNames, status, at);
        String title = Optional.ofNullable(repo.git().commits().get(sha))
                .map(Commit::message)
                .orElse(workflow.name());
        return new Run(
                id,
                repo.runs().size() + 1,
                workflow,
                title,
                branch,
                sha,
                event,
                actor,
                status,
                null,
                at,
                at,
                at,
                1,
                jobs,
                List.of());
    }

    List<Job> jobs(List<String> names, String status, Instant at) {
        return names.stream()
                .map(name -> new Job(repo.newId(), name, status, null, at.plusSeconds(4), null, false))
                .toList();
    }

    void complete(Run run, String conclusion, Duration after) {
        repo.change(run, run.completed(conclusion, run.createdAt().plus(after)));
    }

    Release release(@Nullable String wantedTag, @Nullable String wantedName, Instant at) {
        String tag = wantedTag == null ? "v1." + repo.git().tags().size() + ".0" : wantedTag;
        String head = repo.git().branch(repo.defaultBranch()).map(Branch::sha).orElse("");
        Release.Asset asset = new Release.Asset(
                repo.newId(), "bundle-" + tag + ".tar.gz", "application/gzip", 10_240 + repo.newId() % 4096, 7);
        String name = wantedName == null ? "Version " + tag : wantedName;
        Release release = new Release(
                repo.newId(), tag, name, "Changes in " + tag + ".", false, false, World.ALICE, at, at, List.of(asset));
        repo.add(release, head);
        return release;
    }

    void draftRelease(Instant at) {
        Release.Asset asset = new Release.Asset(repo.newId(), "bundle-v2.0.0.tar.gz", "application/gzip", 11_111, 0);
        repo.addDraft(new Release(
                repo.newId(),
                "v2.0.0",
                "Version v2.0.0 to be",
                "Not for everybody yet.",
                false,
                true,
                World.ALICE,
                at,
                at,
                List.of(asset)));
    }
}
