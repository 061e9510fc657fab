package io.octopool.api.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.octopool.api.server.TestServer.Reply;
import io.octopool.github.routes.RouteCatalog;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever is posted to the relay, there is a typed answer, and GitHub is asked nothing but reads of the catalogue, each
 * exactly as it was validated. {@code -Doctopool.fuzz=100000} asks for more than the usual number of requests.
 */
class FuzzTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int AT_ONCE = 50;
    private static final Set<String> DIRECT_STATUSES =
            Set.of("200", "400", "401", "403", "404", "413", "415", "424", "502", "503");

    /** What the server asks on its own account: memberships, people and whether repositories are public. */
    private static final String OWN_CALLS =
            "POST /graphql|GET /users/[^/]+|GET /repos/[^/]+/[^/]+|GET /repositories/\\d+|GET /_logs(/.*)?";

    @TempDir
    private Path directory;

    @Test
    void answersNonsenseWithTypedErrorsAndAsksGitHubOnlyWhatWasValidated() throws Exception {
        int requests = Integer.getInteger("octopool.fuzz", 5_000);
        try (TestServer server = TestServer.start(directory, Map.of("OCTOPOOL_POINTS_PER_MINUTE", "0"))) {
            server.registerIdentity();
            String token = server.enrol("carol");
            server.send(server.request("/v1/admin/pools/" + TestServer.POOL + "/policy")
                    .header("authorization", "Bearer admin")
                    .header("content-type", "application/json")
                    .PUT(HttpRequest.BodyPublishers.ofString("{\"allow_search\":true}")));
            server.github()
                    .change(settings -> settings.withLimit(10_000_000)
                            .withAnonymousLimit(10_000_000)
                            .withPointsPerMinute(null));
            server.github().clearCalls();
            FuzzedRequests fuzz = new FuzzedRequests(20_260_301);
            Set<String> validated = new HashSet<>();
            Map<String, Integer> outcomes = new TreeMap<>();
            for (int sent = 0; sent < requests; sent += AT_ONCE) {
                List<String> bodies = new ArrayList<>();
                List<CompletableFuture<Reply>> replies = new ArrayList<>();
                for (int i = 0; i < AT_ONCE; i++) {
                    String body = fuzz.next();
                    validated.addAll(expectedPath(body));
                    bodies.add(body);
                    replies.add(server.relayLater(token, body));
                }
                for (int i = 0; i < AT_ONCE; i++) {
                    Reply reply = replies.get(i).get(35, TimeUnit.SECONDS);
                    outcomes.merge(checked(bodies.get(i), reply), 1, Integer::sum);
                }
            }
            System.out.println(requests + " requests: " + outcomes);
            Set<String> targets = server.github().targets().keySet();
            assertThat(targets).isNotEmpty().allSatisfy(target -> assertIsAllowed(target, validated));
        }
    }

    /** An envelope, or an error with one of the known statuses and a code that is not {@code internal_error}. */
    private static String checked(String body, Reply reply) throws Exception {
        JsonNode json = reply.json();
        assertThat(String.valueOf(reply.status()))
                .as(body + "\n" + reply.text())
                .isIn(DIRECT_STATUSES);
        if (reply.status() == 200) {
            assertThat(json.path("body_encoding").asText()).as(body).isIn("json", "text", "base64");
            return "200";
        }
        assertThat(reply.code()).as(body + "\n" + reply.text()).isNotEmpty().isNotEqualTo("internal_error");
        return reply.status() + " " + reply.code() + (reply.reason().isEmpty() ? "" : " " + reply.reason());
    }

    private static void assertIsAllowed(String target, Set<String> validated) {
        if (target.matches(OWN_CALLS)) {
            return;
        }
        assertThat(target).startsWith("GET /");
        String path = target.substring(4).split("\\?", 2)[0];
        assertThat(validated.contains(path) || isDerived(path, validated))
                .as(target + " is no path that was validated")
                .isTrue();
        assertThat(RouteCatalog.github().match(path)).as(target).isPresent();
    }

    /** A hint asks for its pull request, a log for its job, jobs of an attempt for that attempt, anything for a renamed place. */
    private static boolean isDerived(String path, Set<String> validated) {
        return validated.contains(path + "/files")
                || validated.contains(path + "/logs")
                || validated.contains(path + "/jobs")
                || path.startsWith("/repositories/");
    }

    /** The path as it must be on the wire: escapes as they are, spaces and what is not ASCII encoded. */
    private static Set<String> expectedPath(String body) {
        try {
            JsonNode path = JSON.readTree(body).path("path");
            if (!path.isTextual()) {
                return Set.of();
            }
            String text = path.textValue().strip();
            StringBuilder encoded = new StringBuilder();
            for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
                int c = b & 0xff;
                if (c > 0x20 && c < 0x7f && "\"<>^`{|}[]".indexOf(c) < 0) {
                    encoded.append((char) c);
                } else {
                    encoded.append('%').append(String.format(Locale.ROOT, "%02X", c));
                }
            }
            return new HashSet<>(List.of(encoded.toString(), text));
        } catch (IOException nonsense) {
            return Set.of();
        }
    }
}
