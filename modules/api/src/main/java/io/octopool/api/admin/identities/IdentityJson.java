package io.octopool.api.admin.identities;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.octopool.api.http.Json;
import io.octopool.api.http.Times;
import io.octopool.pool.lease.Disabled;
import io.octopool.pool.lease.Identity;
import io.octopool.pool.lease.IdentityScope;
import org.jspecify.annotations.Nullable;

/** An identity as JSON: the fields of server spec 1.7 and what administrators want to know besides. Never a secret. */
public final class IdentityJson {

    private IdentityJson() {}

    /** The off: null unless the identity is disabled. */
    public static ObjectNode of(String pool, Identity identity, @Nullable Disabled off) {
        ObjectNode shown = Json.object()
                .put("id", identity.id())
                .put("pool", pool)
                .put("kind", identity.kind())
                .put("login", identity.login())
                .put("secret_ref", identity.secretRef())
                .put("installation_id", identity.installationId())
                .put("weight", identity.weight());
        if (identity.appId() != null) {
            shown.put("app_id", identity.appId());
        }
        shown.put("reserve", identity.reserve())
                .put("share", identity.share())
                .put("status", identity.status())
                .put("budget_owner", identity.budgetOwner());
        if (off != null) {
            shown.set("disabled", disabled(off));
        }
        ArrayNode scopes = shown.putArray("scopes");
        for (IdentityScope scope : identity.scopes()) {
            scopes.addObject()
                    .put("owner", scope.owner())
                    .put("repo", scope.repo())
                    .put("allow_private", scope.allowPrivate());
        }
        return shown;
    }

    /** By whom, why and when something was switched off. */
    public static ObjectNode disabled(Disabled off) {
        return Json.object().put("by", off.by()).put("reason", off.why()).put("at", Times.shown(off.at()));
    }
}
