package io.octopool.sim.graphql;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.octopool.sim.world.Account;
import io.octopool.sim.world.World;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Answers {@code user(login:…){organizations(first:…, after:…){nodes{login} pageInfo{…}}}} and the same of {@code viewer}.
 * Queries are not parsed: variables named login, after and first are taken where sent, else literals of the query.
 */
public final class Membership {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Pattern USER = Pattern.compile("\\buser\\s*\\(");
    private static final Pattern VIEWER = Pattern.compile("\\bviewer\\b");
    private static final int MAX_PAGE = 100;

    private final World world;

    public Membership(World world) {
        this.world = world;
    }

    /** The body of the answer, whose status is 200 also for errors. */
    public JsonNode answer(Account viewer, String requestBody) {
        JsonNode request;
        try {
            request = MAPPER.readTree(requestBody);
        } catch (JsonProcessingException e) {
            return error("Problems parsing JSON");
        }
        String query = request.path("query").asText("");
        if (USER.matcher(query).find()) {
            return user(request, query);
        }
        if (VIEWER.matcher(query).find()) {
            ObjectNode answer = JsonNodeFactory.instance.objectNode();
            answer.putObject("data").set("viewer", account(viewer, request, query));
            return answer;
        }
        return error("A query attribute must be specified and must ask for a user or the viewer.");
    }

    private JsonNode user(JsonNode request, String query) {
        String login = argument(request, query, "login").orElse("");
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ObjectNode data = answer.putObject("data");
        Optional<Account> user = world.user(login);
        if (user.isPresent()) {
            data.set("user", account(user.get(), request, query));
            return answer;
        }
        data.putNull("user");
        ObjectNode problem = answer.putArray("errors").addObject().put("type", "NOT_FOUND");
        problem.putArray("path").add("user");
        problem.putArray("locations").addObject().put("line", 1).put("column", 1);
        problem.put("message", "Could not resolve to a User with the login of '" + login + "'.");
        return answer;
    }

    private static ObjectNode account(Account account, JsonNode request, String query) {
        int first = argument(request, query, "first")
                .filter(text -> text.matches("[0-9]{1,3}"))
                .map(Integer::parseInt)
                .orElse(MAX_PAGE);
        int from = argument(request, query, "after").map(Membership::position).orElse(0);
        List<String> logins = account.organizations();
        int start = Math.min(from, logins.size());
        int end = Math.min(start + Math.clamp(first, 1, MAX_PAGE), logins.size());

        ObjectNode json = JsonNodeFactory.instance.objectNode();
        if (query.contains("databaseId")) {
            json.put("databaseId", account.id());
        }
        if (VIEWER.matcher(query).find()) {
            json.put("login", account.login());
        }
        ObjectNode organizations = json.putObject("organizations");
        ArrayNode nodes = organizations.putArray("nodes");
        logins.subList(start, end).forEach(login -> nodes.addObject().put("login", login));
        ObjectNode page = organizations.putObject("pageInfo").put("hasNextPage", end < logins.size());
        page.put("endCursor", start == end ? null : cursor(end));
        return json;
    }

    private static Optional<String> argument(JsonNode request, String query, String name) {
        JsonNode variable = request.path("variables").path(name);
        if (variable.isValueNode() && !variable.isNull()) {
            return Optional.of(variable.asText());
        }
        Matcher literal =
                Pattern.compile("\\b" + name + "\\s*:\\s*\"?([^\"\\s,){}$]+)").matcher(query);
        return literal.find() && !literal.group(1).equals("null") ? Optional.of(literal.group(1)) : Optional.empty();
    }

    private static String cursor(int position) {
        byte[] text = ("cursor:" + position).getBytes(StandardCharsets.UTF_8);
        return Base64.getEncoder().encodeToString(text);
    }

    /** Where a cursor points to; the beginning for one that is none of ours. */
    private static int position(String cursor) {
        try {
            String text = new String(Base64.getDecoder().decode(cursor), StandardCharsets.UTF_8);
            return text.matches("cursor:[0-9]{1,6}") ? Integer.parseInt(text.substring("cursor:".length())) : 0;
        } catch (IllegalArgumentException e) {
            return 0;
        }
    }

    private static ObjectNode error(String message) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.putArray("errors").addObject().put("message", message);
        return answer;
    }
}
