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
import java.util.concurrent.CompletableFuture;

/** A client of the server's public API, with a token. */
record Agent(String name, URI server, String token, HttpClient http) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /**
     * What became of a read.
     *
     * @param outcome miss, hit or coalesced; for a refusal its reason
     */
    record Read(String agent, String path, String outcome, long millis) {}

    JsonNode post(String path, Map<String, ?> body) throws StoryFailure, InterruptedException {
        try {
            HttpResponse<byte[]> response = http.send(request(path, body), HttpResponse.BodyHandlers.ofByteArray());
            JsonNode answer = JSON.readTree(response.body());
            if (response.statusCode() != 201) {
                throw new StoryFailure(path + " answered " + response.statusCode() + " "
                        + answer.at("/error/code").asText());
            }
            return answer;
        } catch (IOException e) {
            throw new StoryFailure(path + " did not answer: " + e.getMessage());
        }
    }

    CompletableFuture<Read> read(String pool, String path) {
        long start = System.nanoTime();
        HttpRequest request =
                request("/v1/github/request", Map.of("pool", pool, "method", "GET", "path", path));
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray())
                .thenApply(response -> new Read(
                        name, path, outcome(response.body()), Duration.ofNanos(System.nanoTime() - start).toMillis()));
    }

    private HttpRequest request(String path, Map<String, ?> body) {
        return HttpRequest.newBuilder(server.resolve(path))
                .timeout(PATIENCE)
                .header("authorization", "Bearer " + token)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(JSON.valueToTree(body).toString()))
                .build();
    }

    private static String outcome(byte[] body) {
        try {
            JsonNode answer = JSON.readTree(body);
            JsonNode relay = answer.path("relay");
            if (relay.path("coalesced").asBoolean()) {
                return "coalesced";
            }
            return relay.isMissingNode()
                    ? "refused: " + answer.at("/error/details/reason").asText()
                    : relay.path("cache").asText();
        } catch (IOException e) {
            return "not JSON";
        }
    }

    @Override
    public String toString() {
        return "Agent[" + name + "]";
    }
}
