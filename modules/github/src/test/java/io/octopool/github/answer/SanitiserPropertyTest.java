package io.octopool.github.answer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.octopool.github.answer.Sanitising.Sanitised;
import io.octopool.github.routes.RouteMatch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Random documents with planted repositories and markers, against a reference that builds a tree. Every secret in them is
 * marked, so that a leak shows whatever the reference thinks.
 */
final class SanitiserPropertyTest {

    private static final ObjectMapper TREE = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private static final String SECRET = "s3cret";
    private static final Set<String> KEPT =
            Set.of("id", "name", "full_name", "html_url", "private", "owner", "organization");

    private final RouteMatch list = Answers.route("/repos/o/r/pulls");
    private final RouteMatch repository = Answers.route("/repos/o/r");
    private final RouteMatch releases = Answers.route("/repos/o/r/releases");

    @Test
    void agreesWithATree() throws Exception {
        for (int seed = 0; seed < 20_000; seed++) {
            String json = new Generator(seed, false).value(0);
            JsonNode expected = scrub(TREE.readTree(json));
            String clean = sanitise(list, json);
            assertThat(TREE.readTree(clean))
                    .as("seed %d: %s -> %s", seed, json, clean)
                    .isEqualTo(expected);
            assertThat(clean).as("seed %d", seed).doesNotContain(SECRET);
            assertThat(sanitise(list, clean)).as("seed %d, again", seed).isEqualTo(clean);
        }
    }

    @Test
    void agreesWithATreeOnRepositories() throws Exception {
        for (int seed = 0; seed < 5_000; seed++) {
            Generator generator = new Generator(seed, false);
            String json = generator.object(0, List.of(generator.member("id", "1"), generator.member("node", "2")));
            ObjectNode sent = (ObjectNode) TREE.readTree(json);
            ObjectNode expected = TREE.createObjectNode();
            sent.properties().stream()
                    .filter(member -> KEPT.contains(member.getKey()))
                    .forEach(member -> expected.set(member.getKey(), scrub(member.getValue())));
            assertThat(TREE.readTree(sanitise(repository, json)))
                    .as("seed %d: %s", seed, json)
                    .isEqualTo(expected);
        }
    }

    @Test
    void agreesWithATreeOnReleases() throws Exception {
        for (int seed = 0; seed < 5_000; seed++) {
            Generator generator = new Generator(seed, false);
            List<String> items = new ArrayList<>();
            for (int i = generator.random.nextInt(5); i > 0; i--) {
                items.add(
                        generator.random.nextBoolean()
                                ? generator.value(1)
                                : generator.object(
                                        1, List.of(generator.member("draft", generator.random.nextBoolean() + ""))));
            }
            String json = "[" + String.join(generator.space() + "," + generator.space(), items) + "]";
            ArrayNode published = TREE.createArrayNode();
            TREE.readTree(json).forEach(item -> {
                if (!item.path("draft").asBoolean()) {
                    published.add(item);
                }
            });
            assertThat(TREE.readTree(sanitise(releases, json)))
                    .as("seed %d: %s", seed, json)
                    .isEqualTo(scrub(published));
        }
    }

    @Test
    void leaksNothingThroughDuplicatedNames() throws Exception {
        for (int seed = 0; seed < 20_000; seed++) {
            String clean = sanitise(list, new Generator(seed, true).value(0));
            assertThat(clean).as("seed %d", seed).doesNotContain(SECRET);
            TREE.readTree(clean);
        }
    }

    private static String sanitise(RouteMatch route, String json) {
        Body body = Answers.json(json);
        assertThat(Sanitiser.sanitise(route, 200, body)).isInstanceOf(Sanitised.class);
        return ((Sanitised) Sanitiser.sanitise(route, 200, body)).body().json().text();
    }

