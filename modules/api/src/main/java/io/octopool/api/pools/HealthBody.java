package io.octopool.api.pools;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.octopool.api.http.Json;
import io.octopool.api.http.Times;
import io.octopool.pool.budget.KnownBudget;
import io.octopool.pool.lease.CooldownInForce;
import io.octopool.pool.lease.HealthReply;

/**
 * A pool's health as JSON: the fields of server spec 1.7, and whether it is switched off, what is
 * cooling down and what is left of GitHub's limits (17.7).
 * Identities are named by id; their secrets are not known here.
 */
final class HealthBody {

    private static final int POLICY_VERSION = 1;

    private HealthBody() {}

    static ObjectNode of(String pool, HealthReply.Health health) {
        ObjectNode body = Json.object()
                .put("pool", pool)
                .put("identities_total", health.total())
                .put("identities_healthy", health.healthy())
                .put("policy_version", POLICY_VERSION)
                .put("identities_cooling", health.cooling())
                .put("switched_off", health.switchedOff());
        ArrayNode cooldowns = body.putArray("cooldowns");
        for (CooldownInForce cooldown : health.cooldowns()) {
            cooldowns
                    .addObject()
                    .put("identity_id", cooldown.identityId())
                    .put("scope", cooldown.scope())
                    .put("reason", cooldown.reason())
                    .put("ends_at", Times.shown(cooldown.end()));
        }
        ArrayNode budgets = body.putArray("budgets");
        for (KnownBudget known : health.budgets()) {
            budgets.addObject()
                    .put("owner", known.owner())
                    .put("resource", known.resource())
                    .put("limit", known.budget().limit())
                    .put("remaining", known.budget().remaining())
                    .put("resets_at", Times.ofReset(known.budget().resetAt()));
        }
        return body;
    }
}
