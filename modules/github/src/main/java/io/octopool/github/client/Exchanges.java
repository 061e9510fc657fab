package io.octopool.github.client;

import io.octopool.github.Bytes;
import io.octopool.github.client.CappedBody.Received;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
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
 * Runs requests over HTTP/1.1 (server spec 9.3, 9.5).
 *
 * <p>Invariants: no redirect is followed; one deadline covers connecting, waiting and the whole body; no more than the limit of
 * a body is held. An exchange that ends early, for whatever reason, ends its connection too.
 */
final class Exchanges implements AutoCloseable {

    /** Tells what a redirect's location means to the caller; null for nothing. */
    @FunctionalInterface
    interface Targets {
        @Nullable
        String of(String location);
    }

    private static final int NOT_MODIFIED = 304;

    private final HttpClient client;
    private final Targets targets;

    Exchanges(Duration connectTimeout, Targets targets) {
        this.targets = targets;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(connectTimeout)
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
    }

    /** Runs the request. The stage never fails; cancelling it ends the exchange. */
    CompletionStage<Outcome> run(HttpRequest request, long maxBytes, Duration timeout) {
        if (!timeout.isPositive()) {
            return CompletableFuture.completedFuture(new Outcome.TimedOut());
        }
        CompletableFuture<HttpResponse<Received>> exchange = client.sendAsync(request, head -> receive(head, maxBytes));
        CompletableFuture<Outcome> outcome = new CompletableFuture<Outcome>()
                .completeOnTimeout(new Outcome.TimedOut(), timeout.toNanos(), TimeUnit.NANOSECONDS);
        CompletableFuture<?> _ =
                exchange.whenComplete((response, failure) -> outcome.complete(outcome(response, failure, maxBytes)));
        CompletableFuture<?> _ = outcome.whenComplete((result, failure) -> exchange.cancel(true));
        return outcome;
    }

    /** Ends all exchanges under way; their outcome is {@link Outcome.Unreachable}. */
    @Override
    public void close() {
        client.shutdownNow();
    }

    private static CappedBody receive(ResponseInfo head, long maxBytes) {
        return new CappedBody(
                maxBytes,
                isCompressed(head.headers().firstValue("content-encoding").orElse("")));
    }

    private Outcome outcome(@Nullable HttpResponse<Received> response, @Nullable Throwable failure, long maxBytes) {
        if (response == null) {
            Throwable cause = cause(failure);
            return new Outcome.Unreachable(reason(cause), !isUnconnected(cause));
        }
        int status = response.statusCode();
        Map<String, String> headers = headers(response);
        if (status >= 300 && status < 400 && status != NOT_MODIFIED) {
            return new Outcome.RedirectDenied(status, headers, target(headers.get("location")));
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
            case Received.TooMuch() -> new Outcome.TooLarge(status, headers, maxBytes);
            case Received.Broken(String why) -> new Outcome.Unreachable(why);
        };
    }

    private @Nullable String target(@Nullable String location) {
        return location == null ? null : targets.of(location);
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

    private static boolean isUnconnected(@Nullable Throwable cause) {
        return cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException;
    }

    private static @Nullable Throwable cause(@Nullable Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private static String reason(@Nullable Throwable cause) {
        return switch (cause) {
            case null -> "no answer";
            case IOException e when e.getMessage() != null -> e.getClass().getSimpleName() + ": " + e.getMessage();
            default -> cause.getClass().getSimpleName();
        };
    }
}
