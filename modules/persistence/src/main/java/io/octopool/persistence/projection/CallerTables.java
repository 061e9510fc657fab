package io.octopool.persistence.projection;

import static io.octopool.persistence.projection.StatementRun.indexed;

import io.octopool.pool.events.CallerEvent;
import io.octopool.pool.events.CallerEvent.CallerEnrolled;
import io.octopool.pool.events.CallerEvent.PoolGranted;
import io.octopool.pool.events.CallerEvent.TokenIssued;
import io.octopool.pool.events.CallerEvent.TokenRetired;
import java.sql.SQLException;

/** {@code callers}, {@code caller_pools}, {@code caller_tokens}, and {@code retired_tokens} for the audit. */
final class CallerTables implements Tables<CallerEvent> {

    private static final String PUT_CALLER = """
            merge into callers as t
            using (values (cast(? as varchar), cast(? as varchar), cast(? as varchar), cast(? as bigint),
                cast(? as varchar), cast(? as timestamp with time zone), cast(? as timestamp with time zone)))
              as s (id, name, github_login, github_user_id, org_login, org_verified_at, at)
            on t.id = s.id
            when matched then update set name = s.name, github_login = s.github_login,
              github_user_id = s.github_user_id, org_login = s.org_login, org_verified_at = s.org_verified_at,
              updated_at = s.at
            when not matched then insert (id, name, github_login, github_user_id, org_login, org_verified_at, status,
                created_at, updated_at)
              values (s.id, s.name, s.github_login, s.github_user_id, s.org_login, s.org_verified_at, 'active', s.at, s.at)
            """;

    private static final String GRANT = """
            merge into caller_pools as t
            using (values (cast(? as varchar), cast(? as varchar), cast(? as timestamp with time zone)))
              as s (caller_id, pool_id, at)
            on t.caller_id = s.caller_id and t.pool_id = s.pool_id
            when not matched then insert (caller_id, pool_id, created_at) values (s.caller_id, s.pool_id, s.at)
            """;

    private static final String PUT_TOKEN = """
            merge into caller_tokens as t
            using (values (cast(? as varchar), cast(? as varchar), cast(? as varchar), cast(? as varchar),
                cast(? as timestamp with time zone)))
              as s (id, caller_id, token_hash, client_name, at)
            on t.id = s.id
            when matched then update set caller_id = s.caller_id, token_hash = s.token_hash,
              client_name = s.client_name, updated_at = s.at
            when not matched then insert (id, caller_id, token_hash, client_name, created_at, updated_at)
              values (s.id, s.caller_id, s.token_hash, s.client_name, s.at, s.at)
            """;

    private static final String DROP_TOKEN = "delete from caller_tokens where id = ?";

    private static final String BURY_TOKEN = """
            merge into retired_tokens as t
            using (values (cast(? as varchar), cast(? as timestamp with time zone))) as s (id, at)
            on t.id = s.id
            when not matched then insert (id, retired_at) values (s.id, s.at)
            """;

    private static final String UNBURY_TOKEN = "delete from retired_tokens where id = ?";

    @Override
    public void project(Journalled<? extends CallerEvent> written, StatementRun run) throws SQLException {
        CallerEvent event = written.event();
        String caller = indexed(event.callerId());
        switch (event) {
            case CallerEnrolled enrolled ->
                run.add(
                        PUT_CALLER,
                        caller,
                        enrolled.name(),
                        enrolled.githubLogin(),
                        enrolled.githubUserId(),
                        enrolled.orgLogin(),
                        enrolled.verifiedAt(),
                        enrolled.at());
            case PoolGranted granted -> run.add(GRANT, caller, indexed(granted.pool()), granted.at());
            case TokenIssued issued -> {
                run.add(
                        PUT_TOKEN,
                        indexed(issued.tokenId()),
                        caller,
                        indexed(issued.tokenHash()),
                        issued.clientName(),
                        issued.at());
                run.add(UNBURY_TOKEN, indexed(issued.tokenId()));
            }
            case TokenRetired retired -> {
                run.add(DROP_TOKEN, indexed(retired.tokenId()));
                run.add(BURY_TOKEN, indexed(retired.tokenId()), retired.at());
            }
        }
    }
}
