package io.octopool.sim.world;

import java.time.Instant;
import java.util.List;

/** A commit; {@code author} is a login, the first parent is the line that {@code git log --first-parent} walks. */
public record Commit(
        String sha,
        String treeSha,
        List<String> parents,
        String author,
        Instant date,
        String message,
        List<ChangedFile> files) {

    public Commit {
        parents = List.copyOf(parents);
        files = List.copyOf(files);
    }
}
