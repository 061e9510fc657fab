package io.octopool.github.apps;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An App's installation as a pooled identity reads through it. {@link IllegalArgumentException} for a blank App id, an
 * installation id that is not positive, repositories that are no plain names, and more of them than {@link #MAX_REPOSITORIES};
 * the message repeats none of them.
 *
 * @param appId the App's id or client id
 * @param installationId GitHub's number for the installation
 * @param secretRef the name of the secret that holds the key; a part of the memory's key, never shown
 * @param key the App's private key
 * @param repositories the repositories that the identity's scopes name, without owner, in any case; empty for all of the
 *     installation
 */
public record Installation(String appId, long installationId, String secretRef, AppKey key, Set<String> repositories) {

    /** As many as GitHub lets a token be narrowed to (github-rules B8). */
    public static final int MAX_REPOSITORIES = 500;

    public Installation {
        appId = appId.strip();
        if (appId.isEmpty()) {
            throw new IllegalArgumentException("the App id is blank");
        }
        if (installationId <= 0) {
            throw new IllegalArgumentException("the installation id is not positive");
        }
        if (repositories.stream().anyMatch(name -> name.isBlank() || name.indexOf('/') >= 0)) {
            throw new IllegalArgumentException("repositories are named without their owner");
        }
        repositories = repositories.stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
        if (repositories.size() > MAX_REPOSITORIES) {
            throw new IllegalArgumentException("a token cannot be narrowed to so many repositories");
        }
    }

    @Override
    public String toString() {
        return "Installation[" + appId + ", " + installationId + ", " + repositories.size() + " repositories]";
    }
}
