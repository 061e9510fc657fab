package io.octopool.github.apps;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What GitHub says that a token may do.
 *
 * @param permissions access by permission, such as {@code contents} and {@code read}; empty if GitHub does not tell
 * @param repositorySelection {@code all} or {@code selected} of the installation's repositories, null if GitHub does not tell
 */
public record TokenGrant(
        Map<String, String> permissions, @Nullable String repositorySelection) {

    public TokenGrant {
        permissions = Map.copyOf(permissions);
    }
}
