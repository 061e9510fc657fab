import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Asks a running server for every recorded read and compares what comes back with what the simulator answers to the same
 * direct GET: byte for byte, or, where sanitising removes fields, with exactly those removed. Asked again, each must be a hit
 * of which the simulator sees nothing; only the rate limit bypasses the cache. Run by scripts/replay-check.
 */
final class ReplayCheck {

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** What stays of a repository asked for by itself (server spec 9.7). */
    private static final Set<String> REPOSITORY_FIELDS = Set.of(
            "id", "node_id", "name", "full_name", "owner", "private", "html_url", "description", "fork", "url", "homepage",
            "language", "forks_count", "stargazers_count", "watchers_count", "size", "default_branch", "open_issues_count",
            "is_template", "topics", "visibility", "archived", "disabled", "license", "pushed_at", "created_at",
            "updated_at", "clone_url", "ssh_url", "git_url", "svn_url", "mirror_url", "has_issues", "has_projects",
            "has_downloads", "has_wiki", "has_pages", "has_discussions", "network_count", "subscribers_count",
            "organization");

    /** What stays of a user asked for by themselves (server spec 9.7). */
    private static final Set<String> USER_FIELDS = Set.of(
            "login", "id", "node_id", "avatar_url", "gravatar_id", "url", "html_url", "followers_url", "following_url",
            "gists_url", "starred_url", "subscriptions_url", "organizations_url", "repos_url", "events_url",
            "received_events_url", "type", "site_admin", "name", "company", "blog", "location", "email", "hireable", "bio",
            "twitter_username", "public_repos", "public_gists", "followers", "following", "created_at", "updated_at");

    private static final String SEARCH = "repo:octocat/Hello-World type:issue x";
    private static final String REPOSITORY_SEARCH = "hello";

    public static void main(String[] args) throws Exception {
        if (args.length != 3) {
            System.err.println("usage: ReplayCheck RECORDINGS SIMULATOR_URL SERVER_URL");
            System.exit(1);
        }
        URI simulator = URI.create(args[1]);
        URI server = URI.create(args[2]);
        String token = provision(server);
        List<String> failures = new ArrayList<>();
        Set<String> altered = new TreeSet<>();
        int checked = 0;
        for (JsonNode recording : JSON.readTree(Path.of(args[0]).toFile())) {
            String path = recording.at("/request/path").asText();
            check(path, recording.at("/response/status").asInt(), simulator, server, token, failures, altered);
            checked++;
        }
        System.out.println("altered by sanitising: " + String.join(", ", altered));
        failures.forEach(System.err::println);
        System.out.println(checked + " recorded reads, " + failures.size() + " failures");
        System.exit(failures.isEmpty() && checked > 0 ? 0 : 1);
    }

    private static void check(
            String path, int status, URI simulator, URI server, String token, List<String> failures, Set<String> altered)
            throws Exception {
        byte[] direct = send(get(simulator.resolve(path), "sim-pat-alice"));
        byte[] envelope = relay(server, token, path);
        boolean cached = !path.equals("/rate_limit");
        JsonNode read = JSON.readTree(envelope);
        if (read.path("status").asInt() != status) {
            failures.add(path + ": status " + read.path("status") + " instead of " + status + " " + read.path("error"));
            return;
        }
        byte[] body = Arrays.copyOfRange(envelope, bodyAt(envelope)[0], bodyAt(envelope)[1]);
        String kind = read.at("/relay/route_kind").asText();
        JsonNode expected = sanitised(kind, JSON.readTree(direct));
        if (expected.equals(JSON.readTree(direct))) {
            if (!Arrays.equals(body, direct)) {
                failures.add(path + ": the body is not byte for byte GitHub's");
            }
        } else {
            altered.add(kind);
            if (!JSON.readTree(body).equals(expected)) {
                failures.add(path + ": the body is not GitHub's less what sanitising removes");
            }
        }
        long before = calls(simulator);
        JsonNode again = JSON.readTree(relay(server, token, path));
        boolean asExpected = cached
                ? again.at("/relay/cache").asText().equals("hit") && calls(simulator) == before
                : again.at("/relay/cache").asText().equals("bypass");
        if (!asExpected) {
            failures.add(path + ": asked again it is " + again.at("/relay/cache") + " after "
                    + (calls(simulator) - before) + " calls");
        }
    }

