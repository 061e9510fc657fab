package io.octopool.github.client;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/**
 * Who answers a URL: equal for all spellings of one scheme, host and port.
 *
 * @param scheme in lower case
 * @param host in lower case
 * @param port the port, also where the URL leaves it to the scheme; -1 if neither tells
 */
record Origin(String scheme, String host, int port) {

    /** The origin of a URL; empty if it has no scheme or no host. */
    static Optional<Origin> of(URI uri) {
        if (uri.getScheme() == null || uri.getHost() == null) {
            return Optional.empty();
        }
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        int port = uri.getPort();
        if (port < 0) {
            port = switch (scheme) {
                case "https" -> 443;
                case "http" -> 80;
                default -> -1;
            };
        }
        return Optional.of(new Origin(scheme, uri.getHost().toLowerCase(Locale.ROOT), port));
    }
}
