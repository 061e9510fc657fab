package io.octopool.persistence.janitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.persistence.database.Database;
import io.octopool.persistence.database.DatabaseSettings;
import io.octopool.persistence.kit.Node;
import io.octopool.persistence.kit.Rows;
import io.octopool.pool.cache.CachedRead.Discard.Cause;
import io.octopool.pool.events.CachedReadEvent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Each chore on tables that the test fills, with holders that the test plays. Every test begins with empty tables. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ChoresContract {

    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00.5Z");

    /** Room for ten rows of a body of 100 bytes: with headers of two bytes, each takes 3,174. */
    private static final long DISK_BYTES = 31_740;

    private static final JanitorSettings SETTINGS = new JanitorSettings(
            Duration.ofSeconds(60),
            Duration.ofSeconds(20),
            3,
            DISK_BYTES,
            Duration.ofDays(7),
            Duration.ofDays(30),
            Duration.ofDays(31),
            Duration.ofDays(8),
            Duration.ofDays(1));

    private Database database;
    private ActorTestKit kit;

    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private final Set<String> keeps = ConcurrentHashMap.newKeySet();
    private final Set<String> silent = ConcurrentHashMap.newKeySet();
    private final Set<String> cold = ConcurrentHashMap.newKeySet();

    /** Gives up everything but what it keeps, and does not answer where it is silent. */
    private final Holders holders = new Holders() {
        @Override
        public CompletionStage<Boolean> discard(String cacheKey, Cause cause) {
            return answer(cacheKey, cacheKey + " " + cause);
        }

        @Override
        public CompletionStage<Set<String>> inMemory(List<String> cacheKeys) {
            return CompletableFuture.completedStage(
                    cacheKeys.stream().filter(key -> !cold.contains(key)).collect(Collectors.toSet()));
        }

        @Override
        public CompletionStage<Boolean> forget(String repoKey) {
            return answer(repoKey, repoKey);
        }

        private CompletionStage<Boolean> answer(String key, String question) {
            asked.add(question);
            return silent.contains(key)
                    ? CompletableFuture.failedStage(new TimeoutException())
                    : CompletableFuture.completedStage(!keeps.contains(key));
        }
    };

    @BeforeAll
    void open(DatabaseSettings settings) throws Exception {
        database = Database.open(settings);
        kit = ActorTestKit.create();
    }

    @AfterAll
    void close() {
        kit.shutdownTestKit();
        database.close();
    }

    @BeforeEach
    void clear() throws SQLException {
        asked.clear();
        keeps.clear();
        silent.clear();
        cold.clear();
        for (String table : List.of(
                "\"event_journal\"",
                "\"pekko_projection_offset_store\"",
                "github_cache_entries",
                "github_logs",
                "github_public_repos",
                "audit_events",
                "pool_usage_hours",
                "caller_usage_hours",
                "web_sessions",
                "retired_tokens")) {
            execute("delete from " + table);
        }
    }

    private void execute(String sql, @Nullable Object... parameters) throws SQLException {
        try (Connection connection = database.connection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                Object value = parameters[i];
                statement.setObject(i + 1, value instanceof Instant at ? at.atOffset(ZoneOffset.UTC) : value);
            }
            statement.executeUpdate();
        }
    }

    private void entry(String key, @Nullable String repo, Instant created, Instant staleUntil, long bytes)
            throws SQLException {
        execute("""
                insert into github_cache_entries (cache_key, pool_id, method, path, query_json, headers_json, route_key,
                  route_kind, repo, generation, status, response_headers_json, body_encoding, body_bytes, stored_bytes,
                  transport, created_at, expires_at, stale_expires_at)
                values (?, 'p', 'GET', '/', '{}', '{}', 'k', 'kind', ?, 1, 200, '{}', 'json', ?, ?, 'identity', ?, ?, ?)
                """, key, repo, bytes, bytes, created, created, staleUntil);
    }

    /** Writes an event, whatever it says, and returns its ordering. */
    private long event(String persistenceId, long sequenceNumber) throws SQLException {
        execute("""
                insert into "event_journal" ("persistence_id", "sequence_number", "writer", "write_timestamp",
                  "adapter_manifest", "event_payload", "event_ser_id", "event_ser_manifest")
                values (?, ?, '', 0, '', ?, 0, '')
                """, persistenceId, sequenceNumber, new byte[] {1});
        return Long.parseLong(Rows.of(database, "select max(\"ordering\") from \"event_journal\"")
                .getFirst());
    }

    /** Notes that the answers' projection has read so far. */
    private void read(long ordering) throws SQLException {
        execute("delete from \"pekko_projection_offset_store\"");
        execute("""
                insert into "pekko_projection_offset_store" ("projection_name", "projection_key", "current_offset",
                  "manifest", "mergeable", "last_updated")
                values (?, ?, ?, 'LNG', false, 0)
                """, "tables", CachedReadEvent.TAG, String.valueOf(ordering));
    }

    private List<String> events() {
        return Rows.of(database, """
                select "persistence_id", "sequence_number" from "event_journal" order by "ordering"
                """);
    }

    private void log(String key, String repo, Instant created, long bytes) throws SQLException {
        execute("""
                insert into github_logs (cache_key, pool_id, repo, generation, status, response_headers_json, body_encoding,
                  body, body_deflated, body_bytes, stored_bytes, transport, fetched_at, created_at, confirmed_at)
                values (?, 'p', ?, 1, 200, '{}', 'text', ?, 0, ?, ?, 'identity', ?, ?, ?)
                """, key, repo, new byte[0], bytes, bytes, created, created, created);
    }

    private void proof(String owner, String repo, boolean isPublic, Instant expires) throws SQLException {
        execute("""
                insert into github_public_repos (owner, repo, is_public, generation, checked_at, expires_at)
                values (?, ?, ?, 1, ?, ?)
                """, owner, repo, isPublic ? 1 : 0, NOW.minusSeconds(86_400), expires);
    }

    private void audit(String id, @Nullable String token, Instant created) throws SQLException {
        execute("""
                insert into audit_events (request_id, caller_id, caller_token_id, client_name, pool_id, route_key, route_kind,
                  status, duration_ms, cache_status, cacheable, coalesced, created_at)
                values (?, 'c', ?, 'laptop', 'p', 'k', 'kind', 200, 1, 'hit', 1, 0, ?)
                """, id, token, created);
    }

    /** Does the chore of that name until it finds no more. */
    private int run(String name) {
        Chores chores = new Chores(kit.system(), database, holders, SETTINGS);
        return run(chores.all().stream()
                .filter(chore -> chore.name().equals(name))
                .findFirst()
                .orElseThrow());
    }

    private static int run(Chore chore) {
        int batches = 1;
        while (Node.waitFor(chore.batch(NOW))) {
            assertThat(++batches).isLessThan(100);
        }
        return batches;
    }

    private List<String> left(String table, String column) {
        return Rows.of(database, "select " + column + " from " + table + " order by " + column);
    }

    @Test
    void asksForExpiredAnswersAndGoesPastThoseThatAreKept() throws SQLException {
        for (int i = 0; i < 8; i++) {
            entry("gone" + i, null, NOW.minusSeconds(100), NOW.minusSeconds(i / 3), 1);
        }
        keeps.add("gone3");
        silent.add("gone4");
        entry("fresh", null, NOW.minusSeconds(100), NOW.plusMillis(1), 1);
        run("expired answers");
        assertThat(asked)
                .containsExactlyInAnyOrder(
                        "gone0 EXPIRED",
                        "gone1 EXPIRED",
                        "gone2 EXPIRED",
                        "gone3 EXPIRED",
                        "gone4 EXPIRED",
                        "gone5 EXPIRED",
                        "gone6 EXPIRED",
                        "gone7 EXPIRED");
        assertThat(left("github_cache_entries", "cache_key")).containsExactly("fresh", "gone3", "gone4");
    }

    @Test
    void deletesTheEventsOfExpiredAnswersWhoseEntitiesAreNotInMemory() throws SQLException {
        for (int i = 0; i < 5; i++) {
            entry("k" + i, null, NOW.minusSeconds(100), NOW.minusSeconds(1), 1);
            event("CachedRead|k" + i, 7);
            event("CachedRead|k" + i, 8);
            cold.add("k" + i);
        }
        cold.remove("k3");
        keeps.add("k3");
        read(event("Pool|p", 1));
        run("expired answers");
        assertThat(asked).containsExactly("k3 EXPIRED");
        assertThat(events()).containsExactly("CachedRead|k3 7", "CachedRead|k3 8", "Pool|p 1");
        assertThat(left("github_cache_entries", "cache_key")).containsExactly("k3");
    }

    /** An entity that woke has written what its table row does not show yet. */
    @Test
    void leavesEventsAloneThatTheProjectionHasNotRead() throws SQLException {
        entry("k", null, NOW.minusSeconds(100), NOW.minusSeconds(1), 1);
        cold.add("k");
        read(event("CachedRead|k", 1));
        event("CachedRead|k", 2);
        event("Pool|p", 1);
        run("expired answers");
        assertThat(events()).containsExactly("CachedRead|k 2", "Pool|p 1");
        assertThat(asked).isEmpty();
    }

    @Test
    void leavesEventsAloneOnceTheTableShowsALaterAnswer() throws SQLException {
        entry("k", null, NOW, NOW.plusSeconds(60), 1);
        event("CachedRead|k", 2);
        read(event("Pool|p", 1));
        Row seen = new Row("k", NOW.minusSeconds(1), NOW.minusSeconds(100), 1);
        try (Connection connection = database.connection()) {
            AnswerEvents.drop(connection, List.of(seen));
        }
        assertThat(events()).containsExactly("CachedRead|k 2", "Pool|p 1");
    }

    @Test
    void asksTheEntityWhoseEventIsTheLastOfTheJournal() throws SQLException {
        for (String key : List.of("a", "b")) {
            entry(key, null, NOW.minusSeconds(100), NOW.minusSeconds(1), 1);
            cold.add(key);
            read(event("CachedRead|" + key, 1));
        }
        run("expired answers");
        assertThat(asked).containsExactly("b EXPIRED");
        assertThat(events()).containsExactly("CachedRead|b 1");
        assertThat(left("github_cache_entries", "cache_key")).isEmpty();
    }

    @Test
    void asksNoMoreThanAFewAtATime() {
        AtomicInteger waiting = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Asks asks = new Asks(kit.system(), _ -> {
            most.accumulateAndGet(waiting.incrementAndGet(), Math::max);
            return CompletableFuture.supplyAsync(() -> {
                waiting.decrementAndGet();
                return true;
            });
        });
        List<Row> rows =
                Collections.nCopies(500, new Row("x", NOW, NOW, 1)).stream().toList();
        assertThat(Node.waitFor(asks.gone(rows))).hasSize(500);
        assertThat(most.get()).isBetween(1, Asks.IN_FLIGHT);
    }

    @Test
    void leavesTheRowOfALaterAnswerAlone() throws SQLException {
        entry("k", null, NOW.minusSeconds(10), NOW.minusSeconds(1), 1);
        Row seen = new Row("k", NOW, NOW.minusSeconds(20), 1);
        try (Connection connection = database.connection()) {
            io.octopool.persistence.janitor.Rows.dropEntries(connection, List.of(seen));
        }
        assertThat(left("github_cache_entries", "cache_key")).containsExactly("k");
    }

    @Test
    void removesWhatIsKeptOfRepositoriesThatAreNotPublic() throws SQLException {
        proof("octo", "secret", false, NOW.minusSeconds(5));
        proof("octo", "open", true, NOW.minusSeconds(5));
        proof("", "42", false, NOW.plusSeconds(5));
        for (int i = 0; i < 4; i++) {
            entry("s" + i, "octo/secret", NOW, NOW.plusSeconds(60), 1);
            log("ls" + i, "octo/secret", NOW, 1);
        }
        entry("o", "octo/open", NOW, NOW.plusSeconds(60), 1);
        entry("n", "/42", NOW, NOW.plusSeconds(60), 1);
        entry("none", null, NOW, NOW.plusSeconds(60), 1);
        log("lo", "octo/open", NOW, 1);
        run("hidden answers");
        run("hidden logs");
        assertThat(asked)
                .containsExactlyInAnyOrder(
                        "s0 NOT_PUBLIC", "s1 NOT_PUBLIC", "s2 NOT_PUBLIC", "s3 NOT_PUBLIC", "n NOT_PUBLIC");
        assertThat(left("github_cache_entries", "cache_key")).containsExactly("none", "o");
        assertThat(left("github_logs", "cache_key")).containsExactly("lo");
    }

    @Test
    void removesWhatWasKeptOfARepositoryThatFlipped() throws SQLException {
        for (int i = 0; i < 4; i++) {
            entry("a" + i, "octo/a", NOW.minusSeconds(i), NOW.plusSeconds(60), 1);
            log("la" + i, "octo/a", NOW.minusSeconds(i), 1);
        }
        entry("later", "octo/a", NOW.plusSeconds(1), NOW.plusSeconds(60), 1);
        entry("b", "octo/b", NOW, NOW.plusSeconds(60), 1);
        log("later", "octo/a", NOW.plusSeconds(1), 1);
        run(new Chores(kit.system(), database, holders, SETTINGS).flipped("octo/a", false, NOW));
        assertThat(asked).containsExactlyInAnyOrder("a0 NOT_PUBLIC", "a1 NOT_PUBLIC", "a2 NOT_PUBLIC", "a3 NOT_PUBLIC");
        assertThat(left("github_cache_entries", "cache_key")).containsExactly("b", "later");
        assertThat(left("github_logs", "cache_key")).containsExactly("later");
    }

    @Test
    void hidesNothingOfARepositoryThatBecamePublic() throws SQLException {
        entry("a", "octo/a", NOW, NOW.plusSeconds(60), 1);
        run(new Chores(kit.system(), database, holders, SETTINGS).flipped("octo/a", true, NOW));
        assertThat(asked).containsExactly("a EVICTED");
        assertThat(left("github_cache_entries", "cache_key")).isEmpty();
    }

    @Test
    void makesRoomOldestFirst() throws SQLException {
        for (int i = 0; i < 12; i++) {
            if (i % 2 == 0) {
                entry("k%02d".formatted(i), null, NOW.minusSeconds(100 - i), NOW.plusSeconds(60), 100);
            } else {
                log("k%02d".formatted(i), "o/r", NOW.minusSeconds(100 - i), 100);
            }
        }
        silent.add("k02");
        run("disk budget");
        assertThat(left("github_cache_entries", "cache_key")).containsExactly("k02", "k04", "k06", "k08", "k10");
        assertThat(left("github_logs", "cache_key")).containsExactly("k05", "k07", "k09", "k11");
        assertThat(asked).contains("k00 EVICTED").allMatch(question -> question.endsWith(" EVICTED"));
        asked.clear();
        run("disk budget");
        assertThat(asked).isEmpty();
    }

    @Test
    void countsTheHeadersAndWhatARowTakesBesides() throws SQLException {
        for (int i = 0; i < 5; i++) {
            entry("e" + i, null, NOW.minusSeconds(10 - i), NOW.plusSeconds(60), 0);
            log("l" + i, "o/r", NOW.minusSeconds(20 - i), 0);
        }
        run("disk budget");
        assertThat(left("github_cache_entries", "cache_key")).hasSize(5);
        assertThat(left("github_logs", "cache_key")).hasSize(5);
        execute("update github_cache_entries set response_headers_json = ? where cache_key = 'e0'", "x".repeat(1_003));
        run("disk budget");
        assertThat(left("github_logs", "cache_key")).containsExactly("l1", "l2", "l3", "l4");
        assertThat(left("github_cache_entries", "cache_key")).hasSize(5);
    }

    @Test
    void givesUpWhenNobodyMakesRoomAndTriesAgainLater() throws SQLException {
        for (int i = 0; i < 12; i++) {
            entry("k" + i, null, NOW, NOW.plusSeconds(60), 100);
            silent.add("k" + i);
        }
        Chore budget = new Chores(kit.system(), database, holders, SETTINGS)
                .all().stream().filter(DiskBudget.class::isInstance).findFirst().orElseThrow();
        run(budget);
        assertThat(left("github_cache_entries", "cache_key")).hasSize(12);
        silent.clear();
        run(budget);
        assertThat(left("github_cache_entries", "cache_key")).hasSize(9);
    }

    @Test
    void forgetsProofsThatRanOutLongAgo() throws SQLException {
        Instant longAgo = NOW.minus(Duration.ofDays(8));
        for (int i = 0; i < 4; i++) {
            proof("octo", "old" + i, i % 2 == 0, longAgo);
        }
        proof("", "42", true, longAgo);
        proof("octo", "recent", true, longAgo.plusSeconds(1));
        keeps.add("octo/old1");
        run("old proofs");
        assertThat(asked).containsExactlyInAnyOrder("octo/old0", "octo/old1", "octo/old2", "octo/old3", "/42");
        assertThat(left("github_public_repos", "repo")).containsExactly("old1", "recent");
    }

    @Test
    void forgetsRowsOfACertainAge() throws SQLException {
        for (int i = 0; i < 7; i++) {
            log("old" + i, "o/r", NOW.minus(Duration.ofDays(7)), 1);
            audit("old" + i, null, NOW.minus(Duration.ofDays(30)).minusSeconds(1));
            session("old" + i, NOW);
            usage("old" + i, NOW.minus(Duration.ofDays(31)));
        }
        log("young", "o/r", NOW.minus(Duration.ofDays(7)).plusSeconds(1), 1);
        audit("young", null, NOW.minus(Duration.ofDays(30)));
        session("young", NOW.plusSeconds(1));
        usage("young", NOW.minus(Duration.ofDays(31)).plusSeconds(1));
        for (String chore : List.of(
                "old logs", "old audit rows", "expired sessions", "old usage of pools", "old usage of callers")) {
            assertThat(run(chore)).as(chore).isEqualTo(3);
        }
        assertThat(left("github_logs", "cache_key")).containsExactly("young");
        assertThat(left("audit_events", "request_id")).containsExactly("young");
        assertThat(left("web_sessions", "session_hash")).containsExactly("young");
        assertThat(left("pool_usage_hours", "route_kind")).containsExactly("young");
        assertThat(left("caller_usage_hours", "route_kind")).containsExactly("young");
    }

    private void session(String hash, Instant expires) throws SQLException {
        execute("""
                insert into web_sessions (session_hash, caller_id, created_at, last_seen_at, expires_at) values (?, 'c', ?, ?, ?)
                """, hash, NOW, NOW, expires);
    }

    private void usage(String kind, Instant hour) throws SQLException {
        String sums = "0, ".repeat(15);
        execute("insert into pool_usage_hours values (?, 'p', ?, '', '', " + sums + "?)", hour, kind, hour);
        execute("insert into caller_usage_hours values (?, 'p', 'c', 'l', ?, " + sums + "?)", hour, kind, hour);
    }

    @Test
    void takesTheNamesOfEndedTokensOutOfTheAudit() throws SQLException {
        for (int i = 0; i < 4; i++) {
            audit("ended" + i, "ended", NOW);
        }
        audit("lives", "lives", NOW);
        execute("insert into retired_tokens (id, retired_at) values ('ended', ?)", NOW.minusSeconds(60));
        execute("insert into retired_tokens (id, retired_at) values ('long ended', ?)", NOW.minus(Duration.ofDays(1)));
        run("names of ended tokens");
        run("ended tokens");
        assertThat(left("audit_events", "caller_token_id"))
                .containsOnly("lives", "null")
                .hasSize(5);
        assertThat(left("retired_tokens", "id")).containsExactly("ended");
    }
}
