package io.octopool.api.admin.pools;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.octopool.pool.policy.Policy;

/** A policy as JSON (server spec 4.5). */
final class PolicyJson {

    private PolicyJson() {}

    /** Puts the policy into the body, in its field {@code policy}. */
    static ObjectNode into(ObjectNode body, Policy policy) {
        ObjectNode shown = body.putObject("policy");
        ArrayNode owners = shown.putArray(PolicyRequest.OWNERS);
        policy.allowedOwners().forEach(owners::add);
        shown.put(PolicyRequest.PUBLIC, policy.allowPublicRepos())
                .put(PolicyRequest.SEARCH, policy.allowSearch())
                .put(PolicyRequest.LOGS, policy.allowLogs());
        return body;
    }
}
