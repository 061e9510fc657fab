package io.octopool.github.routes;

import java.util.Locale;

/**
 * A repository's full name as it was typed. GitHub ignores its case, so compare {@link #key()}.
 *
 * @param owner the owner's login, in its original case
 * @param repo the repository's name, in its original case
 */
public record RepoName(String owner, String repo) {

    /** {@code owner/repo} in lower case: equal for all spellings of one repository. */
    public String key() {
        return (owner + "/" + repo).toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return owner + "/" + repo;
    }
}
