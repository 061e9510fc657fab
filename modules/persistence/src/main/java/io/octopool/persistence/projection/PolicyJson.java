package io.octopool.persistence.projection;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.octopool.pool.policy.Policy;

/** A policy as server spec 4.5 writes it. */
final class PolicyJson {

    private PolicyJson() {}

    static ObjectNode of(Policy policy) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        policy.allowedOwners().forEach(json.putArray("allowed_owners")::add);
        return json.put("allow_public_repos", policy.allowPublicRepos())
                .put("allow_search", policy.allowSearch())
                .put("allow_logs", policy.allowLogs());
    }
}
