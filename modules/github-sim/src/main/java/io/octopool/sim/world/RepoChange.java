package io.octopool.sim.world;

import org.jspecify.annotations.Nullable;

/**
 * How to create or change a repository; null leaves a thing as it is.
 *
 * @param isPrivate null at creation: public
 * @param renamedTo {@code name} or {@code owner/name}; the old name redirects from then on
 * @param defaultBranch null at creation: {@code main}
 * @param forkOf {@code owner/name} of a repository that a repository to be created is forked from
 */
public record RepoChange(
        @Nullable Boolean isPrivate,
        @Nullable String renamedTo,
        @Nullable String defaultBranch,
        @Nullable String forkOf) {

    /** Creates a public repository, or leaves an existing one alone. */
    public static final RepoChange NONE = new RepoChange(null, null, null, null);

    /** A change to a repository that is no fork, or stays one. */
    public RepoChange(@Nullable Boolean isPrivate, @Nullable String renamedTo, @Nullable String defaultBranch) {
        this(isPrivate, renamedTo, defaultBranch, null);
    }
}
