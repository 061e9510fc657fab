package io.octopool.api.http;

import java.net.URI;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.Uri;

/** Where clients see the server (server spec 1.1, 1.8). */
public record Origins(Optional<URI> publicUrl) {

    private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "::1", "[::1]");

    /** Scheme, host and, unless it is the scheme's own, port: of the public URL, else of the request. */
    public String of(HttpRequest request) {
        return publicUrl.map(URI::toString).orElseGet(() -> {
            Uri uri = request.getUri();
            int port = uri.getPort();
            boolean implied = port <= 0 || port == (uri.getScheme().equals("https") ? 443 : 80);
            return uri.getScheme() + "://" + uri.getHost() + (implied ? "" : ":" + port);
        });
    }

    /** Whether the server is reached by https only and this request came from elsewhere than this machine. */
    boolean demandsHttps(HttpRequest request) {
        return publicUrl.filter(url -> "https".equals(url.getScheme())).isPresent()
                && !LOCAL.contains(request.getUri().getHost().toString());
    }
}
