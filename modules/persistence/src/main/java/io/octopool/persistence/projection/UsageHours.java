package io.octopool.persistence.projection;

import io.octopool.persistence.usage.Tally;
import io.octopool.pool.audit.AuditRecord;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code pool_usage_hours} and {@code caller_usage_hours}: collects what a group of events adds to the sums, and adds it at
 * the end of the group. Only rows that were really inserted may be counted here.
 */
final class UsageHours {

    /** Four texts and a time make a key; an index of PostgreSQL takes 2,700 bytes. */
    private static final int LONGEST_KEY = 120;

    private static final String SUMS = """
            requests, errors, service_errors, upstream_client_errors, fallbacks, duration_ms, hits, stale, misses,
            bypass, unknown_status, cacheable, eligible, coalesced, revalidated, latest_seen_at
            """;

    private static final String ADDED = """
            requests = t.requests + s.requests, errors = t.errors + s.errors,
            service_errors = t.service_errors + s.service_errors,
            upstream_client_errors = t.upstream_client_errors + s.upstream_client_errors,
            fallbacks = t.fallbacks + s.fallbacks, duration_ms = t.duration_ms + s.duration_ms,
            hits = t.hits + s.hits, stale = t.stale + s.stale, misses = t.misses + s.misses,
            bypass = t.bypass + s.bypass, unknown_status = t.unknown_status + s.unknown_status,
            cacheable = t.cacheable + s.cacheable, eligible = t.eligible + s.eligible,
            coalesced = t.coalesced + s.coalesced, revalidated = t.revalidated + s.revalidated,
            latest_seen_at = greatest(t.latest_seen_at, s.latest_seen_at)
            """;

    private static final String INSERTED = """
            s.requests, s.errors, s.service_errors, s.upstream_client_errors, s.fallbacks, s.duration_ms, s.hits, s.stale,
            s.misses, s.bypass, s.unknown_status, s.cacheable, s.eligible, s.coalesced, s.revalidated, s.latest_seen_at
            """;

    private static final String NUMBERS = "cast(? as bigint), ".repeat(15) + "cast(? as timestamp with time zone)";

    private static final String ADD_TO_POOL = """
            merge into pool_usage_hours as t
            using (values (cast(? as timestamp with time zone), cast(? as varchar), cast(? as varchar),
                cast(? as varchar), cast(? as varchar), %s))
              as s (begins_at, pool_id, route_kind, backend, fallback_reason, %s)
            on t.pool_id = s.pool_id and t.begins_at = s.begins_at and t.route_kind = s.route_kind
              and t.backend = s.backend and t.fallback_reason = s.fallback_reason
            when matched then update set %s
            when not matched then insert (begins_at, pool_id, route_kind, backend, fallback_reason, %s)
              values (s.begins_at, s.pool_id, s.route_kind, s.backend, s.fallback_reason, %s)
            """.formatted(NUMBERS, SUMS, ADDED, SUMS, INSERTED);

    private static final String ADD_TO_CALLER = """
            merge into caller_usage_hours as t
            using (values (cast(? as timestamp with time zone), cast(? as varchar), cast(? as varchar),
                cast(? as varchar), cast(? as varchar), %s))
              as s (begins_at, pool_id, caller_id, client_name, route_kind, %s)
            on t.pool_id = s.pool_id and t.caller_id = s.caller_id and t.begins_at = s.begins_at
              and t.client_name = s.client_name and t.route_kind = s.route_kind
            when matched then update set %s
            when not matched then insert (begins_at, pool_id, caller_id, client_name, route_kind, %s)
              values (s.begins_at, s.pool_id, s.caller_id, s.client_name, s.route_kind, %s)
            """.formatted(NUMBERS, SUMS, ADDED, SUMS, INSERTED);

    private record PoolHour(Instant begins, String pool, String routeKind, String backend, String fallbackReason) {}

    private record CallerHour(Instant begins, String pool, String caller, String client, String routeKind) {}

    private record Sum(Tally tally, Instant latestSeenAt) {

        Sum plus(Sum more) {
            return new Sum(
                    tally.plus(more.tally), latestSeenAt.isAfter(more.latestSeenAt) ? latestSeenAt : more.latestSeenAt);
        }
    }

    private final Map<PoolHour, Sum> pools = new LinkedHashMap<>();
    private final Map<CallerHour, Sum> callers = new LinkedHashMap<>();

    /**
     * Counts one request.
     *
     * @param entry with the time and duration that its row holds
     */
    void count(AuditRecord entry) {
        Instant hour = entry.createdAt().truncatedTo(ChronoUnit.HOURS);
        String pool = key(entry.poolId());
        String kind = key(entry.routeKind());
        Tally tally = Tally.of(entry);
        String reason = tally.fallbacks() == 0 ? "" : key(orElse(entry.fallbackReason(), "unknown"));
        Sum sum = new Sum(tally, entry.createdAt());
        pools.merge(new PoolHour(hour, pool, kind, key(orElse(entry.backend(), "")), reason), sum, Sum::plus);
        callers.merge(new CallerHour(hour, pool, key(entry.callerId()), key(entry.clientName()), kind), sum, Sum::plus);
    }

    private static String orElse(@Nullable String text, String unset) {
        return text == null ? unset : text;
    }

    private static String key(String text) {
        return text.length() > LONGEST_KEY ? text.substring(0, LONGEST_KEY) : text;
    }

    /** Adds what was counted to the tables. */
    void write(StatementRun run) throws SQLException {
        for (Map.Entry<PoolHour, Sum> entry : pools.entrySet()) {
            PoolHour hour = entry.getKey();
            add(
                    run,
                    ADD_TO_POOL,
                    entry.getValue(),
                    hour.begins(),
                    hour.pool(),
                    hour.routeKind(),
                    hour.backend(),
                    hour.fallbackReason());
        }
        for (Map.Entry<CallerHour, Sum> entry : callers.entrySet()) {
            CallerHour hour = entry.getKey();
            add(
                    run,
                    ADD_TO_CALLER,
                    entry.getValue(),
                    hour.begins(),
                    hour.pool(),
                    hour.caller(),
                    hour.client(),
                    hour.routeKind());
        }
    }

    private static void add(
            StatementRun run,
            String sql,
            Sum sum,
            Instant begins,
            String first,
            String second,
            String third,
            String fourth)
            throws SQLException {
        Tally tally = sum.tally();
        run.add(
                sql,
                begins,
                first,
                second,
                third,
                fourth,
                tally.requests(),
                tally.errors(),
                tally.serviceErrors(),
                tally.upstreamClientErrors(),
                tally.fallbacks(),
                tally.durationMs(),
                tally.hits(),
                tally.stale(),
                tally.misses(),
                tally.bypass(),
                tally.unknown(),
                tally.cacheable(),
                tally.eligible(),
                tally.coalesced(),
                tally.revalidated(),
                sum.latestSeenAt());
    }
}