    /** The reference: server spec 9.7 on a tree. */
    private static JsonNode scrub(JsonNode node) {
        if (node instanceof ArrayNode array) {
            ArrayNode scrubbed = TREE.createArrayNode();
            array.forEach(item -> {
                if (isPrivate(item) || !hangsOnPrivate(item)) {
                    scrubbed.add(scrub(item));
                }
            });
            return scrubbed;
        }
        if (!(node instanceof ObjectNode object)) {
            return node;
        }
        if (isPrivate(node) || hangsOnPrivate(node)) {
            return NullNode.getInstance();
        }
        ObjectNode scrubbed = TREE.createObjectNode();
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            boolean gone = member.getKey().equals("temp_clone_token")
                    || (isRepository(object)
                            && Set.of("permissions", "role_name").contains(member.getKey()));
            if (!gone) {
                scrubbed.set(member.getKey(), scrub(member.getValue()));
            }
        }
        return scrubbed;
    }

    private static boolean isRepository(JsonNode node) {
        return node.path("full_name").isTextual() && node.path("html_url").isTextual() && node.has("private");
    }

    private static boolean isPrivate(JsonNode node) {
        return isRepository(node) && !node.get("private").equals(BooleanNode.FALSE);
    }

    private static boolean hangsOnPrivate(JsonNode node) {
        return Stream.of("/repository", "/base/repo", "/source/issue", "/payload/pull_request", "/payload/issue")
                .filter(path -> node.isObject())
                .map(path -> memberAt(node, path))
                .anyMatch(member -> isPrivate(member) || hangsOnPrivate(member));
    }

    /** The member of a member; missing where an array lies between, which {@link JsonNode#at} would look into. */
    private static JsonNode memberAt(JsonNode node, String path) {
        JsonNode at = node;
        for (String name : path.substring(1).split("/", -1)) {
            at = at.path(name);
        }
        return at;
    }

    /** Documents in random layout; {@link #SECRET} stands only where it must not leave. */
    private static final class Generator {

        private static final String[] SCALARS = {
            "1",
            "-0.0",
            "1.50",
            "12345678901234567890123",
            "1e400",
            "true",
            "false",
            "null",
            "\"x\"",
            "\"\\u0022,}\\\\\"",
            "\"ä😀\"",
            "\"\""
        };
        private static final String[] SPACES = {"", "", "", " ", "\n  ", "\t\r\n"};
        private static final String[] NAMES = {"a", "b", "name", "owner", "head", "permissions_url", "Private", "ä"};

        final Random random;
        private final boolean duplicates;

        Generator(long seed, boolean duplicates) {
            this.random = new Random(seed);
            this.duplicates = duplicates;
        }

        String value(int depth) {
            return switch (depth > 4 ? 0 : random.nextInt(11)) {
                case 0, 1 -> pick(SCALARS);
                case 2, 3 -> array(depth);
                case 4 -> repository(depth, false);
                case 5 -> repository(depth, true);
                case 6 -> object(depth, List.of(member("permissions", "{\"issues\":" + value(depth + 1) + "}")));
                case 7 -> object(depth, List.of(member("temp_clone_token", secret())));
                case 8 -> carrier(depth);
                case 9 -> object(depth, List.of(member("repository", repository(depth + 1, false))));
                default -> object(depth, List.of());
            };
        }

        private String array(int depth) {
            List<String> items = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                items.add(value(depth + 1));
            }
            return "[" + space() + String.join(space() + "," + space(), items) + space() + "]";
        }

        private String repository(int depth, boolean closed) {
            List<String> members = new ArrayList<>();
            members.add(member("full_name", "\"o/r\""));
            members.add(member("html_url", "\"u\""));
            members.add(member("private", closed ? pick("true", "null", "0", "\"false\"", "[]") : "false"));
            if (closed) {
                members.add(member("description", secret()));
            }
            if (closed && duplicates) {
                members.add(member("private", "false"));
                members.add(member("full_name", "1"));
                members.add(member("html_url", "null"));
            }
            if (random.nextBoolean()) {
                members.add(member("permissions", "{\"admin\":" + secret() + "}"));
            }
            if (random.nextBoolean()) {
                members.add(member("role_name", secret()));
            }
            if (random.nextInt(3) == 0) {
                members.add(member("temp_clone_token", secret()));
                if (duplicates) {
                    members.add(member("temp_clone_token", secret()));
                }
            }
            return object(depth, members);
        }

        /** Something that hangs on a private repository; secret as a whole. */
        private String carrier(int depth) {
            String repository = repository(depth + 1, true);
            String holder = switch (random.nextInt(4)) {
                case 0 -> member("base", object(5, List.of(member("repo", repository), secretMember())));
                case 1 -> member("source", object(5, List.of(member("issue", hanging(repository)), secretMember())));
                case 2 ->
                    member(
                            "payload",
                            object(
                                    5,
                                    List.of(
                                            member(pick("pull_request", "issue"), hanging(repository)),
                                            secretMember())));
                default -> member("repository", repository);
            };
            List<String> members = new ArrayList<>(List.of(holder, secretMember()));
            if (duplicates) {
                members.add(member("repository", "null"));
                members.add(member("base", "{}"));
            }
            return object(depth, members);
        }

        private String hanging(String repository) {
            return object(5, List.of(secretMember(), member("repository", repository)));
        }

        private String secretMember() {
            return member("title", secret());
        }

        String object(int depth, List<String> planted) {
            List<String> members = new ArrayList<>(planted);
            List<String> names = new ArrayList<>(List.of(NAMES));
            Collections.shuffle(names, random);
            for (int i = random.nextInt(4); i > 0; i--) {
                members.add(member(names.removeLast(), value(depth + 1)));
            }
            Collections.shuffle(members, random);
            return "{" + space() + String.join(space() + "," + space(), members) + space() + "}";
        }

        String member(String name, String value) {
            StringBuilder escaped = new StringBuilder();
            name.chars()
                    .forEach(c ->
                            escaped.append(random.nextInt(12) == 0 ? "\\u%04x".formatted(c) : Character.toString(c)));
            return "\"" + escaped + "\"" + space() + ":" + space() + value;
        }

        private String secret() {
            return random.nextBoolean() ? "\"" + SECRET + "\"" : "{\"a\":[\"" + SECRET + "\"," + value(5) + "]}";
        }

        String space() {
            return pick(SPACES);
        }

        private String pick(String... choices) {
            return choices[random.nextInt(choices.length)];
        }
    }
}
