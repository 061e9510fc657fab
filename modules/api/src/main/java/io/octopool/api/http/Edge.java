package io.octopool.api.http;

import io.octopool.pool.FailurePlace;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.japi.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens around every request (server spec 1.1): it gets an id, plain http is sent to https where the server is public,
 * failures become error bodies, and the id stands on the answer. Requests of balancers for readiness are never redirected.
 */
public final class Edge {

    private static final Logger LOG = LoggerFactory.getLogger(Edge.class);
    private static final String RELAY = "/v1/github/request";
    private static final Set<String> PROBES = Set.of("/ready", "/alive");
    private static final Pattern REST_OF_LIST = Pattern.compile(",.*");
    private static final HttpHeader STRICT_TRANSPORT =
            RawHeader.create("strict-transport-security", "max-age=31536000; includeSubDomains; preload");

    private final Origins origins;
    private final InstantSource clock;

    public Edge(Origins origins, InstantSource clock) {
        this.origins = origins;
        this.clock = clock;
    }

    /** Surrounds the routes of the server. */
    public Function<HttpRequest, CompletionStage<HttpResponse>> around(
            Function<HttpRequest, CompletionStage<HttpResponse>> routes) {
        return request -> {
            String id = Exchange.newId();
            HttpRequest identified = Exchange.identified(request, id);
            boolean demandsHttps = origins.demandsHttps(request)
                    && !PROBES.contains(request.getUri().path());
            boolean secure = isSecure(request);
            CompletionStage<HttpResponse> answered = demandsHttps && !secure
                    ? CompletableFuture.completedStage(toHttps(request))
                    : routes.apply(identified);
            return answered.thenApply(response -> {
                HttpResponse withId = response.addHeader(requestId(id));
                return demandsHttps && secure ? withId.addHeader(STRICT_TRANSPORT) : withId;
            });
        };
    }

    /** Runs an endpoint so that whatever it does, there is an answer. */
    public CompletionStage<HttpResponse> run(Endpoint endpoint, HttpRequest request) {
        Exchange exchange = Exchange.of(request);
        try {
            return endpoint.answer(exchange).exceptionally(failure -> failed(failure, exchange));
        } catch (RuntimeException failure) {
            return CompletableFuture.completedStage(failed(failure, exchange));
        }
    }

    /** What the HTTP layer answers when an endpoint took longer than it may. */
    public HttpResponse timedOut(HttpRequest request) {
        boolean relay = request.getUri().path().equals(RELAY);
        return unasked(
                relay ? ApiError.OVERLOADED_RELAY : ApiError.OVERLOADED,
                Exchange.of(request).requestId());
    }

    /** What the HTTP layer answers to requests that arrive while the server shuts down. */
    public HttpResponse stopping() {
        return unasked(ApiError.STOPPING, Exchange.newId());
    }

    private HttpResponse unasked(ApiError error, String id) {
        return Responses.error(error, id, clock.instant()).addHeader(requestId(id));
    }

    static HttpHeader requestId(String id) {
        return RawHeader.create("x-request-id", id);
    }

    private HttpResponse failed(Throwable failure, Exchange exchange) {
        ApiError error;
        if (FailurePlace.unwrap(failure) instanceof ApiFailure expected) {
            error = expected.error();
        } else {
            error = ApiError.INTERNAL;
            String path = exchange.request().getUri().path();
            String method = exchange.request().method().name();
            LOG.error(
                    "Request {} failed unexpectedly: {} {}: {}",
                    exchange.requestId(),
                    method,
                    path,
                    FailurePlace.of(failure));
        }
        return wantsPage(exchange)
                ? Responses.html(error.status(), ErrorPage.of(error, exchange.requestId()), Responses.NO_STORE)
                : Responses.error(error, exchange.requestId(), clock.instant());
    }

    /** A browser's request for something other than the API (server spec 1.6). */
    private static boolean wantsPage(Exchange exchange) {
        return exchange.request().method().equals(HttpMethods.GET)
                && !exchange.request().getUri().path().startsWith("/v1/")
                && exchange.header("accept")
                        .filter(accept -> accept.contains("text/html"))
                        .isPresent();
    }

    /** Of several proxies in a row the first named is the one that the client reached. */
    private static boolean isSecure(HttpRequest request) {
        Optional<String> forwarded = request.getHeader("x-forwarded-proto")
                .map(header -> REST_OF_LIST.matcher(header.value()).replaceFirst(""));
        return forwarded.orElseGet(() -> request.getUri().getScheme()).strip().equalsIgnoreCase("https");
    }

    private static HttpResponse toHttps(HttpRequest request) {
        String location = request.getUri().scheme("https").toString();
        return HttpResponse.create()
                .withStatus(StatusCodes.PERMANENT_REDIRECT)
                .addHeader(RawHeader.create("location", location))
                .addHeader(Responses.NO_STORE);
    }
}
