package io.octopool.api.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.octopool.github.routes.Route;
import io.octopool.github.routes.RouteCatalog;
import java.util.List;
import java.util.Random;

/** Relay requests from a seed: some in order, some a little off, some nonsense. */
final class FuzzedRequests {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<Route> ROUTES = RouteCatalog.github().routes();
    private static final List<String> OWNERS = List.of(
            "octo-org", "Octo-Org", "alice", "nobody", "octo.org", "-", "%6fcto-org", "octo-org%2f..", "secret");
    private static final List<String> REPOS = List.of(
            "hello-world", "Hello-World", "spoon-knife", "secret-plans", "dotfiles", "gone", "..", "a b", "x%00");
    private static final List<String> ODD = List.of(
            "..",
            ".",
            "%2e%2e",
            "%2F",
            "%",
            "%zz",
            "%00",
            "\t",
            " ",
            "\u0000",
            "\u007f",
            "\r\n",
            "\\",
            "?",
            "#",
            "://",
            "é",
            "\ud83d\ude00",
            "\ud800",
            "//",
            ";",
            "@",
            "a".repeat(300),
            "+",
            "&",
            "=",
            "%5c",
            "%C0%AF",
            "$",
            "{}",
            "|",
            "\"",
            "<");
    private static final List<String> NAMES = List.of(
            "page",
            "per_page",
            "state",
            "branch",
            "status",
            "limit",
            "filter",
            "q",
            "ref",
            "type",
            "sort",
            "since",
            "sha",
            "path",
            "token",
            "access_token",
            "a b",
            "",
            "é",
            "PAGE",
            "page[]",
            "x".repeat(80));
    private static final List<String> HEADERS = List.of(
            "accept",
            "ACCEPT",
            "cache-control",
            "if-none-match",
            "if-modified-since",
            "x-github-api-version",
            "x-octopool-public-shape",
            "authorization",
            "cookie",
            "host",
            "x-odd");
    private static final List<String> HEADER_VALUES = List.of(
            "application/json",
            "application/vnd.github.raw",
            "application/vnd.github.diff",
            "text/html",
            "*/*",
            "",
            "max-age=0",
            "max-age=60",
            "max-age=99999999999",
            "no-cache",
            "\"x\"",
            "W/\"abc\"",
            "*",
            "Sun, 01 Mar 2026 12:00:00 GMT",
            "2022-11-28",
            "2026-03-10",
            "1999-01-01",
            "actions-summary-v1",
            "actions-jobs-v1",
            "issue-search-v1",
            "pr-files-v1",
            "pr-summary-v1",
            "a\r\nb: c",
            "é",
            "\u0000",
            "x".repeat(600));
    private static final List<String> SEARCHES = List.of(
            "repo:octo-org/hello-world x",
            "repo:octo-org/secret-plans x",
            "repo:a/b repo:c/d",
            "x OR y",
            "repo:octo-org/hello-world type:issue state:open x",
            "repo:\"octo-org/secret-plans\" x",
            "-x",
            "NOT x",
            "hello",
            "");

    private final Random random;

    FuzzedRequests(long seed) {
        this.random = new Random(seed);
    }

    /** The next body to post, JSON in most cases. */
    String next() {
        return switch (random.nextInt(40)) {
            case 0 -> garbage();
            case 1 ->
                pick(List.of("", "[]", "null", "1", "\"x\"", "{", "{\"a\":", "{}", "[".repeat(2000), "{\"pool\":{}}"));
            default -> request().toString();
        };
    }

