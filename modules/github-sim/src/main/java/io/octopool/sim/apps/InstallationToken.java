package io.octopool.sim.apps;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A token of an installation.
 *
 * @param token begins with {@code ghs_}
 * @param permissions levels by name
 * @param repositories ids of the repositories that it is narrowed to; empty for all of the organisation
 */
public record InstallationToken(
        long installation,
        String token,
        Map<String, String> permissions,
        Optional<Set<Long>> repositories,
        Instant expiresAt) {

    public InstallationToken {
        permissions = Map.copyOf(permissions);
        repositories = repositories.map(Set::copyOf);
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "InstallationToken[" + installation + "]";
    }
}
