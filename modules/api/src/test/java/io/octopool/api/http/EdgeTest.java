package io.octopool.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EdgeTest {

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-05-04T03:02:01Z"));
    private static final Edge PUBLIC =
            new Edge(new Origins(Optional.of(URI.create("https://octopool.example"))), CLOCK);
    private static final Edge PRIVATE = new Edge(new Origins(Optional.empty()), CLOCK);

    @ParameterizedTest
    @CsvSource({
        "http://octopool.example/a/b?c=d, '', 308",
        "http://octopool.example:8080/a, '', 308",
        "http://10.1.2.3/a, http, 308",
        "https://octopool.example/a, http, 308",
        "http://octopool.example/a, https, 200 secured",
        "http://octopool.example/a, 'HTTPS, http', 200 secured",
        "http://octopool.example/a, 'http, https', 308",
        "https://octopool.example/a, '', 200 secured",
        "http://localhost:8787/a, '', 200",
        "http://127.0.0.1/a, '', 200",
        "http://[::1]:8787/a, '', 200",
        "http://10.1.2.3/ready, '', 200",
        "http://10.1.2.3/alive, '', 200"
    })
    void sendsToHttpsWhoeverComesFromElsewhereWithoutIt(String url, String forwarded, String expected)
            throws Exception {
        HttpRequest request = request(url, forwarded);
        HttpResponse response = answer(PUBLIC, request);
        assertThat(response.status().intValue() + (hasHeader(response, "strict-transport-security") ? " secured" : ""))
                .isEqualTo(expected);
        assertThat(hasHeader(response, "x-request-id")).isTrue();
        if (expected.equals("308")) {
            assertThat(header(response, "location")).isEqualTo(url.replace("http://", "https://"));
            assertThat(header(response, "cache-control")).isEqualTo("no-store");
            assertThat(response.entity().isKnownEmpty()).isTrue();
        }
        assertThat(answer(PRIVATE, request).status().intValue()).isEqualTo(200);
        assertThat(hasHeader(answer(PRIVATE, request), "strict-transport-security"))
                .isFalse();
    }

    @Test
    void leavesTheHeadersOfAnswersAlone() throws Exception {
        HttpResponse answer = HttpResponse.create()
                .addHeader(RawHeader.create("vary", "Accept"))
                .addHeader(RawHeader.create("set-cookie", "a=b; Path=/"));
        HttpResponse passed = PUBLIC.around(_ -> CompletableFuture.completedStage(answer))
                .apply(request("https://octopool.example/", ""))
                .toCompletableFuture()
                .join();
        assertThat(header(passed, "vary")).isEqualTo("accept");
        assertThat(header(passed, "set-cookie")).isEqualTo("a=b; path=/");
        assertThat(header(passed, "strict-transport-security"))
                .isEqualTo("max-age=31536000; includesubdomains; preload");
    }

    @Test
    void goesByTheHostOfTheRequestWhateverWasForwarded() {
        HttpRequest request = request("http://10.1.2.3:8787/a", "")
                .addHeader(RawHeader.create("x-octopool-forwarded-host", "elsewhere.example"))
                .addHeader(RawHeader.create("x-forwarded-host", "elsewhere.example"));
        assertThat(new Origins(Optional.empty()).of(request)).isEqualTo("http://10.1.2.3:8787");
    }

    @Test
    void tellsRelayCallersToGoOnByThemselvesWhenTheLayerBelowRunsOutOfTime() {
        assertThat(PRIVATE.timedOut(HttpRequest.POST("/v1/github/request"))
                        .status()
                        .intValue())
                .isEqualTo(424);
        assertThat(PRIVATE.timedOut(HttpRequest.GET("/v1/pools/p/health"))
                        .status()
                        .intValue())
                .isEqualTo(503);
    }

    @Test
    void makesAnErrorOfWhateverAnEndpointDoes() throws Exception {
        Map<Endpoint, Integer> table = Map.of(
                _ -> {
                    throw new IllegalStateException("secret");
                },
                500,
                _ -> CompletableFuture.failedStage(new IllegalStateException("secret")),
                500,
                _ -> {
                    throw ApiError.NOT_FOUND.asFailure();
                },
                404,
                _ -> CompletableFuture.failedStage(ApiError.OVERLOADED.asFailure()),
                503);
        for (Map.Entry<Endpoint, Integer> row : table.entrySet()) {
            HttpResponse response = PRIVATE.run(row.getKey(), HttpRequest.GET("/v1/a"))
                    .toCompletableFuture()
                    .join();
            assertThat(response.status().intValue()).isEqualTo(row.getValue());
            assertThat(response.entity().toString()).doesNotContain("secret");
        }
    }

    @Test
    void logsWhatNobodyForesawOnceAndWithoutWhatWasSent() throws Exception {
        HttpRequest request = HttpRequest.POST("/v1/a?query=secret-query")
                .withEntity(ContentTypes.APPLICATION_JSON, "{\"body\":\"secret-body\"}")
                .addHeader(RawHeader.create("authorization", "Bearer secret-header"));
        try (Logged logged = new Logged()) {
            HttpResponse response = PRIVATE.around(identified -> PRIVATE.run(
                            _ -> CompletableFuture.failedStage(new IllegalStateException("secret-text")), identified))
                    .apply(request)
                    .toCompletableFuture()
                    .join();
            assertThat(response.status().intValue()).isEqualTo(500);
            assertThat(logged.lines())
                    .singleElement(STRING)
                    .contains(header(response, "x-request-id"), "POST", "/v1/a", "IllegalStateException")
                    .doesNotContain("secret");
        }
    }

    @Test
    void logsNothingThatWasForeseen() throws Exception {
        ApiError conflict = new ApiError(409, "identity_conflict", "Taken.", Map.of("field", "id"), null);
        try (Logged logged = new Logged()) {
            for (ApiError error : List.of(ApiError.OVERLOADED, ApiError.NOT_FOUND, conflict)) {
                HttpResponse response = PRIVATE.around(identified ->
                                PRIVATE.run(_ -> CompletableFuture.failedStage(error.asFailure()), identified))
                        .apply(HttpRequest.GET("/v1/a"))
                        .toCompletableFuture()
                        .join();
                JsonNode body = new ObjectMapper().readTree(text(response)).path("error");
                assertThat(response.status().intValue()).isEqualTo(error.status());
                assertThat(body.path("code").textValue()).isEqualTo(error.code());
                assertThat(body.path("request_id").textValue()).isEqualTo(header(response, "x-request-id"));
                assertThat(body.path("details").path("field").asText())
                        .isEqualTo(error.details().getOrDefault("field", ""));
            }
            assertThat(logged.lines()).isEmpty();
        }
    }

    private static String text(HttpResponse response) {
        return ((HttpEntity.Strict) response.entity()).getData().utf8String();
    }

    private static HttpRequest request(String url, String forwarded) {
        HttpRequest request = HttpRequest.create(url).withMethod(HttpMethods.GET);
        return forwarded.isEmpty() ? request : request.addHeader(RawHeader.create("x-forwarded-proto", forwarded));
    }

    private static HttpResponse answer(Edge edge, HttpRequest request) throws Exception {
        CompletionStage<HttpResponse> answer = edge.around(_ -> CompletableFuture.completedStage(HttpResponse.create()))
                .apply(request);
        return answer.toCompletableFuture().join();
    }

    private static boolean hasHeader(HttpResponse response, String name) {
        return response.getHeader(name).isPresent();
    }

    private static String header(HttpResponse response, String name) {
        return response.getHeader(name).map(HttpHeader::value).orElse("").toLowerCase(Locale.ROOT);
    }
}
