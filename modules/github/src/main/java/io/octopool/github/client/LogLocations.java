package io.octopool.github.client;

import java.net.URI;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which addresses of logs are fetched (server spec 9.3, 17.1 item 12): https, at the hosts that GitHub keeps logs on, and
 * for a GitHub Enterprise server its own origin, because it serves its logs itself.
 */
final class LogLocations {

    /** Anybody may have a storage account in Azure; GitHub's are numbered, and an account's name has 24 characters at most. */
    private static final Pattern HOSTS = Pattern.compile(
            ".+\\.actions\\.githubusercontent\\.com|productionresultssa[0-9]{1,5}\\.blob\\.core\\.windows\\.net");

    private static final Origin GITHUB = new Origin("https", "api.github.com", 443);

    private final @Nullable Origin enterprise;

    /** The addresses that the API at {@code base} may name. */
    LogLocations(URI base) {
        Origin origin =
                Origin.of(base).orElseThrow(() -> new IllegalArgumentException("the base must be a URL with a host"));
        this.enterprise = origin.equals(GITHUB) ? null : origin;
    }

    /** The address as it is fetched; {@link IllegalArgumentException}, which repeats nothing of it, if it is not allowed. */
    URI check(String location) {
        if (!location.chars().allMatch(c -> c > 0x20 && c < 0x7F)) {
            throw new IllegalArgumentException("the log's address has characters that cannot be sent");
        }
        URI uri = parse(location);
        Origin origin = Origin.of(uri).orElse(null);
        if (origin == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException("the log's address is no plain URL");
        }
        if (!origin.equals(enterprise) && !isGitHubs(origin)) {
            throw new IllegalArgumentException("the log's address is not one of GitHub's");
        }
        return uri;
    }

    private static URI parse(String location) {
        try {
            return URI.create(location);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the log's address is no URL");
        }
    }

    private static boolean isGitHubs(Origin origin) {
        return origin.scheme().equals("https")
                && origin.port() == 443
                && HOSTS.matcher(origin.host()).matches();
    }
}
