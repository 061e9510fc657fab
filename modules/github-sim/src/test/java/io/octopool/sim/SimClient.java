package io.octopool.sim;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** A client of one simulator. */
final class SimClient implements AutoCloseable {

    static final String ALICE = "Bearer sim-pat-alice";
    static final String BOB = "Bearer sim-pat-bob";
    static final String APP = "Basic c2ltLWNsaWVudDpzaW0tc2VjcmV0";

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI base;

    SimClient(Simulator simulator) {
        base = simulator.uri();
    }

    /** An answer. */
    record Reply(int status, HttpResponse<String> response) {

        String body() {
            return response.body();
        }

        JsonNode json() {
            try {
                return MAPPER.readTree(response.body());
            } catch (JsonProcessingException e) {
                throw new AssertionError("no JSON: " + response.body(), e);
            }
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        String etag() {
            return header("etag");
        }
    }

    Reply get(String path, String... headers) throws IOException, InterruptedException {
        return send(request(path, headers).GET().build());
    }

    Reply send(String method, String path, String body, String... headers) throws IOException, InterruptedException {
        return send(request(path, headers)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    HttpClient http() {
        return client;
    }

    HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(Duration.ofSeconds(30))
                .header("user-agent", "sim-test");
        return headers.length == 0 ? request : request.headers(headers);
    }

    private Reply send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        return new Reply(response.statusCode(), response);
    }

    @Override
    public void close() {
        client.shutdownNow();
        client.close();
    }
}
