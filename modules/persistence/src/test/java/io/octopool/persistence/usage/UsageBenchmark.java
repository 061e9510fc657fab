package io.octopool.persistence.usage;

import io.octopool.persistence.database.Database;
import io.octopool.persistence.database.DatabaseSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/**
 * Run by hand: how long statistics take over 1,000,000 requests of 30 days on PostgreSQL. Prints milliseconds, median and
 * worst of 21, for windows that begin on the hour and in its middle.
 */
final class UsageBenchmark {

    private static final int ROWS = 1_000_000;
    private static final int TIMES = 21;

    private static final String REQUESTS = """
            insert into audit_events (request_id, caller_id, client_name, pool_id, route_key, route_kind, status, error_code,
              fallback_reason, backend, duration_ms, cache_status, cacheable, coalesced, created_at)
            select 'r' || i, 'caller_' || ((hashint8(i) & 65535) %% 50), 'client-' || ((hashint8(i + 10000000) & 65535) %% 3), 'maintainers', 'key',
              'kind_' || ((hashint8(i + 20000000) & 65535) %% 40), case when i %% 20 = 0 then 424 else 200 end,
              case when i %% 20 = 0 then 'fallback_local' end, case when i %% 20 = 0 then 'reason_' || (i %% 7) end,
              case when i %% 3 = 0 then 'github_identity' end, i %% 900,
              (array['hit', 'hit', 'hit', 'miss', 'stale', 'bypass'])[cast(1 + i %% 6 as int)], i %% 2, i %% 5 / 4,
              timestamp with time zone '2026-03-31 10:30:00+00' - interval '30 days' * (i / %d.0)
            from generate_series(cast(0 as bigint), %d) as i
            """.formatted(ROWS, ROWS - 1);

    private static final String SUMS = """
            count(*), sum(case when status >= 400 then 1 else 0 end), 0, 0,
            sum(case when error_code is null then 0 else 1 end), sum(duration_ms), 0, 0, 0, 0, 0, sum(cacheable), 0,
            sum(coalesced), 0, max(created_at)
            """;

    private static final String POOL_SUMS = """
            insert into pool_usage_hours select date_trunc('hour', created_at), pool_id, route_kind, coalesce(backend, ''),
              coalesce(fallback_reason, ''), %s from audit_events group by 1, 2, 3, 4, 5
            """.formatted(SUMS);

    private static final String CALLER_SUMS = """
            insert into caller_usage_hours select date_trunc('hour', created_at), pool_id, caller_id, client_name, route_kind,
              %s from audit_events group by 1, 2, 3, 4, 5
            """.formatted(SUMS);

    private UsageBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                        .setPGStartupWait(Duration.ofMinutes(2))
                        .start();
                Database database = Database.open(new DatabaseSettings(
                        "jdbc:postgresql://localhost:" + postgres.getPort() + "/postgres", "postgres", "postgres"))) {
            // A connection without the time limit that the server gives its own.
            try (Connection connection = postgres.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement()) {
                for (String sql : new String[] {REQUESTS, POOL_SUMS, CALLER_SUMS, "analyze"}) {
                    System.out.println(statement.executeUpdate(sql) + " rows");
                }
            }
            Instant now = Instant.parse("2026-03-31T10:30:00Z");
            for (Duration window :
                    new Duration[] {Duration.ofHours(1), Duration.ofDays(1), Duration.ofDays(7), Duration.ofDays(30)}) {
                measure(database, now, window);
                measure(database, now, window.minusMinutes(30));
            }
        }
    }

    private static void measure(Database database, Instant now, Duration window) {
        Usage usage = Usage.in(database);
        long[] millis = new long[TIMES];
        long requests = 0;
        for (int i = 0; i < TIMES; i++) {
            long start = System.nanoTime();
            requests = usage.ofPool("maintainers", now.minus(window), now)
                    .thenCombine(
                            usage.ofCaller("maintainers", "caller_7", now.minus(window)),
                            (pool, _) -> pool.total().requests())
                    .toCompletableFuture()
                    .join();
            millis[i] = Duration.ofNanos(System.nanoTime() - start).toMillis();
        }
        Arrays.sort(millis);
        System.out.println(window + ": " + requests + " requests, median " + millis[TIMES / 2] + " ms, worst "
                + millis[TIMES - 1] + " ms");
    }
}
