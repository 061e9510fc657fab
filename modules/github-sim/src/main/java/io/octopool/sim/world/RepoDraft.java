package io.octopool.sim.world;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A repository while it is being made or moved on; ends in a {@link Repo}. Not thread-safe. */
final class RepoDraft {

    private final long id;
    private final Instant createdAt;
    private final String description;
    private final List<Workflow> workflows;
    private final List<Issue> issues;
    private final List<Run> runs;
    private final List<Release> releases;
    private final @Nullable Long forkOf;
    private String owner;
    private String name;
    private boolean isPrivate;
    private String defaultBranch;
    private Instant updatedAt;
    private Instant pushedAt;
    private GitHistory git;
    private long nextId;

    RepoDraft(Repo repo) {
        id = repo.id();
        owner = repo.owner();
        name = repo.name();
        isPrivate = repo.isPrivate();
        defaultBranch = repo.defaultBranch();
        description = repo.description();
        createdAt = repo.createdAt();
        updatedAt = repo.updatedAt();
        pushedAt = repo.pushedAt();
        git = repo.git();
        issues = new ArrayList<>(repo.issues());
        workflows = repo.workflows();
        runs = new ArrayList<>(repo.runs());
        releases = new ArrayList<>(repo.releases());
        forkOf = repo.forkOf();
        nextId = repo.nextId();
    }

    Repo toRepo() {
        return new Repo(
                id,
                owner,
                name,
                isPrivate,
                defaultBranch,
                description,
                createdAt,
                updatedAt,
                pushedAt,
                git,
                issues,
                workflows,
                runs,
                releases,
                forkOf,
                nextId);
    }

    long newId() {
        return nextId++;
    }

    String owner() {
        return owner;
    }

    String fullName() {
        return owner + "/" + name;
    }

    String defaultBranch() {
        return defaultBranch;
    }

    GitHistory git() {
        return git;
    }

    List<Issue> issues() {
        return issues;
    }

    List<Workflow> workflows() {
        return workflows;
    }

    List<Run> runs() {
        return runs;
    }

    int nextNumber() {
        return issues.stream().mapToInt(Issue::number).max().orElse(0) + 1;
    }

    void rename(String newOwner, String newName) {
        owner = newOwner;
        name = newName;
    }

    void makePrivate(boolean secret) {
        isPrivate = secret;
    }

    void renameDefaultBranch(String branch) {
        if (git.branch(branch).isEmpty()) {
            git = git.branchRenamed(defaultBranch, branch);
        }
        String former = defaultBranch;
        issues.replaceAll(issue -> issue.retargeted(former, branch));
        defaultBranch = branch;
    }

    void touch(Instant at) {
        updatedAt = at;
    }

    void add(Issue issue) {
        issues.add(issue);
    }

    void change(int number, UnaryOperator<Issue> change) {
        issues.replaceAll(issue -> issue.number() == number ? change.apply(issue) : issue);
    }

    void add(Run run) {
        runs.add(run);
    }

    void change(Run before, Run after) {
        runs.replaceAll(run -> run.equals(before) ? after : run);
    }

    void add(Release release, String sha) {
        releases.add(release);
        git = git.tagged(release.tag(), sha);
    }

    /** Makes the runs that were added last the oldest ones. */
    void makeOldest(int count) {
        Collections.rotate(runs, count);
    }

    /** Places a draft below the newest release; it has no tag. */
    void addDraft(Release draft) {
        releases.add(Math.max(0, releases.size() - 1), draft);
    }

    void put(RepoFile file) {
        git = git.withFile(file);
    }

    void push(Commit commit, String branch) {
        git = git.plus(commit, branch);
        pushedAt = commit.date();
    }
}
