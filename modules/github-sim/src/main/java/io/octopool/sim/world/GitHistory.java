package io.octopool.sim.world;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Commits, branches, tags and files of a repository. */
public record GitHistory(
        Map<String, Commit> commits, List<Branch> branches, Map<String, String> tags, List<RepoFile> files) {

    private static final Pattern ABBREVIATED = Pattern.compile("[0-9a-f]{7,40}");

    public GitHistory {
        commits = Map.copyOf(commits);
        branches = List.copyOf(branches);
        tags = Map.copyOf(tags);
        files = List.copyOf(files);
    }

    public Optional<Branch> branch(String name) {
        return branches.stream().filter(branch -> branch.name().equals(name)).findFirst();
    }

    /** The commit a branch, tag, {@code heads/…}, {@code tags/…}, full or abbreviated object name stands for. */
    public Optional<Commit> resolve(String ref) {
        if (ref.startsWith("heads/")) {
            return branch(ref.substring("heads/".length())).map(this::head);
        }
        if (ref.startsWith("tags/")) {
            return Optional.ofNullable(tags.get(ref.substring("tags/".length())))
                    .map(this::commit);
        }
        return branch(ref)
                .map(this::head)
                .or(() -> Optional.ofNullable(tags.get(ref)).map(this::commit))
                .or(() -> byObjectName(ref));
    }

    /** First-parent history, newest first, from the commit down to its root. */
    public List<Commit> log(String sha) {
        return between("", sha);
    }

    /** First-parent history from {@code head}, newest first, down to but without {@code base}. */
    public List<Commit> between(String base, String head) {
        List<Commit> log = new ArrayList<>();
        Optional<Commit> next = Optional.ofNullable(commits.get(head));
        while (next.isPresent() && !next.get().sha().equals(base)) {
            log.add(next.get());
            next = next.get().parents().stream().findFirst().map(commits::get);
        }
        return log;
    }

    /** All commits that can be reached from one, without order. */
    public Set<String> ancestors(String sha) {
        Set<String> seen = new HashSet<>();
        List<String> open = new ArrayList<>(List.of(sha));
        while (!open.isEmpty()) {
            Commit next = commits.get(open.removeLast());
            if (next != null && seen.add(next.sha())) {
                open.addAll(next.parents());
            }
        }
        return seen;
    }

    public Commit commit(String sha) {
        Commit commit = commits.get(sha);
        if (commit == null) {
            throw new IllegalArgumentException("no commit " + sha);
        }
        return commit;
    }

    private Commit head(Branch branch) {
        return commit(branch.sha());
    }

    private Optional<Commit> byObjectName(String name) {
        if (!ABBREVIATED.matcher(name).matches()) {
            return Optional.empty();
        }
        return commits.values().stream()
                .filter(commit -> commit.sha().startsWith(name))
                .findFirst();
    }

    /** This history with one commit more, to which the branch points. */
    GitHistory plus(Commit commit, String branch) {
        Map<String, Commit> more = new LinkedHashMap<>(commits);
        more.put(commit.sha(), commit);
        List<Branch> moved = new ArrayList<>(branches);
        moved.removeIf(existing -> existing.name().equals(branch));
        moved.add(new Branch(branch, commit.sha()));
        return new GitHistory(more, moved, tags, files);
    }

    GitHistory tagged(String tag, String sha) {
        Map<String, String> more = new LinkedHashMap<>(tags);
        more.put(tag, sha);
        return new GitHistory(commits, branches, more, files);
    }

    /** This history with a file more, or with other content of a file. */
    GitHistory withFile(RepoFile file) {
        List<RepoFile> changed = new ArrayList<>(files);
        changed.removeIf(existing -> existing.path().equals(file.path()));
        changed.add(file);
        changed.sort(Comparator.comparing(RepoFile::path));
        return new GitHistory(commits, branches, tags, changed);
    }

    GitHistory branchRenamed(String from, String to) {
        List<Branch> renamed = branches.stream()
                .map(branch -> branch.name().equals(from) ? new Branch(to, branch.sha()) : branch)
                .toList();
        return new GitHistory(commits, renamed, tags, files);
    }
}
