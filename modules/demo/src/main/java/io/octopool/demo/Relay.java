package io.octopool.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/** The server as its clients see it: the public HTTP API, nothing else. */
final class Relay {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI server;

    Relay(URI server) {
        this.server = server;
    }

    /** One relayed read, as the client sees it. */
    record Answer(String cache, boolean coalesced, boolean expires, Duration took) {

        /** One word for what happened: a hit that does not say how long it is fresh is one that GitHub just confirmed. */
        String outcome() {
            if (coalesced) {
                return "coalesced";
            }
            return cache.equals("hit") && !expires ? "revalidated" : cache;
        }
    }

    /** Reads GitHub through the pool; anything but a good answer is an error of the story. */
    Answer read(String token, String path) throws IOException, InterruptedException {
        return read(token, path, Map.of());
    }

    /** As {@link #read}, but takes nothing that GitHub does not confirm at this moment. */
    Answer readLatest(String token, String path) throws IOException, InterruptedException {
        return read(token, path, Map.of("cache-control", "max-age=0"));
    }

    private Answer read(String token, String path, Map<String, String> headers)
            throws IOException, InterruptedException {
        long started = System.nanoTime();
        JsonNode envelope = post(
                "/v1/github/request",
                token,
                Map.of("pool", "maintainers", "method", "GET", "path", path, "headers", headers),
                200);
        Duration took = Duration.ofNanos(System.nanoTime() - started);
        JsonNode relay = envelope.path("relay");
        return new Answer(
                relay.path("cache").asText(), relay.path("coalesced").asBoolean(), relay.has("cache_expires_at"), took);
    }

    /** Posts JSON and expects the status. */
    JsonNode post(String path, String token, Object body, int expected) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(server.resolve(path))
                .timeout(PATIENCE)
                .header("authorization", "Bearer " + token)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
                .build();
        HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        JsonNode answer = JSON.readTree(response.body());
        if (response.statusCode() != expected) {
            throw new IOException(path + " answered " + response.statusCode() + " "
                    + answer.path("error").path("code").asText());
        }
        return answer;
    }
}
