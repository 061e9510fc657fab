package io.octopool.sim.world;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How a repository moves on: event and time in, changed draft and what was touched out. */
final class RepoEvents {

    private final RepoDraft repo;
    private final RepoMaker maker;
    private final RunEvents runs;
    private final Instant now;

    RepoEvents(RepoDraft repo, Instant now) {
        this.repo = repo;
        this.maker = new RepoMaker(repo);
        this.runs = new RunEvents(repo, maker, now);
        this.now = now;
    }

    Happened apply(RepoEvent event) {
        Happened happened = switch (event) {
            case RepoEvent.Push push -> push(push);
            case RepoEvent.PullOpened opened -> pullOpened(opened);
            case RepoEvent.PullMerged merged -> pullMerged(merged);
            case RepoEvent.PullClosed(Integer number) -> close(openPull(number));
            case RepoEvent.PullReopened(Integer number) -> reopen(closedPull(number));
            case RepoEvent.IssueOpened opened -> issueOpened(opened);
            case RepoEvent.IssueClosed(Integer number) -> close(openIssue(number));
            case RepoEvent.IssueReopened(Integer number) -> reopen(closedIssue(number));
            case RepoEvent.Commented commented -> commented(commented);
            case RepoEvent.Reviewed reviewed -> reviewed(reviewed);
            case RepoEvent.PullSynchronized moved -> pullMoved(moved);
            case RepoEvent.RunStarted started -> runs.started(started);
            case RepoEvent.RunRerun(Long run) -> runs.rerun(run);
            case RepoEvent.JobCompleted completed -> runs.jobCompleted(completed);
            case RepoEvent.LogsDeleted(Long job) -> runs.logsDeleted(job);
            case RepoEvent.RunCompleted completed -> runs.completed(completed);
            case RepoEvent.ReleasePublished published -> released(published);
        };
        repo.touch(now);
        return happened;
    }

    private Happened push(RepoEvent.Push push) {
        String branch = orElse(push.branch(), repo.defaultBranch());
        String author = orElse(push.author(), World.ALICE);
        Commit commit = maker.commit(branch, author, orElse(push.message(), "Move " + branch + " on"), now);
        repo.push(commit, branch);
        for (Issue issue : List.copyOf(repo.issues())) {
            issue.pullRequest()
                    .filter(pull -> issue.open() && pull.headRef().equals(branch))
                    .ifPresent(pull ->
                            repo.change(issue.number(), before -> before.withPull(pull.pushed(commit.sha()), now)));
        }
        Run run = maker.run(branch, commit.sha(), "push", author, now);
        return new Happened(null, run.id(), commit.sha());
    }

    private Happened pullOpened(RepoEvent.PullOpened opened) {
        String author = orElse(opened.author(), World.ALICE);
        int number = repo.nextNumber();
        String title = orElse(opened.title(), "Change number " + number);
        Issue issue = maker.pull(number, title, author, opened.draft(), now);
        PullRequest pull = Objects.requireNonNull(issue.pull());
        repo.add(issue);
        Run run = maker.run(pull.headRef(), pull.headSha(), "pull_request", author, now);
        return new Happened(number, run.id(), pull.headSha());
    }

    private Happened pullMerged(RepoEvent.PullMerged merged) {
        Issue issue = openPull(merged.number());
        String by = orElse(merged.by(), World.ALICE);
        String sha = maker.merge(issue, by, now);
        return new Happened(issue.number(), null, sha);
    }

    private Happened pullMoved(RepoEvent.PullSynchronized moved) {
        Issue issue = openPull(moved.number());
        String branch = Objects.requireNonNull(issue.pull()).headRef();
        Happened pushed = push(new RepoEvent.Push(branch, moved.message(), moved.author()));
        return new Happened(issue.number(), pushed.id(), pushed.sha());
    }

    private Happened issueOpened(RepoEvent.IssueOpened opened) {
        int number = repo.nextNumber();
        String title = orElse(opened.title(), "Question number " + number);
        repo.add(maker.issue(number, title, orElse(opened.author(), World.BOB), List.of(), now));
        return Happened.toNumber(number);
    }

    private Happened close(Issue issue) {
        repo.change(issue.number(), before -> before.closed(now, World.ALICE));
        return Happened.toNumber(issue.number());
    }

    private Happened reopen(Issue issue) {
        repo.change(issue.number(), before -> before.reopened(now));
        return Happened.toNumber(issue.number());
    }

    private Happened commented(RepoEvent.Commented commented) {
        Issue issue = commented.number() == null ? openIssue(null) : pick(commented.number(), one -> true, "issue");
        Comment comment = new Comment(
                repo.newId(),
                orElse(commented.author(), World.BOB),
                orElse(commented.body(), "What about number " + issue.number() + "?"),
                now);
        repo.change(issue.number(), before -> before.commented(comment));
        return new Happened(issue.number(), comment.id(), null);
    }

    private Happened reviewed(RepoEvent.Reviewed reviewed) {
        Issue issue = openPull(reviewed.number());
        PullRequest pull = Objects.requireNonNull(issue.pull());
        Review review = new Review(
                repo.newId(),
                orElse(reviewed.author(), World.CAROL),
                orElse(reviewed.state(), "APPROVED"),
                orElse(reviewed.body(), ""),
                pull.headSha(),
                now);
        repo.change(issue.number(), before -> before.withPull(pull.reviewed(review), now));
        return new Happened(issue.number(), review.id(), pull.headSha());
    }

    private Happened released(RepoEvent.ReleasePublished published) {
        Release release = maker.release(published.tag(), published.name(), now);
        return new Happened(null, release.id(), repo.git().tags().get(release.tag()));
    }

    private Issue openPull(@Nullable Integer number) {
        return pick(number, issue -> issue.pull() != null && issue.open(), "open pull request");
    }

    private Issue closedPull(@Nullable Integer number) {
        return pick(
                number,
                issue -> issue.pullRequest()
                                .filter(pull -> pull.mergedAt() == null)
                                .isPresent()
                        && !issue.open(),
                "closed, unmerged pull request");
    }

    private Issue openIssue(@Nullable Integer number) {
        return pick(number, issue -> issue.pull() == null && issue.open(), "open issue");
    }

    private Issue closedIssue(@Nullable Integer number) {
        return pick(number, issue -> issue.pull() == null && !issue.open(), "closed issue");
    }

    private Issue pick(@Nullable Integer number, Predicate<Issue> wanted, String what) {
        Stream<Issue> candidates = repo.issues().stream().filter(wanted);
        return candidates
                .filter(issue -> number == null || issue.number() == number)
                .findFirst()
                .orElseThrow(() -> new WorldException(
                        "no " + what + (number == null ? "" : " " + number) + " in " + repo.fullName()));
    }

    private static String orElse(@Nullable String value, String otherwise) {
        return value == null ? otherwise : value;
    }
}
