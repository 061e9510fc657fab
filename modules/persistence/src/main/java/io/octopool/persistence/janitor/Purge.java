package io.octopool.persistence.janitor;

import io.octopool.persistence.database.Database;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Rows that a statement alone can give up, because the table is their only home or the journal has long forgotten them.
 *
 * @param sql takes the newest time that goes, and the number of rows to change at most
 * @param age how old a row must be
 */
record Purge(String name, Database database, String sql, Duration age, int batch) implements Chore {

    private static final String LOGS = """
            delete from github_logs where cache_key in
              (select cache_key from github_logs where created_at <= ? order by created_at limit ?)
            """;

    private static final String HIDDEN_LOGS = """
            delete from github_logs where cache_key in
              (select l.cache_key from github_public_repos p join github_logs l on l.repo = p.owner || '/' || p.repo
               where p.is_public = 0 and p.checked_at <= ? limit ?)
            """;

    private static final String AUDIT = """
            delete from audit_events where request_id in
              (select request_id from audit_events where created_at < ? order by created_at limit ?)
            """;

    private static final String POOL_USAGE = """
            delete from pool_usage_hours where (pool_id, begins_at, route_kind, backend, fallback_reason) in
              (select pool_id, begins_at, route_kind, backend, fallback_reason from pool_usage_hours
               where begins_at <= ? order by begins_at limit ?)
            """;

    private static final String CALLER_USAGE = """
            delete from caller_usage_hours where (pool_id, caller_id, begins_at, client_name, route_kind) in
              (select pool_id, caller_id, begins_at, client_name, route_kind from caller_usage_hours
               where begins_at <= ? order by begins_at limit ?)
            """;

    private static final String SESSIONS = """
            delete from web_sessions where session_hash in
              (select session_hash from web_sessions where expires_at <= ? order by expires_at limit ?)
            """;

    private static final String TOKEN_NAMES = """
            update audit_events set caller_token_id = null where request_id in
              (select a.request_id from retired_tokens r join audit_events a on a.caller_token_id = r.id
               where r.retired_at <= ? limit ?)
            """;

    private static final String RETIRED_TOKENS = """
            delete from retired_tokens where id in
              (select id from retired_tokens where retired_at <= ? order by retired_at limit ?)
            """;

    /** All of them. */
    static List<Chore> all(Database database, JanitorSettings settings) {
        int batch = settings.batch();
        return List.of(
                new Purge("hidden logs", database, HIDDEN_LOGS, Duration.ZERO, batch),
                new Purge("old logs", database, LOGS, settings.logsFor(), batch),
                new Purge("old audit rows", database, AUDIT, settings.auditFor(), batch),
                new Purge("old usage of pools", database, POOL_USAGE, settings.usageFor(), batch),
                new Purge("old usage of callers", database, CALLER_USAGE, settings.usageFor(), batch),
                new Purge("expired sessions", database, SESSIONS, Duration.ZERO, batch),
                new Purge("names of ended tokens", database, TOKEN_NAMES, Duration.ZERO, batch),
                new Purge("ended tokens", database, RETIRED_TOKENS, settings.retiredTokensFor(), batch));
    }

    @Override
    public CompletionStage<Boolean> batch(Instant now) {
        return database.run(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setObject(1, now.minus(age).atOffset(ZoneOffset.UTC));
                statement.setInt(2, batch);
                return statement.executeUpdate() >= batch;
            }
        });
    }
}
