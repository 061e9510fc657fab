package io.octopool.persistence.projection;

import static io.octopool.persistence.projection.StatementRun.indexed;

import io.octopool.pool.cache.Answer;
import io.octopool.pool.cache.CompressedBody;
import io.octopool.pool.events.CachedReadEvent;
import io.octopool.pool.events.CachedReadEvent.AnswerRemoved;
import io.octopool.pool.events.CachedReadEvent.AnswerStored;
import java.sql.SQLException;
import java.util.Locale;

/** {@code github_cache_entries}: what is cached and how large it is; the body stays with its entity. */
final class CacheEntryTable implements Tables<CachedReadEvent> {

    private static final String PUT_ENTRY = """
            merge into github_cache_entries as t
            using (values (cast(? as varchar), cast(? as varchar), cast(? as varchar), cast(? as varchar),
                cast(? as varchar), cast(? as varchar), cast(? as varchar), cast(? as varchar), cast(? as bigint),
                cast(? as integer), cast(? as varchar), cast(? as varchar), cast(? as bigint), cast(? as bigint),
                cast(? as varchar), cast(? as varchar), cast(? as varchar), cast(? as timestamp with time zone),
                cast(? as timestamp with time zone), cast(? as timestamp with time zone)))
              as s (cache_key, pool_id, path, query_json, headers_json, route_key, route_kind, repo, generation, status,
                response_headers_json, body_encoding, body_bytes, stored_bytes, transport, identity_id, identity_kind,
                created_at, expires_at, stale_expires_at)
            on t.cache_key = s.cache_key
            when matched then update set pool_id = s.pool_id, path = s.path, query_json = s.query_json,
              headers_json = s.headers_json, route_key = s.route_key, route_kind = s.route_kind, repo = s.repo,
              generation = s.generation, status = s.status, response_headers_json = s.response_headers_json,
              body_encoding = s.body_encoding, body_bytes = s.body_bytes, stored_bytes = s.stored_bytes,
              transport = s.transport, identity_id = s.identity_id, identity_kind = s.identity_kind,
              created_at = s.created_at, expires_at = s.expires_at, stale_expires_at = s.stale_expires_at
            when not matched then insert (cache_key, pool_id, method, path, query_json, headers_json, route_key,
                route_kind, repo, generation, status, response_headers_json, body_encoding, body_bytes, stored_bytes,
                transport, identity_id, identity_kind, created_at, expires_at, stale_expires_at)
              values (s.cache_key, s.pool_id, 'GET', s.path, s.query_json, s.headers_json, s.route_key,
                s.route_kind, s.repo, s.generation, s.status, s.response_headers_json, s.body_encoding, s.body_bytes,
                s.stored_bytes, s.transport, s.identity_id, s.identity_kind, s.created_at, s.expires_at,
                s.stale_expires_at)
            """;

    private static final String DROP_ENTRY = "delete from github_cache_entries where cache_key = ?";

    @Override
    public void project(Journalled<? extends CachedReadEvent> written, StatementRun run) throws SQLException {
        CachedReadEvent event = written.event();
        switch (event) {
            case AnswerStored stored -> put(stored, run);
            case AnswerRemoved removed -> run.add(DROP_ENTRY, indexed(removed.key()));
        }
    }

    private static void put(AnswerStored stored, StatementRun run) throws SQLException {
        Answer answer = stored.answer();
        CompressedBody body = answer.body();
        run.add(
                PUT_ENTRY,
                indexed(stored.key()),
                indexed(stored.pool()),
                stored.path(),
                stored.queryJson(),
                stored.varyJson(),
                indexed(stored.routeKey()),
                stored.routeKind(),
                indexed(stored.repo()),
                stored.generation(),
                answer.status(),
                answer.headersJson(),
                answer.encoding(),
                (long) body.length(),
                (long) body.storedBytes(),
                answer.source().transport().name().toLowerCase(Locale.ROOT),
                answer.source().identityId(),
                answer.source().identityKind(),
                stored.storedAt(),
                stored.freshUntil(),
                stored.staleUntil());
    }
}
