package io.octopool.persistence.projection;

import static io.octopool.persistence.projection.StatementRun.indexed;

import io.octopool.pool.events.PoolEvent;
import io.octopool.pool.events.PoolEvent.BudgetMarked;
import io.octopool.pool.events.PoolEvent.CooldownEnded;
import io.octopool.pool.events.PoolEvent.CooldownStarted;
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

/** {@code pools}, {@code identities}, {@code identity_scopes} and {@code pool_history}. */
final class PoolTables implements Tables<PoolEvent> {

    private static final String PUT_POOL = """
            merge into pools as t
            using (values (cast(? as varchar), cast(? as varchar), cast(? as timestamp with time zone)))
              as s (id, policy_json, at)
            on t.id = s.id
            when matched then update set policy_json = s.policy_json, updated_at = s.at
            when not matched then insert (id, name, policy_json, created_at, updated_at)
              values (s.id, s.id, s.policy_json, s.at, s.at)
            """;

    private static final String PUT_IDENTITY = """
            merge into identities as t
            using (values (cast(? as varchar), cast(? as varchar), cast(? as varchar), cast(? as varchar),
                cast(? as bigint), cast(? as varchar), cast(? as bigint), cast(? as varchar), cast(? as integer),
                cast(? as timestamp with time zone)))
              as s (pool_id, id, kind, login, github_user_id, secret_ref, installation_id, status, weight, at)
            on t.pool_id = s.pool_id and t.id = s.id
            when matched then update set kind = s.kind, login = s.login, github_user_id = s.github_user_id,
              secret_ref = s.secret_ref, installation_id = s.installation_id, status = s.status, weight = s.weight,
              updated_at = s.at
            when not matched then insert (pool_id, id, kind, login, github_user_id, secret_ref, installation_id, status,
                weight, created_at, updated_at)
              values (s.pool_id, s.id, s.kind, s.login, s.github_user_id, s.secret_ref, s.installation_id, s.status,
                s.weight, s.at, s.at)
            """;

    private static final String DROP_SCOPES = "delete from identity_scopes where pool_id = ? and identity_id = ?";

    private static final String ADD_SCOPE = """
            insert into identity_scopes (pool_id, identity_id, owner, repo, allow_private, created_at)
            values (?, ?, ?, ?, ?, ?)
            """;

    private static final String SET_STATUS = """
            update identities set status = ?, updated_at = ? where pool_id = ? and id = ?
            """;

    private static final String SET_POOL_STATUS = "update pools set status = ?, updated_at = ? where id = ?";

    private static final String DROP_IDENTITY = "delete from identities where pool_id = ? and id = ?";

    @Override
    public void project(Journalled<? extends PoolEvent> written, StatementRun run) throws SQLException {
        PoolEvent event = written.event();
        if (event instanceof PoolEvent.Decided decided) {
            PoolHistory.add(decided, written.number(), run);
        }
        switch (event) {
            case PoolCreated created ->
                run.add(
                        PUT_POOL,
                        indexed(created.pool()),
                        PolicyJson.of(created.policy()).toString(),
                        created.at());
            case PolicyChanged changed ->
                run.add(
                        PUT_POOL,
                        indexed(changed.pool()),
                        PolicyJson.of(changed.policy()).toString(),
                        changed.at());
            case IdentityRegistered registered -> register(registered, run);
            case IdentityDisabled off -> setStatus(off, off.identityId(), Identity.DISABLED, run);
            case IdentityEnabled on -> setStatus(on, on.identityId(), Identity.ACTIVE, run);
            case IdentityRemoved removed -> remove(removed, run);
            case PoolDisabled off -> setPoolStatus(off, Identity.DISABLED, run);
            case PoolEnabled on -> setPoolStatus(on, Identity.ACTIVE, run);
            case CooldownStarted _, CooldownEnded _, BudgetMarked _ -> {
                // The pool's own memory; no table shows it.
            }
        }
    }

    private static void register(IdentityRegistered event, StatementRun run) throws SQLException {
        String pool = indexed(event.pool());
        Identity identity = event.identity();
        String id = indexed(identity.id());
        run.add(
                PUT_IDENTITY,
                pool,
                id,
                identity.kind(),
                identity.login(),
                identity.githubUserId(),
                identity.secretRef(),
                identity.installationId(),
                indexed(identity.status()),
                identity.weight(),
                event.at());
        run.add(DROP_SCOPES, pool, id);
        for (IdentityScope scope : identity.scopes()) {
            run.add(
                    ADD_SCOPE,
                    pool,
                    id,
                    indexed(scope.owner()),
                    indexed(scope.repo()),
                    scope.allowPrivate(),
                    event.at());
        }
    }

    private static void setStatus(PoolEvent.Decided event, String id, String status, StatementRun run)
            throws SQLException {
        run.add(SET_STATUS, indexed(status), event.at(), indexed(event.pool()), indexed(id));
    }

    private static void setPoolStatus(PoolEvent.Decided event, String status, StatementRun run) throws SQLException {
        run.add(SET_POOL_STATUS, indexed(status), event.at(), indexed(event.pool()));
    }

    private static void remove(IdentityRemoved event, StatementRun run) throws SQLException {
        run.add(DROP_SCOPES, indexed(event.pool()), indexed(event.identityId()));
        run.add(DROP_IDENTITY, indexed(event.pool()), indexed(event.identityId()));
    }
}
