package io.octopool.sim.world;

import org.jspecify.annotations.Nullable;

/** Something that happens to a repository. A null component is chosen by the simulator, as each record says. */
public sealed interface RepoEvent {

    /**
     * A commit on a branch; starts a run, and moves the open pull requests that have this head.
     *
     * @param branch null: the default branch; an unknown one is created from the default branch
     * @param message null: generated
     * @param author null: alice
     */
    record Push(
            @Nullable String branch,
            @Nullable String message,
            @Nullable String author) implements RepoEvent {}

    /** A pull request from a new branch with one commit; null title: generated, null author: alice. */
    record PullOpened(@Nullable String title, @Nullable String author, boolean draft) implements RepoEvent {}

    /** An open pull request is merged; null number: the lowest open one, null {@code by}: alice. */
    record PullMerged(@Nullable Integer number, @Nullable String by) implements RepoEvent {}

    /** An open pull request is closed without a merge; null number: the lowest open one. */
    record PullClosed(@Nullable Integer number) implements RepoEvent {}

    /** A closed, unmerged pull request is opened again; null number: the lowest such. */
    record PullReopened(@Nullable Integer number) implements RepoEvent {}

    /** An issue; null title: generated, null author: bob. */
    record IssueOpened(@Nullable String title, @Nullable String author) implements RepoEvent {}

    /** An open issue is closed; null number: the lowest open one. */
    record IssueClosed(@Nullable Integer number) implements RepoEvent {}

    /** A closed issue is opened again; null number: the lowest closed one. */
    record IssueReopened(@Nullable Integer number) implements RepoEvent {}

    /** A comment on an issue or pull request; null number: the lowest open issue; null body: generated; null author: bob. */
    record Commented(
            @Nullable Integer number,
            @Nullable String body,
            @Nullable String author) implements RepoEvent {}

    /** A review; null number: the lowest open pull request; null state: {@code APPROVED}; null author: carol. */
    record Reviewed(
            @Nullable Integer number,
            @Nullable String state,
            @Nullable String body,
            @Nullable String author) implements RepoEvent {}

    /** A commit on the branch of an open pull request, whose head moves; null number: the lowest open one. */
    record PullSynchronized(
            @Nullable Integer number,
            @Nullable String message,
            @Nullable String author) implements RepoEvent {}

    /**
     * A run of the first workflow begins on the head of a branch.
     *
     * @param branch null: the default branch
     * @param jobs how many jobs it has; null: those of the workflow
     * @param status of run and jobs, such as {@code queued}; null: {@code in_progress}
     */
    record RunStarted(
            @Nullable String branch,
            @Nullable Integer jobs,
            @Nullable String status) implements RepoEvent {

        public RunStarted(@Nullable String branch) {
            this(branch, null, null);
        }
    }

    /** A completed run begins again as its next attempt, with jobs of its own; null id: the newest completed run. */
    record RunRerun(@Nullable Long run) implements RepoEvent {}

    /**
     * A job that has not ended ends; its run does not, even if it was the last. Null id: the first such of the oldest run
     * in progress; null conclusion: {@code success}.
     */
    record JobCompleted(@Nullable Long job, @Nullable String conclusion) implements RepoEvent {}

    /** The logs of a job are deleted; null id: of the first job of the newest completed run. */
    record LogsDeleted(@Nullable Long job) implements RepoEvent {}

    /** A run in progress ends; null id: the oldest such; null conclusion: {@code success}. */
    record RunCompleted(@Nullable Long run, @Nullable String conclusion) implements RepoEvent {}

    /** A release of the default branch's head; null tag: the next minor version. */
    record ReleasePublished(@Nullable String tag, @Nullable String name) implements RepoEvent {}
}
