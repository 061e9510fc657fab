package io.octopool.sim.rest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.octopool.sim.quota.Quota;
import io.octopool.sim.quota.Resource;
import io.octopool.sim.quota.Standing;

/** What {@code GET /rate_limit} answers. */
final class RateLimitView {

    private RateLimitView() {}

    static ObjectNode of(Quota quota, String owner) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ObjectNode resources = json.putObject("resources");
        for (Resource resource : Resource.values()) {
            resources.set(resource.label(), budget(quota.look(owner, resource)));
        }
        json.set("rate", budget(quota.look(owner, Resource.CORE)));
        return json;
    }

    private static ObjectNode budget(Standing standing) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("limit", standing.limit())
                .put("used", standing.used())
                .put("remaining", standing.remaining())
                .put("reset", standing.reset().getEpochSecond());
    }
}
