package io.octopool.pool.policy;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What a pool lets its callers read (server spec 4.5).
 *
 * @param allowedOwners owners served by scoped identities, lower case
 * @param allowPublicRepos whether other owners' public repositories are served
 * @param allowSearch whether search routes are served
 * @param allowLogs whether log routes are served
 */
public record Policy(List<String> allowedOwners, boolean allowPublicRepos, boolean allowSearch, boolean allowLogs) {

    public Policy {
        allowedOwners = allowedOwners.stream()
                .map(owner -> owner.strip().toLowerCase(Locale.ROOT))
                .filter(owner -> !owner.isEmpty())
                .distinct()
                .toList();
    }

    /**
     * The policy a new pool starts with.
     *
     * @param defaultAllowedOwners the comma-separated setting {@code DEFAULT_ALLOWED_OWNERS}
     */
    public static Policy initial(String defaultAllowedOwners) {
        return new Policy(Stream.of(defaultAllowedOwners.split(",", -1)).toList(), true, false, true);
    }

    /** Whether the owner (any case) is served by scoped identities. */
    public boolean allowsOwner(String owner) {
        return allowedOwners.contains(owner.toLowerCase(Locale.ROOT));
    }
}
