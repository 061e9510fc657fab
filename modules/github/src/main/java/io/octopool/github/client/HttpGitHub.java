package io.octopool.github.client;

import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * GitHub over HTTP/1.1 (server spec 9.2, 9.3, 9.5).
 *
 * <p>Invariants: nothing but the base URI is ever contacted, redirects included; the request line is the base's path and the
 * call's target, byte for byte; {@link Exchanges} bounds time and size.
 */
public final class HttpGitHub implements GitHub, AutoCloseable {

    private final RequestForm form;
    private final long maxBodyBytes;
    private final Exchanges exchanges;

    /**
     * A client of one GitHub.
     *
     * @param base where its REST API is, {@code https://api.github.com}: http or https, without query; a trailing slash is
     *     ignored. {@link IllegalArgumentException} for anything else
     * @param maxBodyBytes the largest body that is taken, in decompressed bytes
     * @param connectTimeout how long connecting may take, within the deadline of a call
     */
    public HttpGitHub(URI base, long maxBodyBytes, Duration connectTimeout) {
        this.form = new RequestForm(base);
        this.maxBodyBytes = maxBodyBytes;
        this.exchanges = new Exchanges(connectTimeout, form::target);
    }

    @Override
    public CompletionStage<Outcome> send(GitHubCall call) {
        if (!call.timeout().isPositive()) {
            return CompletableFuture.completedFuture(new Outcome.TimedOut());
        }
        HttpRequest request;
        try {
            request = form.of(call);
        } catch (IllegalArgumentException e) {
            return CompletableFuture.completedFuture(new Outcome.NotSent(String.valueOf(e.getMessage())));
        }
        return exchanges.run(request, maxBodyBytes, call.timeout());
    }

    /** Ends all exchanges under way; their outcome is {@link Outcome.Unreachable}. */
    @Override
    public void close() {
        exchanges.close();
    }
}
