package io.octopool.api.pools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.octopool.api.access.KnownCaller;
import io.octopool.persistence.usage.CallerUsage;
import io.octopool.persistence.usage.Cell;
import io.octopool.persistence.usage.PoolUsage;
import io.octopool.persistence.usage.PoolUsage.BackendUsage;
import io.octopool.persistence.usage.PoolUsage.CacheTotals;
import io.octopool.persistence.usage.PoolUsage.FallbackUsage;
import io.octopool.persistence.usage.RouteUsage;
import io.octopool.persistence.usage.Tally;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StatsBodyTest {

    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00.123456Z");
    private static final Instant SEEN = Instant.parse("2026-03-01T09:00:00Z");

    /** The vector of server spec 11.3. */
    private static final Tally VECTOR = new Tally(13, 4, 3, 2, 1, 26, 7, 2, 3, 2, 1, 10, 9, 5, 6);

    private static final String VECTOR_JSON = "\"requests\":13,\"errors\":4,\"service_errors\":3,"
            + "\"upstream_client_errors\":2,\"fallbacks\":1,\"avg_duration_ms\":2.0,\"cache_hits\":7,\"cache_stale\":2,"
            + "\"cache_misses\":3,\"cache_bypass\":2,\"cache_unknown\":1,\"cacheable_requests\":10,"
            + "\"eligible_cache_requests\":9,\"cache_hit_rate\":0.75,\"cacheable_hit_rate\":0.9,"
            + "\"eligible_cache_hit_rate\":1.0,\"bypass_rate\":0.15384615384615385,\"coalesced\":5,"
            + "\"saved_github_requests\":9,\"backend_requests\":5";

    private static StatsQuery query(@Nullable String filter) {
        return new StatsQuery(
                "maintainers", Window.DAY, new KnownCaller("e", "caller_1", "carol", "t", "laptop"), filter);
    }

    private static ObjectNode body(@Nullable String filter, PoolUsage pool, CallerUsage caller) {
        return StatsBody.of(query(filter), pool, caller, NOW);
    }

    @Test
    void writesEveryField() {
        PoolUsage pool = new PoolUsage(
                VECTOR,
                List.of(new RouteUsage("repo_view", SEEN, VECTOR)),
                List.of(new BackendUsage("github_api", "repo_view", SEEN, VECTOR)),
                List.of(new FallbackUsage("unknown", "repo_view", SEEN, 3)),
                new CacheTotals(5, 3, 1_000));
        CallerUsage caller = new CallerUsage(List.of(new Cell<>(new Cell.CallerKey("ci", "repo_view"), VECTOR, SEEN)));
        String routes =
                "[{\"route_kind\":\"repo_view\",\"latest_seen_at\":\"2026-03-01T09:00:00Z\"," + VECTOR_JSON + "}]";
        assertThat(body("ci", pool, caller).toString())
                .isEqualTo(
                        "{\"generated_at\":\"2026-03-01T10:00:00.123Z\",\"pool\":\"maintainers\","
                                + "\"window\":{\"label\":\"24h\",\"seconds\":86400},"
                                + "\"operator\":{\"github_login\":\"carol\",\"client_name\":\"laptop\"},\"client_filter\":\"ci\","
                                + "\"pool_usage\":{" + VECTOR_JSON + "},\"caller_usage\":{" + VECTOR_JSON + "},"
                                + "\"client_usage\":{" + VECTOR_JSON + "},"
                                + "\"routes\":" + routes + ",\"caller_routes\":" + routes + ",\"client_routes\":"
                                + routes + ","
                                + "\"clients\":[{\"client_name\":\"ci\",\"latest_seen_at\":\"2026-03-01T09:00:00Z\","
                                + VECTOR_JSON + "}],"
                                + "\"backends\":[{\"backend\":\"github_api\",\"route_kind\":\"repo_view\",\"requests\":13,"
                                + "\"cache_misses\":3,\"cache_bypass\":2,\"revalidated\":6,"
                                + "\"latest_seen_at\":\"2026-03-01T09:00:00Z\"}],"
                                + "\"fallback_reasons\":[{\"reason\":\"unknown\",\"route_kind\":\"repo_view\",\"requests\":3,"
                                + "\"latest_seen_at\":\"2026-03-01T09:00:00Z\"}],"
                                + "\"cache\":{\"total_entries\":5,\"fresh_entries\":3,\"expired_entries\":2,\"body_bytes\":1000}}");
    }

    @Test
    void leavesTheFilterOutUnlessAskedFor() {
        assertThat(body(null, UNUSED, NOTHING).has("client_filter")).isFalse();
    }

    @Test
    void saysNullForRatesOfNothing() {
        ObjectNode body = body(null, UNUSED, NOTHING);
        for (String rate : List.of(
                "avg_duration_ms", "cache_hit_rate", "cacheable_hit_rate", "eligible_cache_hit_rate", "bypass_rate")) {
            assertThat(body.at("/pool_usage/" + rate).isNull()).as(rate).isTrue();
        }
        assertThat(body.at("/pool_usage/requests").longValue()).isZero();
    }

    private static final PoolUsage UNUSED =
            new PoolUsage(Tally.NONE, List.of(), List.of(), List.of(), new CacheTotals(0, 0, 0));
    private static final CallerUsage NOTHING = new CallerUsage(List.of());
}
