package io.octopool.sim.world;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** A comment on a line of a commit. */
public record CommitComment(long id, String sha, String author, String body, String path, int line, Instant createdAt) {

    private static final int COMMENTED = 3;

    /** The comments of a repository: one on each of the first commits of the default branch. */
    public static List<CommitComment> of(Repo repo) {
        List<Commit> oldest = repo.git()
                .branch(repo.defaultBranch())
                .map(branch -> repo.git().log(branch.sha()).reversed())
                .orElse(List.of());
        return IntStream.range(0, Math.min(COMMENTED, oldest.size()))
                .mapToObj(index -> on(repo, oldest.get(index), index))
                .toList();
    }

    private static CommitComment on(Repo repo, Commit commit, int index) {
        String path = commit.files().getFirst().path();
        return new CommitComment(repo.id() * 10 + index, commit.sha(), World.BOB, "Why here?", path, 1, commit.date());
    }
}
