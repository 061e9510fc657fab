package io.octopool.api.admin.pools;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.octopool.api.http.Json;
import io.octopool.api.http.Times;
import io.octopool.persistence.query.PoolDecision;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** What was decided about a pool as JSON: a line for people, and the same in fields. */
final class HistoryJson {

    private static final ObjectMapper JSON = new ObjectMapper();

    private HistoryJson() {}

    /** The limit: how many were asked for; a full page names where the next one begins. */
    static ObjectNode of(String pool, List<PoolDecision> decisions, int limit) {
        ObjectNode body = Json.object().put("pool", pool);
        ArrayNode history = body.putArray("history");
        for (PoolDecision decision : decisions) {
            JsonNode details = parsed(decision.detailsJson());
            history.addObject()
                    .put("number", decision.number())
                    .put("at", Times.shown(decision.at()))
                    .put("by", decision.actor())
                    .put("reason", decision.reason())
                    .put("change", decision.kind())
                    .put("identity_id", decision.identityId())
                    .put("line", line(decision, details))
                    .set("details", details);
        }
        body.put(
                "next_before",
                decisions.size() < limit ? null : decisions.getLast().number());
        return body;
    }

    private static String line(PoolDecision decision, JsonNode details) {
        String what = what(decision, details);
        return decision.actor() + " " + what + (decision.reason() == null ? "" : ": " + decision.reason());
    }

    private static String what(PoolDecision decision, JsonNode details) {
        String identity = "identity " + decision.identityId();
        return switch (decision.kind()) {
            case "pool_created" -> "created the pool, " + policy(details);
            case "policy_changed" -> "changed the policy, " + policy(details);
            case "pool_disabled" -> "switched the pool off";
            case "pool_enabled" -> "switched the pool on";
            case "identity_registered" ->
                "registered " + (details.path("enabled").asBoolean() ? "and enabled " : "") + identity + " ("
                        + details.path("kind").asText() + " of "
                        + details.path("login").asText() + ", weight "
                        + details.path("weight").asText() + ", scopes " + list(details.path("scopes")) + ")";
            case "identity_disabled" -> "disabled " + identity;
            case "identity_enabled" -> "enabled " + identity;
            case "identity_removed" -> "removed " + identity;
            default -> decision.kind().replace('_', ' ');
        };
    }

    private static String policy(JsonNode policy) {
        return "owners " + list(policy.path(PolicyRequest.OWNERS)) + ", public repositories "
                + yesOrNo(policy.path(PolicyRequest.PUBLIC)) + ", search "
                + yesOrNo(policy.path(PolicyRequest.SEARCH)) + ", logs " + yesOrNo(policy.path(PolicyRequest.LOGS));
    }

    private static String list(JsonNode items) {
        return items.isEmpty()
                ? "none"
                : StreamSupport.stream(items.spliterator(), false)
                        .map(JsonNode::asText)
                        .collect(Collectors.joining(" "));
    }

    private static String yesOrNo(JsonNode flag) {
        return flag.asBoolean() ? "yes" : "no";
    }

    private static JsonNode parsed(String details) {
        try {
            return JSON.readTree(details);
        } catch (JsonProcessingException damaged) {
            return Json.object();
        }
    }
}
