package io.octopool.github.client;

import io.octopool.github.Bytes;
import io.octopool.github.client.CappedBody.Received;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.ResponseInfo;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * GitHub over HTTP/1.1 (server spec 9.2, 9.3, 9.5).
 *
 * <p>Invariants: nothing but the base URI is ever contacted, redirects included; the request line is the base's path and the
 * call's target, byte for byte; one deadline covers connecting, waiting and the whole body; no more than the limit of a body is
 * held. A call that ends early, for whatever reason, ends its exchange too.
 */
public final class HttpGitHub implements GitHub, AutoCloseable {

    private static final int NOT_MODIFIED = 304;

    private final RequestForm form;
    private final long maxBodyBytes;
    private final HttpClient client;

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
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(connectTimeout)
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
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
        CompletableFuture<HttpResponse<Received>> exchange = client.sendAsync(request, this::receive);
        CompletableFuture<Outcome> outcome = new CompletableFuture<Outcome>()
                .completeOnTimeout(new Outcome.TimedOut(), call.timeout().toNanos(), TimeUnit.NANOSECONDS);
        CompletableFuture<?> _ =
                exchange.whenComplete((response, failure) -> outcome.complete(outcome(response, failure)));
        CompletableFuture<?> _ = outcome.whenComplete((result, failure) -> exchange.cancel(true));
        return outcome;
    }

    /** Ends all exchanges under way; their outcome is {@link Outcome.Unreachable}. */
    @Override
    public void close() {
        client.shutdownNow();
    }

    private CappedBody receive(ResponseInfo head) {
        return new CappedBody(
                maxBodyBytes,
                isCompressed(head.headers().firstValue("content-encoding").orElse("")));
    }

    private Outcome outcome(@Nullable HttpResponse<Received> response, @Nullable Throwable failure) {
        if (response == null) {
            return new Outcome.Unreachable(reason(failure));
        }
        int status = response.statusCode();
        Map<String, String> headers = headers(response);
        if (status >= 300 && status < 400 && status != NOT_MODIFIED) {
            return new Outcome.RedirectDenied(status, headers);
        }
        String encoding = headers.getOrDefault("content-encoding", "");
        if (!encoding.isEmpty() && !encoding.equals("identity") && !isCompressed(encoding)) {
            return new Outcome.Unreachable("the answer came in an encoding that was not asked for");
        }
        return switch (response.body()) {
            case Received.Whole(Bytes body)
            when isCompressed(encoding) -> {
                headers.keySet().removeAll(List.of("content-encoding", "content-length"));
                yield new Outcome.Answered(status, headers, body);
            }
            case Received.Whole(Bytes body) -> new Outcome.Answered(status, headers, body);
            case Received.TooMuch() -> new Outcome.TooLarge(status, headers, maxBodyBytes);
            case Received.Broken(String why) -> new Outcome.Unreachable(why);
        };
    }

    private static boolean isCompressed(String encoding) {
        return encoding.equalsIgnoreCase("gzip") || encoding.equalsIgnoreCase("x-gzip");
    }

    private static Map<String, String> headers(HttpResponse<?> response) {
        Map<String, String> headers = new TreeMap<>();
        response.headers()
                .map()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(", ", values)));
        return headers;
    }

    private static String reason(@Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return switch (cause) {
            case null -> "no answer";
            case IOException e when e.getMessage() != null -> e.getClass().getSimpleName() + ": " + e.getMessage();
            default -> cause.getClass().getSimpleName();
        };
    }
}
