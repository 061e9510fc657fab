package io.octopool.persistence.usage;

import static io.octopool.persistence.kit.Events.stored;
import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.persistence.database.DatabaseSettings;
import io.octopool.persistence.kit.Node;
import io.octopool.persistence.kit.Rows;
import io.octopool.persistence.projection.Projections;
import io.octopool.persistence.usage.CallerUsage.ClientUsage;
import io.octopool.persistence.usage.PoolUsage.BackendUsage;
import io.octopool.persistence.usage.PoolUsage.CacheTotals;
import io.octopool.persistence.usage.PoolUsage.FallbackUsage;
import io.octopool.pool.audit.AuditRecord;
import io.octopool.pool.events.AuditTrailEvent.RecordsAppended;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Usage, from journal to report, over one node that all tests share: each test has its own pool. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class UsageContract {

    private static final Instant NOW = Instant.parse("2026-03-01T10:20:30.5Z");
    private static final List<String> KINDS =
            IntStream.range(0, 15).mapToObj(i -> "kind_" + i).toList();
    private static final List<String> CACHE = List.of("hit", "stale", "miss", "bypass", "unknown", "odd");

    private Node node;
    private Projections projections;

    @BeforeAll
    void start(DatabaseSettings settings) throws Exception {
        node = Node.start(settings);
        projections = Projections.start(node.system(), node.database(), InstantSource.system());
    }

    @AfterAll
    void stop() {
        node.close();
    }

    private PoolUsage poolUsage(String pool, Duration window) {
        Node.waitFor(projections.caughtUp());
        return Node.waitFor(Usage.in(node.database()).ofPool(pool, NOW.minus(window), NOW));
    }

    private CallerUsage callerUsage(String pool, String caller, Duration window) {
        Node.waitFor(projections.caughtUp());
        return Node.waitFor(Usage.in(node.database()).ofCaller(pool, caller, NOW.minus(window)));
    }

    private static AuditRecord request(
            String id, String pool, String caller, String client, String kind, String cache, Instant at) {
        return request(id, pool, caller, client, kind, 200, null, null, null, cache, at);
    }

    private static AuditRecord request(
            String id,
            String pool,
            String caller,
            String client,
            String kind,
            int status,
            @Nullable String code,
            @Nullable String reason,
            @Nullable String backend,
            String cache,
            Instant at) {
        return new AuditRecord(
                id, caller, "t", client, pool, "key", kind, null, status, code, reason, backend, 10, cache, true, false,
                at);
    }

    private static AuditRecord random(Random random, String id, String pool) {
        boolean fallback = random.nextInt(4) == 0;
        boolean revalidated = !fallback && random.nextInt(5) == 0;
        int status = fallback ? 424 : random.nextInt(4) == 0 ? 404 + random.nextInt(100) : 200;
        return new AuditRecord(
                id,
                "caller_" + random.nextInt(3),
                null,
                "client-" + random.nextInt(4),
                pool,
                "key",
                KINDS.get(random.nextInt(KINDS.size())),
                null,
                status,
                fallback ? "fallback_local" : status >= 500 ? "internal_error" : null,
                fallback
                        ? random.nextBoolean() ? "reason_" + random.nextInt(3) : null
                        : revalidated ? "cache_revalidated" : null,
                random.nextBoolean() ? null : random.nextBoolean() ? "github_api" : "github_identity",
                random.nextInt(100_000),
                CACHE.get(random.nextInt(CACHE.size())),
                random.nextBoolean(),
                random.nextBoolean(),
                NOW.minusNanos(random.nextLong(Duration.ofHours(5).toNanos())));
    }

    /** Whatever the window, the report is what one gets by counting the requests in it. */
    @Test
    void isExactForAnyWindow() {
        Random random = new Random(42);
        List<AuditRecord> all = IntStream.range(0, 1_500)
                .mapToObj(i -> random(random, "w" + i, "windows"))
                .toList();
        for (int i = 0; i < all.size(); i += 100) {
            node.write("AuditTrail|w" + i % 7, new RecordsAppended(all.subList(i, i + 100)));
        }
        Duration toTheHour = Duration.between(Instant.parse("2026-03-01T08:00:00Z"), NOW);
        for (Duration window : List.of(
                Duration.ofSeconds(1),
                Duration.ofSeconds(600),
                Duration.ofSeconds(1_300),
                Duration.ofHours(1),
                toTheHour,
                toTheHour.plusMillis(1),
                Duration.ofSeconds(12_345),
                Duration.ofDays(30))) {
            Instant from = NOW.minus(window);
            List<AuditRecord> inside = all.stream()
                    .filter(entry -> !entry.createdAt().isBefore(from))
                    .toList();
            List<AuditRecord> ofCaller = only(inside, entry -> entry.callerId().equals("caller_1"));
            List<AuditRecord> ofClient =
                    only(ofCaller, entry -> entry.clientName().equals("client-2"));
            PoolUsage pool = poolUsage("windows", window);
            CallerUsage caller = callerUsage("windows", "caller_1", window);
            assertThat(pool.total()).as("pool, %s", window).isEqualTo(tally(inside));
            assertThat(caller.total()).as("caller, %s", window).isEqualTo(tally(ofCaller));
            assertThat(caller.ofClient("client-2").total())
                    .as("client, %s", window)
                    .isEqualTo(tally(ofClient));
            for (RouteUsage route : pool.routes()) {
                List<AuditRecord> ofKind =
                        only(inside, entry -> entry.routeKind().equals(route.routeKind()));
                assertThat(route).isEqualTo(new RouteUsage(route.routeKind(), latest(ofKind), tally(ofKind)));
            }
            for (ClientUsage client : caller.clients()) {
                List<AuditRecord> theirs =
                        only(ofCaller, entry -> entry.clientName().equals(client.clientName()));
                assertThat(client).isEqualTo(new ClientUsage(client.clientName(), latest(theirs), tally(theirs)));
            }
            for (BackendUsage backend : pool.backends()) {
                List<AuditRecord> theirs = only(
                        inside,
                        entry -> backend.backend().equals(entry.backend())
                                && backend.routeKind().equals(entry.routeKind()));
                assertThat(backend)
                        .isEqualTo(new BackendUsage(
                                backend.backend(), backend.routeKind(), latest(theirs), tally(theirs)));
            }
            for (FallbackUsage fallback : pool.fallbacks()) {
                List<AuditRecord> theirs = only(
                        inside,
                        entry -> "fallback_local".equals(entry.errorCode())
                                && fallback.reason()
                                        .equals(entry.fallbackReason() == null ? "unknown" : entry.fallbackReason())
                                && fallback.routeKind().equals(entry.routeKind()));
                assertThat(fallback)
                        .isEqualTo(new FallbackUsage(
                                fallback.reason(), fallback.routeKind(), latest(theirs), theirs.size()));
            }
        }
    }

    private static List<AuditRecord> only(Collection<AuditRecord> entries, Predicate<AuditRecord> which) {
        return entries.stream().filter(which).toList();
    }

    private static Tally tally(Collection<AuditRecord> entries) {
        return entries.stream().map(Tally::of).reduce(Tally.NONE, Tally::plus);
    }

    /** To the microsecond, as the database keeps it. */
    private static Instant latest(Collection<AuditRecord> entries) {
        return entries.stream()
                .map(AuditRecord::createdAt)
                .max(Instant::compareTo)
                .orElseThrow()
                .truncatedTo(ChronoUnit.MICROS);
    }

    @Test
    void countsARequestOnceHoweverOftenItIsTold() {
        AuditRecord one = request("once", "once", "c", "laptop", "repo_view", "hit", NOW.minusSeconds(7_200));
        AuditRecord two = request("once2", "once", "c", "laptop", "repo_view", "hit", NOW.minusSeconds(7_200));
        node.write("AuditTrail|once", new RecordsAppended(List.of(one, one)), new RecordsAppended(List.of(one, two)));
        node.write("AuditTrail|twice", new RecordsAppended(List.of(two, one)));
        assertThat(poolUsage("once", Duration.ofDays(1)).total().requests()).isEqualTo(2);
        assertThat(Rows.of(node.database(), "select requests from caller_usage_hours where pool_id = 'once'"))
                .containsExactly("2");
    }

    @Test
    void ordersByRequestsAndThenByName() {
        List<AuditRecord> entries = new ArrayList<>();
        for (int i = 0; i < 15; i++) {
            int requests = i < 3 ? 2 : 1;
            for (int j = 0; j < requests; j++) {
                String id = "top" + i + "-" + j;
                String kind = "kind_" + (char) ('p' - i);
                entries.add(request(
                        id,
                        "top",
                        "c",
                        "client" + i,
                        kind,
                        424,
                        "fallback_local",
                        "r" + i % 2,
                        "github_api",
                        "miss",
                        NOW));
            }
        }
        node.write("AuditTrail|top", new RecordsAppended(entries));
        PoolUsage pool = poolUsage("top", Duration.ofHours(2));
        CallerUsage caller = callerUsage("top", "c", Duration.ofHours(2));
        assertThat(pool.routes())
                .extracting(RouteUsage::routeKind)
                .containsExactly(
                        "kind_n", "kind_o", "kind_p", "kind_b", "kind_c", "kind_d", "kind_e", "kind_f", "kind_g",
                        "kind_h", "kind_i", "kind_j");
        assertThat(caller.routes()).isEqualTo(pool.routes());
        assertThat(caller.ofClient("client0").routes())
                .extracting(route -> route.routeKind() + " " + route.tally().requests())
                .containsExactly("kind_p 2");
        assertThat(caller.clients().getFirst().clientName()).isEqualTo("client0");
        assertThat(caller.clients()).hasSize(15);
        assertThat(pool.backends()).hasSize(15);
        assertThat(pool.fallbacks())
                .extracting(fallback -> fallback.reason() + " " + fallback.routeKind() + " " + fallback.requests())
                .startsWith("r0 kind_n 2", "r0 kind_p 2", "r1 kind_o 2", "r0 kind_b 1");
    }

    @Test
    void showsACallerItsOwnClientsOnly() {
        node.write(
                "AuditTrail|iso",
                new RecordsAppended(List.of(
                        request("iso1", "iso", "alice", "laptop", "repo_view", "hit", NOW),
                        request("iso2", "iso", "bob", "ci", "repo_view", "miss", NOW),
                        request("iso3", "elsewhere", "alice", "laptop", "repo_view", "miss", NOW))));
        CallerUsage alice = callerUsage("iso", "alice", Duration.ofDays(2));
        assertThat(poolUsage("iso", Duration.ofDays(2)).total().requests()).isEqualTo(2);
        assertThat(alice.total().requests()).isOne();
        assertThat(alice.ofClient("ci").total()).isEqualTo(Tally.NONE);
        assertThat(alice.ofClient("ci").routes()).isEmpty();
        assertThat(alice.clients()).extracting(ClientUsage::clientName).containsExactly("laptop");
    }

    @Test
    void knowsNothingOfAnUnusedPool() {
        assertThat(poolUsage("unused", Duration.ofDays(30)))
                .isEqualTo(new PoolUsage(Tally.NONE, List.of(), List.of(), List.of(), new CacheTotals(0, 0, 0)));
        CallerUsage caller = callerUsage("unused", "c", Duration.ofDays(30));
        assertThat(caller.total()).isEqualTo(Tally.NONE);
        assertThat(caller.routes()).isEmpty();
        assertThat(caller.clients()).isEmpty();
    }

    @Test
    void totalsWhatThePoolHasCached() {
        node.write("CachedRead|cached1", stored("cached1", "{}"));
        node.write("CachedRead|cached2", stored("cached2", "[1, 2]"));
        Node.waitFor(projections.caughtUp());
        Usage usage = Usage.in(node.database());
        Instant storedAt = Instant.parse("2026-03-01T10:00:00Z");
        for (Instant now : List.of(storedAt.plusSeconds(59), storedAt.plusSeconds(60))) {
            CacheTotals totals = Node.waitFor(usage.ofPool("maintainers", now.minusSeconds(60), now))
                    .cache();
            boolean fresh = now.isBefore(storedAt.plusSeconds(60));
            assertThat(totals).isEqualTo(new CacheTotals(2, fresh ? 2 : 0, 8));
            assertThat(totals.expired()).isEqualTo(fresh ? 0 : 2);
        }
    }
}
