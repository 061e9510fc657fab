package io.octopool.api.server;

import static io.octopool.api.server.TestServer.POOL;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.octopool.api.server.TestServer.Reply;
import io.octopool.github.routes.Route;
import io.octopool.github.routes.RouteCatalog;
import io.octopool.sim.world.Gist;
import io.octopool.sim.world.Job;
import io.octopool.sim.world.RepoChange;
import io.octopool.sim.world.RepoEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/**
 * Secrets, tokens and private content are marked, everything is read in every way there is, and the marks are looked for in
 * all answers, log lines and table rows.
 */
class LeakTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ADMIN = "leakmark-admin-7c1d";

    /** Content of what nobody but its owners may see. */
    private static final Set<String> PRIVATE = Set.of(
            "leakmark issue/1",
            "leakmark pull/2",
            "leakmark comment/3",
            "leakmark push/4",
            "leakmark release/5",
            "leakmark file/6",
            "A secret gist of",
            "Not for everybody yet");

    /** Content that everybody may see, and so may be kept. */
    private static final String PUBLIC_ISSUE = "leakmark public/7";

    private static final String PUBLIC_LOG = ", attempt 1)";

    private static final Set<String> SECRETS =
            Set.of(ADMIN, "sim-pat-alice", "sim-pat-bob", "sim-secret", "temp_clone_token", "role_name");

    private static final List<String> REPOSITORIES =
            List.of("octo-org/hello-world", "octo-org/secret-plans", "octo-org/turned-private", "alice/dotfiles");
    private static final List<String> ACCEPTS = List.of(
            "",
            "application/vnd.github.raw",
            "application/vnd.github.html",
            "application/vnd.github.diff",
            "application/vnd.github.text+json",
            "text/plain");
    private static final List<String> SEARCHES = List.of(
            "repo:octo-org/hello-world leakmark",
            "repo:octo-org/secret-plans leakmark",
            "leakmark",
            "repo:octo-org/hello-world repo:octo-org/secret-plans leakmark");

    @TempDir
    private Path directory;

    private final TurnedClock clock = new TurnedClock();
    private final Queue<String> logged = new ConcurrentLinkedQueue<>();
    private final List<String> answered = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void givesNoSecretAndNothingPrivateAway(boolean publicReader) throws Exception {
        Logger root = ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger(Logger.ROOT_LOGGER_NAME);
        Level level = root.getLevel();
        AppenderBase<ILoggingEvent> listening = listener();
        root.addAppender(listening);
        root.setLevel(Level.DEBUG);
        String token;
        try (TestServer server = TestServer.start(directory, settings(publicReader), clock)) {
            server.github()
                    .change(github -> github.withLimit(1_000_000)
                            .withAnonymousLimit(1_000_000)
                            .withPointsPerMinute(null));
            server.github().putRepo("octo-org", "turned-private", RepoChange.NONE);
            mark(server, "secret-plans");
            server.github().happen("octo-org", "hello-world", new RepoEvent.IssueOpened(PUBLIC_ISSUE, null));
            for (String path : List.of("secret-plans/issues", "hello-world/issues/1/timeline?per_page=100")) {
                assertThat(new LeakScan(PRIVATE).find(server.direct("/repos/octo-org/" + path)))
                        .as(path)
                        .isPresent();
            }
            token = provision(server);
            readEverything(server, token);
            server.github().putRepo("octo-org", "turned-private", new RepoChange(true, null, null));
            mark(server, "turned-private");
            clock.turn(Duration.ofHours(2));
            readEverything(server, token);
        } finally {
            root.detachAppender(listening);
            root.setLevel(level);
        }
        Set<String> markers = new HashSet<>(SECRETS);
        markers.addAll(PRIVATE);
        LeakScan scan = new LeakScan(markers);
        assertThat(answered).hasSizeGreaterThan(1_000);
        for (String answer : answered) {
            assertThat(scan.find(answer))
                    .as(answer.substring(0, Math.min(answer.length(), 400)))
                    .isEmpty();
        }
        markers.add(token);
        LeakScan kept = new LeakScan(markers);
        assertThat(logged)
                .isNotEmpty()
                .allSatisfy(line -> assertThat(kept.find(line)).as(line).isEmpty());
        Looked looked = look(kept);
        assertThat(looked.leaks()).isEmpty();
        assertThat(looked.values()).isGreaterThan(1_000);
        assertThat(look(new LeakScan(Set.of(PUBLIC_ISSUE, PUBLIC_LOG))).leaks())
                .as("what may be kept is found where it is kept")
                .anyMatch(leak -> leak.startsWith("event_journal.event_payload: " + PUBLIC_ISSUE))
                .anyMatch(leak -> leak.startsWith("GITHUB_LOGS.BODY: " + PUBLIC_LOG));
        plant(token);
        assertThat(look(kept).leaks()).singleElement().asString().startsWith("PLANTED.BODY: ");
    }

    private static Map<String, String> settings(boolean publicReader) {
        Map<String, String> settings = new HashMap<>(
                Map.of("OCTOPOOL_ADMIN_TOKEN", ADMIN, "OCTOPOOL_POINTS_PER_MINUTE", "0")); // its clock stands still
        if (publicReader) {
            settings.put("OCTOPOOL_PUBLIC_CLIENT_ID", "sim-client");
            settings.put("OCTOPOOL_PUBLIC_CLIENT_SECRET", "sim-secret");
        }
        return settings;
    }

    private AppenderBase<ILoggingEvent> listener() {
        AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                String loggerName = event.getLoggerName();
                if (!loggerName.startsWith("io.octopool.sim")) {
                    logged.add(loggerName + " " + event.getFormattedMessage()
                            + (event.getThrowableProxy() == null
                                    ? ""
                                    : ThrowableProxyUtil.asString(event.getThrowableProxy())));
                }
            }
        };
        appender.start();
        return appender;
    }

    /** Marks what a private repository holds; from there a public issue is referred to. */
    private static void mark(TestServer server, String repo) {
        Integer issue = server.github()
                .happen("octo-org", repo, new RepoEvent.IssueOpened("leakmark issue/1", null))
                .number();
        for (RepoEvent event : List.of(
                new RepoEvent.PullOpened("leakmark pull/2", null, false),
                new RepoEvent.Commented(issue, "leakmark comment/3 on octo-org/hello-world#1", null),
                new RepoEvent.Commented(null, "leakmark comment/3", null),
                new RepoEvent.Push(null, "leakmark push/4", null),
                new RepoEvent.ReleasePublished(null, "leakmark release/5"))) {
            server.github().happen("octo-org", repo, event);
        }
        server.github().putFile("octo-org", repo, "README.md", "# leakmark file/6\n");
    }

    private String provision(TestServer server) throws Exception {
        admin(server, "POST", "/v1/admin/pools/" + POOL + "/identities", """
                {"id":"pat_bob","login":"bob","secret_ref":"OCTOPOOL_PAT_BOB",
                 "scopes":[{"owner":"octo-org","allow_private":true},{"owner":"*"}]}""");
        admin(
                server,
                "PUT",
                "/v1/admin/pools/" + POOL + "/policy",
                "{\"allow_search\":true,\"allowed_owners\":[\"octo-org\"]}");
        admin(server, "GET", "/v1/admin/pools/" + POOL + "/policy", "");
        return server.send(server.post("/v1/admin/callers", "{\"pool\":\"" + POOL + "\",\"github_login\":\"carol\"}")
                        .header("authorization", "Bearer " + ADMIN))
                .json()
                .path("token")
                .asText();
    }

    private void admin(TestServer server, String method, String path, String body) throws Exception {
        keep(server.send(server.request(path)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .header("content-type", "application/json")
                .header("authorization", "Bearer " + ADMIN)));
    }

    private void readEverything(TestServer server, String token) throws Exception {
        List<String> paths = paths(server);
        for (String path : paths) {
            for (String accept :
                    path.startsWith("/repos/octo-org/s") || paths.indexOf(path) % 7 == 0 ? ACCEPTS : List.of("")) {
                ObjectNode request = request(path);
                if (!accept.isEmpty()) {
                    request.putObject("headers").put("accept", accept);
                }
                if (path.startsWith("/search/")) {
                    for (String q : SEARCHES) {
                        request.putObject("query").put("q", q);
                        keep(server.relay(token, request.toString()));
                    }
                } else {
                    keep(server.relay(token, request.toString()));
                }
            }
        }
        for (String path :
                List.of("/v1/pools/" + POOL + "/health", "/v1/pools/" + POOL + "/stats", "/ready", "/alive", "/")) {
            keep(server.send(server.request(path).header("authorization", "Bearer " + token)));
            keep(server.get(path));
        }
    }

    private static ObjectNode request(String path) {
        return JSON.createObjectNode().put("pool", POOL).put("method", "GET").put("path", path);
    }

    private void keep(Reply reply) {
        answered.add(reply.status() + " " + reply.headers() + "\n" + reply.text());
    }

    private static List<String> paths(TestServer server) {
        List<String> paths = new ArrayList<>(List.of("/user"));
        String gist = server.github().world().account("alice").stream()
                .flatMap(alice -> Gist.of(alice).stream())
                .filter(owned -> !owned.isPublic())
                .map(Gist::id)
                .findFirst()
                .orElseThrow();
        for (Route route : RouteCatalog.github().routes()) {
            String template = route.template().replace("{gist}", gist);
            if (template.contains("{repo}")) {
                for (String repo : REPOSITORIES) {
                    String path = template.replace("{owner}/{repo}", repo);
                    paths.add(filled(path.replace("/jobs/{id}", "/jobs/" + job(server, repo)), head(server, repo)));
                }
            } else {
                paths.add(filled(template, "abcdef1"));
            }
        }
        return paths;
    }

    private static String filled(String template, String sha) {
        return template.replace("{login}", "alice")
                .replace("{org}", "octo-org")
                .replace("{number}", "1")
                .replace("{sha}", sha)
                .replace("{ref}", "main")
                .replace("{ref+}", "heads/main")
                .replace("{path+}", "README.md")
                .replace("{compare}", "main...topic-1")
                .replace("{tag}", "v1.0.0")
                .replace("{branch}", "main")
                .replace("{label}", "bug")
                .replace("{workflow}", "ci.yml")
                .replace("{slug}", "mit")
                .replace("{template}", "C")
                .replace("{attempt}", "1")
                .replace("{id}", "1");
    }

    /** A job that has ended and left a log. */
    private static long job(TestServer server, String repo) {
        int slash = repo.indexOf('/');
        return server.github().world().repo(repo.substring(0, slash), repo.substring(slash + 1)).stream()
                .flatMap(one -> one.runs().stream())
                .flatMap(run -> run.jobs().stream())
                .filter(Job::isCompleted)
                .findFirst()
                .orElseThrow()
                .id();
    }

    /** The commit that the repository's first open pull request proposes. */
    private static String head(TestServer server, String repo) {
        try {
            return JSON.readTree(server.direct("/repos/" + repo + "/pulls/1"))
                    .at("/head/sha")
                    .asText("abcdef1");
        } catch (Exception unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    /**
     * What a look at each value of the database showed.
     *
     * @param values how many there are
     * @param leaks the columns that give something away, and what
     */
    private record Looked(int values, Set<String> leaks) {}

    private Looked look(LeakScan scan) throws SQLException {
        int values = 0;
        Set<String> leaks = new TreeSet<>();
        try (Connection connection = database();
                Statement statement = connection.createStatement()) {
            List<String> tables = new ArrayList<>();
            try (ResultSet names = statement.executeQuery(
                    "select table_name from information_schema.tables where table_schema = 'PUBLIC'")) {
                while (names.next()) {
                    tables.add(names.getString(1));
                }
            }
            for (String table : tables) {
                try (ResultSet row = statement.executeQuery("select * from \"" + table + "\"")) {
                    ResultSetMetaData columns = row.getMetaData();
                    while (row.next()) {
                        for (int column = 1; column <= columns.getColumnCount(); column++) {
                            String name = table + "." + columns.getColumnName(column);
                            value(scan, row, column).ifPresent(found -> leaks.add(name + ": " + found));
                            values++;
                        }
                    }
                }
            }
        }
        return new Looked(values, leaks);
    }

    /** What a value gives away; binary ones byte by byte, as the driver would else show a handle. */
    private static Optional<String> value(LeakScan scan, ResultSet row, int column) throws SQLException {
        return switch (row.getMetaData().getColumnType(column)) {
            case Types.BLOB, Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY -> {
                byte[] bytes = row.getBytes(column);
                yield bytes == null ? Optional.empty() : scan.find(bytes);
            }
            default -> scan.find(String.valueOf(row.getString(column)));
        };
    }

    /** A mark in a column of its own, compressed as bodies are. */
    private void plant(String mark) throws SQLException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflate = new DeflaterOutputStream(body)) {
            deflate.write(mark.getBytes(StandardCharsets.UTF_8));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        try (Connection connection = database();
                Statement statement = connection.createStatement()) {
            statement.execute("create table planted (body blob not null)");
            try (PreparedStatement insert = connection.prepareStatement("insert into planted values (?)")) {
                insert.setBytes(1, body.toByteArray());
                insert.execute();
            }
        }
    }

    private Connection database() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:h2:file:" + directory.resolve("octopool").toAbsolutePath(), "sa", "");
    }
}