    /** A tree-based reading of server spec 9.7, on purpose unlike the product's. */
    private static JsonNode sanitised(String kind, JsonNode node) {
        JsonNode copy = node.deepCopy();
        if (kind.equals("repo_view") && copy instanceof ObjectNode repository) {
            return scrubbed(repository.retain(REPOSITORY_FIELDS));
        }
        if (kind.equals("user_view") && copy instanceof ObjectNode user) {
            return scrubbed(user.retain(USER_FIELDS));
        }
        if (kind.equals("release_list") && copy instanceof ArrayNode releases) {
            releases.removeIf(release -> release.path("draft").asBoolean());
        }
        if (kind.equals("user_gist_list") && copy instanceof ArrayNode gists) {
            gists.removeIf(gist -> !gist.path("public").asBoolean());
        }
        return scrub(copy);
    }

    private static ObjectNode scrubbed(ObjectNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        names.forEach(name -> object.set(name, scrub(object.get(name))));
        return object;
    }

    private static JsonNode scrub(JsonNode node) {
        if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, scrub(array.get(i)));
            }
        }
        if (node instanceof ObjectNode object) {
            boolean repository = object.path("full_name").isTextual()
                    && object.path("html_url").isTextual()
                    && object.path("private").isBoolean();
            if (repository && object.path("private").asBoolean()) {
                return JSON.nullNode();
            }
            if (repository) {
                object.remove(List.of("permissions", "role_name"));
            }
            object.remove("temp_clone_token");
            scrubbed(object);
        }
        return node;
    }

    private static String provision(URI server) throws Exception {
        send(post(server.resolve("/v1/admin/pools/maintainers/identities"), "t", """
                {"id":"pat_a","login":"bob","secret_ref":"OCTOPOOL_PAT_A","scopes":[{"owner":"octo-org"},{"owner":"*"}]}"""));
        send(HttpRequest.newBuilder(server.resolve("/v1/admin/pools/maintainers/policy"))
                .header("authorization", "Bearer t")
                .header("content-type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString("{\"allow_search\":true}"))
                .build());
        byte[] caller = send(post(server.resolve("/v1/admin/callers"), "t", """
                {"pool":"maintainers","github_login":"carol"}"""));
        return JSON.readTree(caller).path("token").asText();
    }

    private static byte[] relay(URI server, String token, String path) throws Exception {
        ObjectNode request =
                JSON.createObjectNode().put("pool", "maintainers").put("method", "GET").put("path", path);
        if (path.startsWith("/search/")) {
            request.putObject("query").put("q", path.endsWith("/repositories") ? REPOSITORY_SEARCH : SEARCH);
        }
        return send(post(server.resolve("/v1/github/request"), token, request.toString()));
    }

    private static long calls(URI simulator) throws Exception {
        return JSON.readTree(send(get(simulator.resolve("/_sim/calls"), "none"))).path("total").asLong();
    }

    /** Where the value of the envelope's body begins and ends. */
    private static int[] bodyAt(byte[] envelope) throws IOException {
        try (JsonParser parser = JSON.createParser(envelope)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean body = parser.currentName().equals("body");
                parser.nextToken();
                int from = (int) parser.currentTokenLocation().getByteOffset();
                parser.skipChildren();
                parser.finishToken();
                if (body) {
                    return new int[] {from, (int) parser.currentLocation().getByteOffset()};
                }
            }
        }
        throw new IOException("an envelope without a body");
    }

    private static HttpRequest get(URI uri, String token) {
        return HttpRequest.newBuilder(uri).header("authorization", "Bearer " + token).build();
    }

    private static HttpRequest post(URI uri, String token, String json) {
        return HttpRequest.newBuilder(uri)
                .header("authorization", "Bearer " + token)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
    }

    private static byte[] send(HttpRequest request) throws Exception {
        return HTTP.send(request, BodyHandlers.ofByteArray()).body();
    }
}