    private ObjectNode request() {
        ObjectNode request = JSON.createObjectNode();
        request.put("pool", random.nextInt(30) == 0 ? pick(ODD) : TestServer.POOL);
        request.put("method", random.nextInt(40) == 0 ? pick(List.of("POST", "get", " GET ", "HEAD", "")) : "GET");
        String path = path();
        request.put("path", path);
        if (path.startsWith("/search") && random.nextInt(5) > 0) {
            request.putObject("query").put("q", pick(SEARCHES));
        } else if (random.nextInt(3) == 0) {
            query(request.putObject("query"));
        }
        if (random.nextInt(3) == 0) {
            ObjectNode headers = request.putObject("headers");
            for (int i = random.nextInt(4); i > 0; i--) {
                headers.put(pick(HEADERS), pick(HEADER_VALUES));
            }
        }
        if (random.nextInt(10) == 0) {
            request.putObject("route_hint")
                    .put("pr_state", pick(List.of("open", "CLOSED", "merged", "x", "")))
                    .put("pr_head_sha", random.nextBoolean() ? "a".repeat(40) : pick(ODD));
        }
        if (random.nextInt(30) == 0) {
            request.set(pick(List.of("query", "headers", "route_hint", "path", "pool", "x")), oddNode());
        }
        return request;
    }

    private void query(ObjectNode query) {
        for (int i = random.nextInt(4); i > 0; i--) {
            String name = pick(NAMES);
            if (random.nextInt(6) == 0) {
                ArrayNode values = query.putArray(name);
                for (int j = random.nextInt(4); j > 0; j--) {
                    values.add(value());
                }
            } else {
                query.put(name, value());
            }
        }
    }

    private String value() {
        return random.nextInt(3) == 0
                ? pick(ODD)
                : pick(List.of(
                        "1",
                        "2",
                        "30",
                        "100",
                        "open",
                        "closed",
                        "all",
                        "main",
                        "completed",
                        "public",
                        "owner",
                        "0",
                        "-1"));
    }

    private String path() {
        String template = ROUTES.get(random.nextInt(ROUTES.size())).template();
        StringBuilder path = new StringBuilder();
        int at = 0;
        while (at < template.length()) {
            int open = template.indexOf('{', at);
            if (open < 0) {
                path.append(template, at, template.length());
                break;
            }
            int close = template.indexOf('}', open);
            path.append(template, at, open).append(filled(template.substring(open + 1, close)));
            at = close + 1;
        }
        for (int i = random.nextInt(8) - 5; i > 0; i--) {
            path.insert(random.nextInt(path.length() + 1), pick(ODD));
        }
        return path.toString();
    }

    private String filled(String placeholder) {
        if (random.nextInt(12) == 0) {
            return pick(ODD);
        }
        return switch (placeholder) {
            case "owner", "org" -> random.nextInt(3) > 0 ? "octo-org" : pick(OWNERS);
            case "repo" -> random.nextInt(3) > 0 ? "hello-world" : pick(REPOS);
            case "login" -> pick(List.of("alice", "bob", "mallory", "dependabot[bot]", "x%5Bbot%5D", "-a", "nobody"));
            case "number", "id", "attempt" -> String.valueOf(random.nextInt(50));
            case "sha", "gist" -> random.nextBoolean() ? "6dcb09b5b57875f334f61aebed695e2e4193db5e" : "abcdef1";
            case "compare" -> pick(List.of("main...topic-1", "a..b", "x:y...z", "%3A", "main"));
            case "path+" ->
                pick(List.of("README.md", "src/a b.txt", "docs/%2e", "a/../b", "heads/main", "é/x", "a//b"));
            default -> pick(List.of("main", "v1.0.0", "ci.yml", "bug", "topic-1", "MIT", "a%2Fb", "C"));
        };
    }

    private JsonNode oddNode() {
        return switch (random.nextInt(5)) {
            case 0 -> JSON.createArrayNode().add(1);
            case 1 -> JSON.getNodeFactory().numberNode(random.nextLong());
            case 2 -> JSON.getNodeFactory().nullNode();
            case 3 -> JSON.getNodeFactory().booleanNode(true);
            default -> JSON.createObjectNode().put("a", 1);
        };
    }

    private String garbage() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(200); i > 0; i--) {
            text.append((char) random.nextInt(0x300));
        }
        return text.toString();
    }

    private <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
