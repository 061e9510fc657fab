package io.octopool.github.client;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the redirects of GitHub's API mean (github-rules B5). */
public final class Redirects {

    private static final Pattern REPOSITORY = Pattern.compile("/repositories/([0-9]{1,18})(?:[/?].*)?");

    private Redirects() {}

    /**
     * The number of the repository that a renamed or transferred one is now found under: a redirect to
     * {@code /repositories/{id}} or anything below it. Empty for every other target.
     */
    public static Optional<Long> renamed(String target) {
        Matcher repository = REPOSITORY.matcher(target);
        return repository.matches() ? Optional.of(Long.parseLong(repository.group(1))) : Optional.empty();
    }
}
