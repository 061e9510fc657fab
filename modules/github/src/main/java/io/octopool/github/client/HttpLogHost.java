package io.octopool.github.client;

import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Logs over HTTP/1.1 (server spec 9.3). Nothing of ours is sent, above all no credential: the address is all it takes. No
 * redirect is followed.
 */
public final class HttpLogHost implements LogHost, AutoCloseable {

    private final LogLocations locations;
    private final Exchanges exchanges;

    /**
     * A client for the logs of one GitHub.
     *
     * @param apiBase where its REST API is, {@code https://api.github.com}; any other is taken for a GitHub Enterprise server,
     *     whose origin may serve logs, too
     * @param connectTimeout how long connecting may take, within the time of a download
     */
    public HttpLogHost(URI apiBase, Duration connectTimeout) {
        this.locations = new LogLocations(apiBase);
        this.exchanges = new Exchanges(connectTimeout, location -> null);
    }

    @Override
    public CompletionStage<Outcome> download(String location, long maxBytes, Duration timeout) {
        HttpRequest request;
        try {
            request = HttpRequest.newBuilder(locations.check(location))
                    .setHeader("accept-encoding", "gzip")
                    .build();
        } catch (IllegalArgumentException e) {
            return CompletableFuture.completedFuture(new Outcome.NotSent(String.valueOf(e.getMessage())));
        }
        return exchanges.run(request, maxBytes, timeout);
    }

    @Override
    public boolean allows(String location) {
        try {
            locations.check(location);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Ends all downloads under way; their outcome is {@link Outcome.Unreachable}. */
    @Override
    public void close() {
        exchanges.close();
    }
}
