package io.octopool.pool.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants changed of a {@link Policy}; null leaves a part as it is.
 *
 * @param allowedOwners owners in lower case, none twice
 */
public record PolicyAmendment(
        @Nullable List<String> allowedOwners,
        @Nullable Boolean allowPublicRepos,
        @Nullable Boolean allowSearch,
        @Nullable Boolean allowLogs) {

    /** The policy with these changes. */
    public Policy appliedTo(Policy present) {
        return new Policy(
                allowedOwners == null ? present.allowedOwners() : allowedOwners,
                allowPublicRepos == null ? present.allowPublicRepos() : allowPublicRepos,
                allowSearch == null ? present.allowSearch() : allowSearch,
                allowLogs == null ? present.allowLogs() : allowLogs);
    }
}
