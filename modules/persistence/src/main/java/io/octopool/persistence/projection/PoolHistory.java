package io.octopool.persistence.projection;

import static io.octopool.persistence.projection.StatementRun.indexed;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.octopool.pool.events.PoolEvent.Decided;
import io.octopool.pool.events.PoolEvent.IdentityDisabled;
import io.octopool.pool.events.PoolEvent.IdentityEnabled;
import io.octopool.pool.events.PoolEvent.IdentityRegistered;
import io.octopool.pool.events.PoolEvent.IdentityRemoved;
import io.octopool.pool.events.PoolEvent.PolicyChanged;
import io.octopool.pool.events.PoolEvent.PoolCreated;
import io.octopool.pool.events.PoolEvent.PoolDisabled;
import io.octopool.pool.events.PoolEvent.PoolEnabled;
import io.octopool.pool.lease.Identity;
import io.octopool.pool.lease.IdentityScope;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** {@code pool_history}: one row per decision. */
final class PoolHistory {

    private static final String ADD = """
            merge into pool_history as t
            using (values (cast(? as varchar), cast(? as bigint), cast(? as timestamp with time zone),
                cast(? as varchar), cast(? as varchar), cast(? as varchar), cast(? as varchar), cast(? as varchar)))
              as s (pool_id, number, changed_at, actor, reason, kind, identity_id, details_json)
            on t.pool_id = s.pool_id and t.number = s.number
            when not matched then insert (pool_id, number, changed_at, actor, reason, kind, identity_id, details_json)
              values (s.pool_id, s.number, s.changed_at, s.actor, s.reason, s.kind, s.identity_id, s.details_json)
            """;

    private record Row(String kind, @Nullable String identityId, ObjectNode details) {}

    private PoolHistory() {}

    static void add(Decided event, long number, StatementRun run) throws SQLException {
        Row row = switch (event) {
            case PoolCreated created -> new Row("pool_created", null, PolicyJson.of(created.policy()));
            case PolicyChanged changed -> new Row("policy_changed", null, PolicyJson.of(changed.policy()));
            case PoolDisabled _ -> new Row("pool_disabled", null, object());
            case PoolEnabled _ -> new Row("pool_enabled", null, object());
            case IdentityRegistered registered ->
                new Row(
                        "identity_registered",
                        registered.identity().id(),
                        details(registered.identity()).put("enabled", registered.enabled()));
            case IdentityDisabled off -> new Row("identity_disabled", off.identityId(), object());
            case IdentityEnabled on -> new Row("identity_enabled", on.identityId(), object());
            case IdentityRemoved removed -> new Row("identity_removed", removed.identityId(), object());
        };
        run.add(
                ADD,
                indexed(event.pool()),
                number,
                event.at(),
                event.attribution().by(),
                event.attribution().why(),
                row.kind(),
                row.identityId(),
                row.details().toString());
    }

    private static ObjectNode details(Identity identity) {
        ObjectNode details = object().put("kind", identity.kind())
                .put("login", identity.login())
                .put("secret_ref", identity.secretRef())
                .put("installation_id", identity.installationId())
                .put("app_id", identity.appId())
                .put("weight", identity.weight())
                .put("reserve", identity.reserve())
                .put("share", identity.share());
        ArrayNode scopes = details.putArray("scopes");
        for (IdentityScope scope : identity.scopes()) {
            scopes.add(scope.repo() == null ? scope.owner() : scope.owner() + "/" + scope.repo());
        }
        return details;
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
