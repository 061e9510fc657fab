package io.octopool.api.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.octopool.sim.Simulator;
import io.octopool.sim.SimulatorOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A simulator, a server on an embedded database in front of it, and a client of both. */
final class TestServer implements AutoCloseable {

    static final String POOL = "maintainers";
    static final String REPO = "/repos/octo-org/hello-world";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path directory;
    private final Simulator github;
    private final Map<String, String> environment;
    private final InstantSource clock;
    private Server server;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** What the server answered. */
    record Reply(int status, Map<String, List<String>> headers, String text) {

        JsonNode json() throws IOException {
            return JSON.readTree(text);
        }

        String code() throws IOException {
            return json().at("/error/code").asText();
        }

        String reason() throws IOException {
            return json().at("/error/details/reason").asText();
        }

        /** The part of the envelope at a JSON pointer, as text. */
        String at(String pointer) throws IOException {
            JsonNode part = json().at(pointer);
            return part.isValueNode() ? part.asText() : part.toString();
        }

        String header(String name) {
            return String.join(", ", headers.getOrDefault(name, List.of()));
        }
    }

    private TestServer(Path directory, Simulator github, Map<String, String> environment, InstantSource clock)
            throws Exception {
        this.directory = directory;
        this.github = github;
        this.environment = environment;
        this.clock = clock;
        this.server = Server.start(environment, clock);
    }

    static TestServer start(Path directory, Map<String, String> more) throws Exception {
        return start(directory, more, InstantSource.system());
    }

    /** Server and simulator go by one clock. */
    static TestServer start(Path directory, Map<String, String> more, InstantSource clock) throws Exception {
        return start(directory, more, SimulatorOptions.defaults(), clock);
    }

    static TestServer start(Path directory, Map<String, String> more, SimulatorOptions options, InstantSource clock)
            throws Exception {
        Simulator github = Simulator.start(options.withClock(clock));
        try {
            return new TestServer(directory, github, environment(directory, github, more), clock);
        } catch (Exception e) {
            github.close();
            throw e;
        }
    }

    static Map<String, String> environment(Path directory, Simulator github, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "ALLOWED_GITHUB_ORG", "octo-org",
                "OCTOPOOL_ADMIN_TOKEN", "admin",
                "OCTOPOOL_GITHUB_ORG_TOKEN", "sim-pat-alice",
                "OCTOPOOL_PAT_BOB", "sim-pat-bob",
                "OCTOPOOL_GITHUB_API_URL", github.uri().toString(),
                "OCTOPOOL_DATA_DIR", directory.toString(),
                "OCTOPOOL_HTTP_PORT", "0"));
        environment.putAll(more);
        return environment;
    }

    /** Ends the server and starts it again on what it left. */
    void restart() throws Exception {
        server.close();
        server = Server.start(environment, clock);
    }

    Simulator github() {
        return github;
    }

    URI uri() {
        return server.uri();
    }

    Server server() {
        return server;
    }

    /** Registers bob's token as an identity of the pool. */
    void registerIdentity() throws Exception {
        Reply reply = admin(
                "/v1/admin/pools/" + POOL + "/identities",
                "{\"id\":\"pat_bob\",\"login\":\"bob\",\"secret_ref\":\"OCTOPOOL_PAT_BOB\","
                        + "\"scopes\":[{\"owner\":\"octo-org\"},{\"owner\":\"*\"}]}");
        if (reply.status() != 201) {
            throw new IllegalStateException(reply.text());
        }
    }

    /** Makes the member a caller of the pool and gives its token. */
    String enrol(String login) throws Exception {
        Reply reply = admin("/v1/admin/callers", "{\"pool\":\"" + POOL + "\",\"github_login\":\"" + login + "\"}");
        if (reply.status() != 201) {
            throw new IllegalStateException(reply.text());
        }
        return reply.json().path("token").asText();
    }

    Reply admin(String path, String body) throws Exception {
        return send(post(path, body).header("authorization", "Bearer admin"));
    }

    /** A call of the admin API; the body may be empty. */
    Reply admin(String method, String path, String body) throws Exception {
        HttpRequest.Builder request = request(path)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .header("authorization", "Bearer admin");
        return send(body.isEmpty() ? request : request.header("content-type", "application/json"));
    }

    Reply read(String token, String path) throws Exception {
        return relay(token, "{\"pool\":\"" + POOL + "\",\"method\":\"GET\",\"path\":\"" + path + "\"}");
    }

    /** A read with further fields of the request, in JSON without the braces around them. */
    Reply read(String token, String path, String fields) throws Exception {
        return relay(token, "{\"pool\":\"" + POOL + "\",\"method\":\"GET\",\"path\":\"" + path + "\"," + fields + "}");
    }

    Reply relay(String token, String body) throws Exception {
        return send(relayRequest(token, body));
    }

    CompletableFuture<Reply> relayLater(String token, String body) {
        return http.sendAsync(relayRequest(token, body).build(), HttpResponse.BodyHandlers.ofString())
                .thenApply(TestServer::reply);
    }

    CompletableFuture<Reply> readLater(String token, String path) {
        return http.sendAsync(
                        relayRequest(token, "{\"pool\":\"" + POOL + "\",\"method\":\"GET\",\"path\":\"" + path + "\"}")
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .thenApply(TestServer::reply);
    }

    private HttpRequest.Builder relayRequest(String token, String body) {
        HttpRequest.Builder request = post("/v1/github/request", body);
        return token.isEmpty() ? request : request.header("authorization", "Bearer " + token);
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(server.uri() + path)).timeout(Duration.ofSeconds(40));
    }

    HttpRequest.Builder post(String path, String body) {
        return request(path).header("content-type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body));
    }

    Reply get(String path) throws Exception {
        return send(request(path));
    }

    Reply send(HttpRequest.Builder request) throws Exception {
        return reply(http.send(request.build(), HttpResponse.BodyHandlers.ofString()));
    }

    /** What GitHub answers to the same question, asked directly. */
    String direct(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(github.uri() + path))
                .header("authorization", "Bearer sim-pat-bob")
                .header("accept", "application/vnd.github+json")
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    private static Reply reply(HttpResponse<String> response) {
        return new Reply(response.statusCode(), response.headers().map(), response.body());
    }

    /** The rows of a query as texts, columns joined by a space. */
    static List<String> rows(Path directory, String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = connect(directory);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                StringBuilder row = new StringBuilder();
                for (int column = 1; column <= result.getMetaData().getColumnCount(); column++) {
                    row.append(column == 1 ? "" : " ").append(result.getString(column));
                }
                rows.add(row.toString());
            }
        }
        return rows;
    }

    List<String> rows(String sql) throws SQLException {
        return rows(directory, sql);
    }

    /** Changes the tables behind the server's back. */
    void change(String sql) throws SQLException {
        try (Connection connection = connect(directory);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    private static Connection connect(Path directory) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:h2:file:" + directory.resolve("octopool").toAbsolutePath(), "sa", "");
    }

    @Override
    public void close() {
        server.close();
        github.close();
        http.close();
    }
}
