package io.octopool.persistence.projection;

import static io.octopool.persistence.kit.Events.appended;
import static io.octopool.persistence.kit.Events.audit;
import static io.octopool.persistence.kit.Events.enrolled;
import static io.octopool.persistence.kit.Events.granted;
import static io.octopool.persistence.kit.Events.identity;
import static io.octopool.persistence.kit.Events.issued;
import static io.octopool.persistence.kit.Events.policyChanged;
import static io.octopool.persistence.kit.Events.poolCreated;
import static io.octopool.persistence.kit.Events.proved;
import static io.octopool.persistence.kit.Events.removed;
import static io.octopool.persistence.kit.Events.retired;
import static io.octopool.persistence.kit.Events.stored;
import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.persistence.database.Database;
import io.octopool.persistence.database.DatabaseSettings;
import io.octopool.persistence.kit.Events;
import io.octopool.persistence.kit.Node;
import io.octopool.persistence.kit.Rows;
import io.octopool.persistence.query.CallerTokens;
import io.octopool.persistence.query.PoolCatalog;
import io.octopool.persistence.query.PoolDecision;
import io.octopool.persistence.query.PoolRow;
import io.octopool.persistence.query.TokenOwner;
import io.octopool.pool.CborSerializable;
import io.octopool.pool.audit.AuditRecord;
import io.octopool.pool.events.Attribution;
import io.octopool.pool.events.AuditTrailEvent.RecordsAppended;
import io.octopool.pool.events.PoolEvent.BudgetMarked;
import io.octopool.pool.events.PoolEvent.IdentityDisabled;
import io.octopool.pool.events.PoolEvent.IdentityEnabled;
import io.octopool.pool.events.PoolEvent.IdentityRemoved;
import io.octopool.pool.events.PoolEvent.PoolDisabled;
import io.octopool.pool.events.PoolEvent.PoolEnabled;
import io.octopool.pool.events.RepoVisibilityEvent.VisibilityProved;
import io.octopool.pool.lease.IdentityScope;
import io.octopool.pool.policy.Policy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The tables that the projections fill, over one node that all tests share: each test has its own keys. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ProjectionsContract {

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

    private Database caughtUp() {
        Node.waitFor(projections.caughtUp());
        return node.database();
    }

    @Test
    void showsPoolsWithTheirPolicyAsJson() {
        node.write("Pool|p1", poolCreated("p1"));
        assertThat(Rows.of(caughtUp(), "select id, name, policy_json from pools where id = 'p1'"))
                .containsExactly("p1 p1 {\"allowed_owners\":[\"octo-org\"],\"allow_public_repos\":true,"
                        + "\"allow_search\":false,\"allow_logs\":true}");
    }

    @Test
    void showsAChangedPolicy() {
        node.write("Pool|p5", poolCreated("p5"), policyChanged("p5", new Policy(List.of("other"), false, true, false)));
        assertThat(Rows.of(caughtUp(), "select policy_json from pools where id = 'p5'"))
                .containsExactly("{\"allowed_owners\":[\"other\"],\"allow_public_repos\":false,"
                        + "\"allow_search\":true,\"allow_logs\":false}");
    }

    @Test
    void replacesAnIdentityWithAllItsScopes() {
        node.write(
                "Pool|p2",
                identity(
                        "p2",
                        "a",
                        100,
                        new IdentityScope("octo-org", null, false),
                        new IdentityScope("*", null, false)),
                identity("p2", "b", 100, new IdentityScope("other", null, false)),
                new BudgetMarked("p2", "user:42", "core", 5000, 2500, 1001L, Events.AT, Events.AT),
                identity("p2", "a", 50, new IdentityScope("octo-org", "Hello", true)));
        assertThat(Rows.of(
                        caughtUp(),
                        "select id, kind, login, github_user_id, secret_ref, status, weight from identities"
                                + " where pool_id = 'p2' order by id"))
                .containsExactly("a pat bob 42 OCTOPOOL_PAT_A active 50", "b pat bob 42 OCTOPOOL_PAT_A active 100");
        assertThat(Rows.of(
                        node.database(),
                        "select identity_id, owner, repo, permission, allow_private from identity_scopes"
                                + " where pool_id = 'p2' order by identity_id"))
                .containsExactly("a octo-org hello read 1", "b other null read 0");
    }

    @Test
    void followsAnIdentityThatIsDisabledEnabledAndRemoved() {
        Attribution anne = new Attribution("anne", "Her laptop was stolen.");
        node.write(
                "Pool|p6",
                poolCreated("p6"),
                identity("p6", "a", 100, new IdentityScope("octo-org", null, false)),
                identity("p6", "b", 100),
                identity("p6", "c", 100),
                new IdentityDisabled("p6", "a", anne, Events.AT),
                new IdentityDisabled("p6", "b", anne, Events.AT),
                new IdentityEnabled("p6", "b", anne, Events.AT),
                new IdentityRemoved("p6", "c", anne, Events.AT),
                new PoolDisabled("p6", anne, Events.AT));
        assertThat(Rows.of(caughtUp(), "select id, status from identities where pool_id = 'p6' order by id"))
                .containsExactly("a disabled", "b active");
        assertThat(Node.waitFor(PoolCatalog.in(node.database()).pools()))
                .contains(new PoolRow("p6", true, 2, 1, Events.AT));
        node.write("Pool|p6", new PoolEnabled("p6", anne, Events.AT));
        assertThat(Node.waitFor(PoolCatalog.in(caughtUp()).pools()))
                .contains(new PoolRow("p6", false, 2, 1, Events.AT));
    }

    @Test
    void tellsWhatWasDecidedAboutAPoolTheLatestFirst() {
        Attribution anne = new Attribution("anne", "Her laptop was stolen.");
        node.write(
                "Pool|p7",
                poolCreated("p7"),
                new BudgetMarked("p7", "user:42", "core", 5000, 2500, 1001L, Events.AT, Events.AT),
                identity("p7", "a", 100, new IdentityScope("octo-org", "hello", false)),
                new IdentityDisabled("p7", "a", anne, Events.AT));
        PoolCatalog catalog = PoolCatalog.in(caughtUp());
        assertThat(Node.waitFor(catalog.history("p7", 2, Long.MAX_VALUE)))
                .containsExactly(
                        new PoolDecision(
                                4, Events.AT, "anne", "Her laptop was stolen.", "identity_disabled", "a", "{}"),
                        new PoolDecision(
                                3,
                                Events.AT,
                                "admin",
                                null,
                                "identity_registered",
                                "a",
                                "{\"kind\":\"pat\",\"login\":\"bob\",\"secret_ref\":\"OCTOPOOL_PAT_A\","
                                        + "\"installation_id\":null,\"app_id\":null,\"weight\":100,\"reserve\":10,"
                                        + "\"share\":100,\"scopes\":[\"octo-org/hello\"],\"enabled\":false}"));
        assertThat(Node.waitFor(catalog.history("p7", 10, 3)))
                .extracting(PoolDecision::kind)
                .containsExactly("pool_created");
        assertThat(Node.waitFor(catalog.history("nobody", 10, Long.MAX_VALUE))).isEmpty();
    }

    @Test
    void keepsTheLatestProfileOfACallerAndTheFirstGrant() {
        node.write(
                "Caller|c1", enrolled("c1", "Carol"), granted("c1", "p1"), granted("c1", "p1"), enrolled("c1", "C."));
        assertThat(Rows.of(
                        caughtUp(),
                        "select name, github_login, github_user_id, org_login, status, dashboard_role from callers"
                                + " where id = 'c1'"))
                .containsExactly("C. carol 7 octo-org active none");
        assertThat(Rows.of(node.database(), "select pool_id from caller_pools where caller_id = 'c1'"))
                .containsExactly("p1");
    }

    @Test
    void replacesTheHashOfATokenAndForgetsRetiredOnes() {
        node.write(
                "Caller|c2",
                issued("c2", "t1", "old"),
                issued("c2", "t2", "other"),
                issued("c2", "t1", "new"),
                retired("c2", "t2"),
                retired("c2", "unknown"));
        assertThat(Rows.of(caughtUp(), "select id, token_hash, client_name from caller_tokens where caller_id = 'c2'"))
                .containsExactly("t1 new laptop");
    }

    @Test
    void findsTheOwnerOfAToken() {
        node.write("Caller|c3", enrolled("c3", "Carol"), issued("c3", "t3", "hash3"));
        Database database = caughtUp();
        assertThat(Node.waitFor(CallerTokens.in(database).find("hash3"))).contains(new TokenOwner("c3", "octo-org", 7));
        assertThat(Node.waitFor(CallerTokens.in(database).find("unknown"))).isEmpty();
    }

    @Test
    void showsCachedAnswersWithSizesAndDropsRemovedOnes() {
        String body = "[" + "1,".repeat(2_000) + "1]";
        node.write("CachedRead|k1", stored("k1", "{}"), stored("k1", body));
        node.write("CachedRead|k2", stored("k2", "{}"), removed("k2"));
        node.write("CachedRead|k3", removed("k3"), stored("k3", "{}"));
        assertThat(
                        Rows.of(
                                caughtUp(),
                                "select cache_key, method, route_kind, repo, generation, status, body_bytes, transport, identity_id"
                                        + " from github_cache_entries where cache_key in ('k1', 'k2', 'k3') order by cache_key"))
                .containsExactly(
                        "k1 GET repo_view octo-org/hello-world 1 200 " + body.length() + " identity pat_a",
                        "k3 GET repo_view octo-org/hello-world 1 200 2 identity pat_a");
        assertThat(Rows.of(
                        node.database(),
                        "select 1 from github_cache_entries where cache_key = 'k1' and stored_bytes between 1 and 500"))
                .hasSize(1);
    }

    @Test
    void keepsTheLatestProofOfARepository() {
        node.write("RepoVisibility|r1", proved("r1", true, 1), proved("r1", false, 2));
        assertThat(Rows.of(
                        caughtUp(), "select owner, is_public, generation from github_public_repos where repo = 'r1'"))
                .containsExactly("octo-org 0 2");
    }

    @Test
    void ignoresAuditRecordsItKnows() {
        node.write("AuditTrail|0", appended("q1", "q2"), appended("q2", "q3", "q3"));
        node.write("AuditTrail|1", appended("q1"));
        assertThat(Rows.of(
                        caughtUp(),
                        "select request_id, caller_token_id, status, cacheable, coalesced from audit_events"
                                + " where request_id like 'q%' order by request_id"))
                .containsExactly("q1 token_1 200 1 0", "q2 token_1 200 1 0", "q3 token_1 200 1 0");
    }

    /** Server spec 11.2: the column is null when the token no longer exists. */
    @Test
    void namesNoTokenThatHasEnded() {
        node.write("Caller|c5", issued("c5", "t5", "h5"), retired("c5", "t5"), issued("c5", "t6", "h6"));
        node.write("Caller|c5", retired("c5", "t7"), issued("c5", "t7", "again"));
        caughtUp();
        node.write(
                "AuditTrail|5",
                new RecordsAppended(List.of(
                        audit("ended", "t5"),
                        audit("lives", "t6"),
                        audit("again", "t7"),
                        audit("new", "not yet told of"))));
        assertThat(Rows.of(
                        caughtUp(),
                        "select request_id, caller_token_id from audit_events"
                                + " where request_id in ('ended', 'lives', 'again', 'new') order by request_id"))
                .containsExactly("again t7", "ended null", "lives t6", "new not yet told of");
    }

    @Test
    void storesInstantsInUtc() {
        node.write("AuditTrail|2", appended("utc1"));
        assertThat(Rows.of(
                        caughtUp(),
                        "select 1 from audit_events where request_id = 'utc1'"
                                + " and created_at = timestamp with time zone '2026-03-01 10:00:00+00:00'"))
                .hasSize(1);
    }

    @Test
    void takesWhateverTheEventsHold() {
        String endless = "x".repeat(5_000);
        AuditRecord plain = audit("odd1");
        node.write(
                "AuditTrail|3",
                new RecordsAppended(List.of(new AuditRecord(
                        "odd1",
                        "caller\0" + endless,
                        null,
                        endless,
                        endless,
                        endless,
                        endless,
                        endless,
                        Integer.MAX_VALUE,
                        endless,
                        endless,
                        endless,
                        Long.MAX_VALUE,
                        plain.cacheStatus(),
                        false,
                        true,
                        Instant.MIN))));
        node.write("RepoVisibility|odd", new VisibilityProved(endless, endless, true, 1, Instant.EPOCH, Instant.MAX));
        caughtUp();
        assertThat(Rows.of(node.database(), "select coalesced from audit_events where request_id = 'odd1'"))
                .containsExactly("1");
        assertThat(projections.status().values()).containsOnly("ok");
    }

    @Test
    void changesNothingWhenEventsAreReplayed() throws SQLException {
        node.write(
                "Pool|p4", poolCreated("p4"), identity("p4", "again", 10, new IdentityScope("octo-org", null, false)));
        node.write(
                "Caller|c4",
                enrolled("c4", "Carol"),
                granted("c4", "p4"),
                issued("c4", "t4", "h"),
                retired("c4", "t4"));
        node.write("CachedRead|k4", stored("k4", "{}"), removed("k4"), stored("k4", "{}"));
        node.write("AuditTrail|4", appended("again1"));
        List<String> before = everything(caughtUp());
        replay(new PoolTables(), node.recall("Pool|p4"));
        replay(new CallerTables(), node.recall("Caller|c4"));
        replay(new CacheEntryTable(), node.recall("CachedRead|k4"));
        replay(new AuditTable(), node.recall("AuditTrail|4"));
        assertThat(everything(node.database())).isEqualTo(before);
    }

    @SuppressWarnings("unchecked") // each entity holds events of one type
    private <E> void replay(Tables<E> tables, List<CborSerializable> events) throws SQLException {
        try (Connection connection = node.database().connection();
                StatementRun run = new StatementRun(connection)) {
            for (int i = 0; i < events.size(); i++) {
                tables.project(new Journalled<>((E) events.get(i), i + 1), run);
            }
            run.flush();
        }
    }

    private static List<String> everything(Database database) {
        return List.of(
                        "pools",
                        "identities",
                        "identity_scopes",
                        "pool_history",
                        "callers",
                        "caller_pools",
                        "caller_tokens",
                        "github_cache_entries",
                        "audit_events",
                        "pool_usage_hours",
                        "caller_usage_hours",
                        "retired_tokens")
                .stream()
                .flatMap(table -> Rows.of(database, "select * from " + table).stream()
                        .map(row -> table + " " + row)
                        .sorted())
                .toList();
    }

    @Test
    void followsManyWritersWithoutLosingOne() {
        List<String> requests =
                IntStream.range(0, 400).mapToObj(i -> "many" + i).toList();
        requests.stream()
                .map(request -> node.writing("AuditTrail|many" + request.hashCode() % 16, appended(request)))
                .toList()
                .forEach(Node::waitFor);
        assertThat(Rows.count(caughtUp(), "audit_events where request_id like 'many%'"))
                .isEqualTo(400);
    }
}
