package io.octopool.persistence.usage;

import io.octopool.persistence.usage.Cell.CallerKey;
import io.octopool.persistence.usage.Cell.PoolKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the cells of a window: whole hours from the sums, what lies before the first whole hour from the audit rows. The sums
 * grow in the transactions that insert the rows, so the hour that has not ended is in them, and the window is exact.
 */
final class CellQueries {

    private static final int TIMEOUT_SECONDS = 5;

    private static final String SUMMED = """
            requests, errors, service_errors, upstream_client_errors, fallbacks, duration_ms, hits, stale, misses,
            bypass, unknown_status, cacheable, eligible, coalesced, revalidated, latest_seen_at
            """;

    private static final String COUNTED = """
            1 as requests,
            case when status >= 400 then 1 else 0 end as errors,
            case when status >= 400 and coalesce(error_code, '') <> 'fallback_local' then 1 else 0 end as service_errors,
            case when status between 400 and 499 and error_code is null then 1 else 0 end as upstream_client_errors,
            case when error_code = 'fallback_local' then 1 else 0 end as fallbacks,
            duration_ms,
            case when cache_status = 'hit' then 1 else 0 end as hits,
            case when cache_status = 'stale' then 1 else 0 end as stale,
            case when cache_status = 'miss' then 1 else 0 end as misses,
            case when cache_status = 'bypass' then 1 else 0 end as bypass,
            case when cache_status = 'unknown' then 1 else 0 end as unknown_status,
            cacheable,
            case when status < 400 and cache_status in ('hit', 'stale', 'miss') then 1 else 0 end as eligible,
            coalesced,
            case when fallback_reason = 'cache_revalidated' then 1 else 0 end as revalidated,
            created_at as latest_seen_at
            """;

    private static final String TOTALS = """
            sum(requests), sum(errors), sum(service_errors), sum(upstream_client_errors), sum(fallbacks),
            sum(duration_ms), sum(hits), sum(stale), sum(misses), sum(bypass), sum(unknown_status), sum(cacheable),
            sum(eligible), sum(coalesced), sum(revalidated), max(latest_seen_at)
            """;

    private static final String OF_POOL = """
            select route_kind, backend, reason, %s from (
              select route_kind, backend, fallback_reason as reason, %s from pool_usage_hours
              where pool_id = ? and begins_at >= ?
              union all
              select route_kind, coalesce(backend, '') as backend,
                case when error_code = 'fallback_local' then coalesce(fallback_reason, 'unknown') else '' end as reason,
                %s from audit_events
              where pool_id = ? and created_at >= ? and created_at < ?) as cells
            group by route_kind, backend, reason
            """.formatted(TOTALS, SUMMED, COUNTED);

    private static final String OF_CALLER = """
            select client_name, route_kind, %s from (
              select client_name, route_kind, %s from caller_usage_hours
              where pool_id = ? and caller_id = ? and begins_at >= ?
              union all
              select client_name, route_kind, %s from audit_events
              where pool_id = ? and caller_id = ? and created_at >= ? and created_at < ?) as cells
            group by client_name, route_kind
            """.formatted(TOTALS, SUMMED, COUNTED);

    private static final String CACHE = """
            select count(*), coalesce(sum(case when expires_at > ? then 1 else 0 end), 0), coalesce(sum(body_bytes), 0)
            from github_cache_entries where pool_id = ?
            """;

    private CellQueries() {}

    static List<Cell<PoolKey>> ofPool(Connection connection, String pool, Instant from) throws SQLException {
        OffsetDateTime wholeHours = utc(firstWholeHour(from));
        try (PreparedStatement statement = prepare(connection, OF_POOL)) {
            set(statement, pool, wholeHours, pool, utc(from), wholeHours);
            List<Cell<PoolKey>> cells = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    cells.add(cell(row, 3, new PoolKey(row.getString(1), row.getString(2), row.getString(3))));
                }
            }
            return cells;
        }
    }

    static List<Cell<CallerKey>> ofCaller(Connection connection, String pool, String caller, Instant from)
            throws SQLException {
        OffsetDateTime wholeHours = utc(firstWholeHour(from));
        try (PreparedStatement statement = prepare(connection, OF_CALLER)) {
            set(statement, pool, caller, wholeHours, pool, caller, utc(from), wholeHours);
            List<Cell<CallerKey>> cells = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    cells.add(cell(row, 2, new CallerKey(row.getString(1), row.getString(2))));
                }
            }
            return cells;
        }
    }

    static PoolUsage.CacheTotals cache(Connection connection, String pool, Instant now) throws SQLException {
        try (PreparedStatement statement = prepare(connection, CACHE)) {
            set(statement, utc(now), pool);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return new PoolUsage.CacheTotals(row.getLong(1), row.getLong(2), row.getLong(3));
            }
        }
    }

    static Instant firstWholeHour(Instant from) {
        Instant hour = from.truncatedTo(ChronoUnit.HOURS);
        return hour.equals(from) ? hour : hour.plus(Duration.ofHours(1));
    }

    private static PreparedStatement prepare(Connection connection, String sql) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.setQueryTimeout(TIMEOUT_SECONDS);
        return statement;
    }

    private static void set(PreparedStatement statement, Object... parameters) throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
    }

    private static <K> Cell<K> cell(ResultSet row, int keys, K key) throws SQLException {
        Tally tally = new Tally(
                row.getLong(keys + 1),
                row.getLong(keys + 2),
                row.getLong(keys + 3),
                row.getLong(keys + 4),
                row.getLong(keys + 5),
                row.getLong(keys + 6),
                row.getLong(keys + 7),
                row.getLong(keys + 8),
                row.getLong(keys + 9),
                row.getLong(keys + 10),
                row.getLong(keys + 11),
                row.getLong(keys + 12),
                row.getLong(keys + 13),
                row.getLong(keys + 14),
                row.getLong(keys + 15));
        return new Cell<>(
                key, tally, row.getObject(keys + 16, OffsetDateTime.class).toInstant());
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
