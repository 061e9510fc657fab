package io.octopool.pool.lease;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where an identity may be used (server spec 8.1, 8.2).
 *
 * @param owner a GitHub owner in lower case, or {@code *} for public repositories of owners the pool does not allow
 * @param repo a repository name in lower case, or null for all of the owner's
 * @param allowPrivate stored for later use; no private repository is ever served
 */
public record IdentityScope(String owner, @Nullable String repo, boolean allowPrivate) {

    /** The owner that stands for everybody else's public repositories. */
    public static final String ANY_OWNER = "*";

    public IdentityScope {
        owner = owner.toLowerCase(Locale.ROOT);
        repo = repo == null ? null : repo.toLowerCase(Locale.ROOT);
    }

    boolean coversAnyPublicRepository() {
        return owner.equals(ANY_OWNER) && repo == null;
    }

    boolean covers(String otherOwner, @Nullable String otherRepo) {
        return owner.equalsIgnoreCase(otherOwner) && (repo == null || repo.equalsIgnoreCase(otherRepo));
    }
}
