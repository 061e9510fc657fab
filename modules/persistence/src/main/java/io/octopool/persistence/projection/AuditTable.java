package io.octopool.persistence.projection;

import static io.octopool.persistence.projection.StatementRun.indexed;

import io.octopool.pool.audit.AuditRecord;
import io.octopool.pool.events.AuditTrailEvent;
import io.octopool.pool.events.AuditTrailEvent.RecordsAppended;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * {@code audit_events}, one row per request, and its sums by hour. A known request is ignored, so a batch that was sent twice
 * counts once: sums take in what the database says it inserted.
 */
final class AuditTable implements Tables<AuditTrailEvent> {

    private static final String ADD_RECORD = """
            merge into audit_events as t
            using (values (cast(? as varchar), cast(? as varchar), cast(? as varchar), cast(? as varchar),
                cast(? as varchar), cast(? as varchar), cast(? as varchar), cast(? as varchar), cast(? as integer),
                cast(? as varchar), cast(? as varchar), cast(? as varchar), cast(? as bigint), cast(? as varchar),
                cast(? as smallint), cast(? as smallint), cast(? as timestamp with time zone)))
              as s (request_id, caller_id, caller_token_id, client_name, pool_id, route_key, route_kind, identity_id,
                status, error_code, fallback_reason, backend, duration_ms, cache_status, cacheable, coalesced, created_at)
            on t.request_id = s.request_id
            when not matched then insert (request_id, caller_id, caller_token_id, client_name, pool_id, route_key,
                route_kind, identity_id, status, error_code, fallback_reason, backend, duration_ms, cache_status,
                cacheable, coalesced, created_at)
              values (s.request_id, s.caller_id,
                case when exists (select 1 from retired_tokens r where r.id = s.caller_token_id)
                  then null else s.caller_token_id end, s.client_name, s.pool_id, s.route_key,
                s.route_kind, s.identity_id, s.status, s.error_code, s.fallback_reason, s.backend, s.duration_ms,
                s.cache_status, s.cacheable, s.coalesced, s.created_at)
            """;

    /** A request that took longer is not worth the risk that a sum overflows. */
    private static final long LONGEST_MS = Duration.ofDays(1).toMillis();

    @Override
    public void project(Journalled<? extends AuditTrailEvent> written, StatementRun run) throws SQLException {
        projectAll(List.of(written), run);
    }

    @Override
    public void projectAll(List<? extends Journalled<? extends AuditTrailEvent>> written, StatementRun run)
            throws SQLException {
        UsageHours hours = new UsageHours();
        for (Journalled<? extends AuditTrailEvent> one : written) {
            switch (one.event()) {
                case RecordsAppended appended -> {
                    for (AuditRecord entry : appended.records()) {
                        add(storable(entry), run, hours);
                    }
                }
            }
        }
        run.flush();
        hours.write(run);
    }

    private static AuditRecord storable(AuditRecord entry) {
        return new AuditRecord(
                entry.requestId(),
                entry.callerId(),
                entry.callerTokenId(),
                entry.clientName(),
                entry.poolId(),
                entry.routeKey(),
                entry.routeKind(),
                entry.identityId(),
                entry.status(),
                entry.errorCode(),
                entry.fallbackReason(),
                entry.backend(),
                Math.clamp(entry.durationMs(), 0, LONGEST_MS),
                entry.cacheStatus(),
                entry.cacheable(),
                entry.coalesced(),
                StatementRun.stored(entry.createdAt()));
    }

    private static void add(AuditRecord entry, StatementRun run, UsageHours hours) throws SQLException {
        run.addTold(
                ADD_RECORD,
                () -> hours.count(entry),
                indexed(entry.requestId()),
                indexed(entry.callerId()),
                indexed(entry.callerTokenId()),
                indexed(entry.clientName()),
                indexed(entry.poolId()),
                indexed(entry.routeKey()),
                indexed(entry.routeKind()),
                entry.identityId(),
                entry.status(),
                entry.errorCode(),
                entry.fallbackReason(),
                entry.backend(),
                entry.durationMs(),
                indexed(entry.cacheStatus()),
                entry.cacheable(),
                entry.coalesced(),
                entry.createdAt());
    }
}
