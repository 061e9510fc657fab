package io.octopool.api.server;

import static io.octopool.api.server.TestServer.POOL;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.octopool.api.OctopoolServer;
import io.octopool.sim.Simulator;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A server in a process of its own, to be killed, and a client of it. */
final class ServerProcess implements AutoCloseable {

    private static final String READY = "octopool ready on ";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final String base;
    private final HttpClient http = HttpClient.newHttpClient();

    private ServerProcess(Process process, String base) {
        this.process = process;
        this.base = base;
    }

    static ServerProcess start(Path directory, Simulator github) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                OctopoolServer.class.getName()));
        builder.environment().putAll(TestServer.environment(directory, github, Map.of()));
        Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        String line = output.readLine();
        if (line == null || !line.startsWith(READY)) {
            process.destroyForcibly();
            throw new IOException("the server did not start: " + line);
        }
        return new ServerProcess(process, line.substring(READY.length()));
    }

    /** Registers bob's token as an identity of the pool. */
    void registerIdentity() throws Exception {
        admin("POST", "/v1/admin/pools/" + POOL + "/identities", """
                {"id":"pat_bob","login":"bob","secret_ref":"OCTOPOOL_PAT_BOB","scopes":[{"owner":"octo-org"}]}
                """);
    }

    /** Makes the member a caller of the pool and gives its token. */
    String enrol(String login) throws Exception {
        String body = "{\"pool\":\"" + POOL + "\",\"github_login\":\"" + login + "\"}";
        return admin("POST", "/v1/admin/callers", body).path("token").asText();
    }

    /** Returns when the journal of the pool has taken all that it was told before. */
    void writeToPool() throws Exception {
        admin("PUT", "/v1/admin/pools/" + POOL + "/policy", "{\"allow_search\":true}");
    }

    /** The status of GitHub's answer, or that of the refusal and its reason. */
    String outcome(String token, String path) throws Exception {
        HttpResponse<String> response = send(
                "POST",
                "/v1/github/request",
                token,
                "{\"pool\":\"" + POOL + "\",\"method\":\"GET\",\"path\":\"" + path + "\"}");
        JsonNode body = JSON.readTree(response.body());
        return response.statusCode() == 200
                ? body.path("status").asText()
                : response.statusCode() + " " + body.at("/error/details/reason").asText();
    }

    /** Ends it as {@code kill -9} does. */
    void kill() {
        process.toHandle().destroyForcibly();
        process.onExit().join();
    }

    @Override
    public void close() {
        kill();
        http.close();
    }

    private JsonNode admin(String method, String path, String body) throws Exception {
        HttpResponse<String> response = send(method, path, "admin", body);
        if (response.statusCode() / 100 != 2) {
            throw new IllegalStateException(response.body());
        }
        return JSON.readTree(response.body());
    }

    private HttpResponse<String> send(String method, String path, String token, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(Duration.ofSeconds(40))
                .header("authorization", "Bearer " + token)
                .header("content-type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
