package io.octopool.api.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.api.http.ApiError;
import io.octopool.github.request.RequestPath;
import io.octopool.github.request.RequestQuery;
import io.octopool.github.request.RequestQuery.Parameter;
import io.octopool.github.routes.RepoName;
import io.octopool.github.routes.RouteCatalog;
import io.octopool.github.routes.RouteMatch;
import io.octopool.pool.lease.Pool;
import io.octopool.pool.policy.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyGateTest {

    private static final Policy OPEN = new Policy(List.of("octo-org"), true, true, true);
    private static final Policy CLOSED = new Policy(List.of("octo-org"), false, false, false);

    private final PolicyGate gate = new PolicyGate(RouteCatalog.github());

    @ParameterizedTest
    @CsvSource({
        "/repos/octo-org/hello-world, repo_view",
        "/repos/Octo-Org/hello-world/pulls/1, pr_view",
        "/rate_limit, rate_limit",
        "/users/alice, user_view",
        "/repos/octo-org/hello-world/compare/main...topic, compare"
    })
    void letsWhatIsInTheCatalogueThrough(String path, String kind) {
        assertThat(decide(path, Map.of(), CLOSED)).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource({
        "/orgs/octo-org, 424 route_denied",
        "/user/repos, 424 route_denied",
        "/repos/octo-org/hello-world/, 424 route_denied",
        "/repos/octo-org/hello-world/compare/main...fork:topic, 424 route_denied",
        "/repos/octo-org/hello-world/compare/main...fork%3Atopic, 424 route_denied",
        "/repos/octo-org/hello-world/compare/main%FF...topic, 400 invalid_path",
        "/repos/octo-org/hello-world/actions/jobs/1/logs, 424 logs_denied",
        "/repos/somebody/else, 424 owner_denied",
        "/orgs/somebody/repos, 424 owner_denied",
        "/users/somebody/repos, 424 owner_denied"
    })
    void deniesWhatIsNot(String path, String denied) {
        assertThat(decide(path, Map.of(), CLOSED)).isEqualTo(denied);
    }

    @Test
    void letsForeignOwnersThroughWherePublicPoolingIsOn() {
        assertThat(decide("/repos/somebody/else", Map.of(), OPEN)).isEqualTo("repo_view");
        assertThat(decide("/users/somebody/repos", Map.of(), OPEN)).isEqualTo("user_repo_list");
    }

    @Test
    void letsLogsThroughWhereThePoolAllowsThem() {
        assertThat(decide("/repos/octo-org/hello-world/actions/jobs/1/logs", Map.of(), OPEN))
                .isEqualTo("job_logs");
    }

    @Test
    void deniesNamesThatGitHubCannotHaveGiven() {
        assertThat(decide("/repos/" + "o".repeat(101) + "/r", Map.of(), OPEN)).isEqualTo("424 route_denied");
        assertThat(decide("/repos/o/" + "r".repeat(101), Map.of(), OPEN)).isEqualTo("424 route_denied");
        assertThat(decide("/repos/o/" + "r".repeat(100), Map.of(), OPEN)).isEqualTo("repo_view");
        assertThat(decide("/search/issues", Map.of("q", "repo:o/" + "r".repeat(101)), OPEN))
                .isEqualTo("424 search_denied");
        assertThat(decide("/search/issues", Map.of("q", "repo:../.."), OPEN)).isEqualTo("424 search_denied");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "repo:octo-org/r type:issue bug                | {}               | token-free",
                "repo:octo-org/r type:pr state:open a b        | {}               | token-free",
                "repo:octo-org/r type:issue bug                | page=1           | token-free",
                "repo:octo-org/r type:issue bug                | per_page=100     | token-free",
                "repo:octo-org/r type:issue bug                | per_page=101     | 424 search_denied",
                "repo:octo-org/r type:issue bug                | per_page=0       | 424 search_denied",
                "repo:octo-org/r type:issue bug                | per_page=010     | 424 search_denied",
                "repo:octo-org/r type:issue bug                | per_page=1e1     | 424 search_denied",
                "repo:octo-org/r type:issue bug                | per_page=+1      | 424 search_denied",
                "repo:octo-org/r type:issue bug                | page=2           | 424 search_denied",
                "repo:octo-org/r type:issue bug                | sort=created     | 424 search_denied",
                "repo:octo-org/r bug                           | {}               | 424 search_denied",
                "repo:octo-org/r type:issue                    | {}               | 424 search_denied",
                "repo:octo-org/r type:issue type:pr bug        | {}               | 424 search_denied",
                "repo:octo-org/r type:issue state:open state:closed x | {}        | 424 search_denied",
                "repo:octo-org/r type:issue author:bob bug     | {}               | 424 search_denied",
                "repo:octo-org/r type:issue OR bug             | {}               | 424 search_denied",
                "type:issue bug                                | {}               | 424 search_denied"
            })
    void letsPlainIssueSearchesThroughWithoutCredentialWhereSearchIsOff(String q, String more, String expected) {
        List<Parameter> parameters = new ArrayList<>(List.of(Parameter.one("q", q)));
        if (!more.equals("{}")) {
            String[] pair = more.split("=", -1);
            parameters.add(Parameter.one(pair[0], pair[1]));
        }
        RequestQuery query = new RequestQuery(parameters);
        Policy noSearch = new Policy(List.of("octo-org"), true, false, true);
        assertThat(described(gate.decide(
                        RequestPath.of("/search/issues"), query, Optional.of("issue-search-v1"), on(noSearch))))
                .isEqualTo(expected);
        assertThat(described(gate.decide(RequestPath.of("/search/issues"), query, Optional.empty(), on(noSearch))))
                .isEqualTo("424 search_denied");
    }

    @Test
    void takesAShapedSearchForAnOrdinaryOneWhereSearchIsOn() {
        RequestQuery query = new RequestQuery(List.of(Parameter.one("q", "repo:octo-org/r type:issue bug")));
        assertThat(described(
                        gate.decide(RequestPath.of("/search/issues"), query, Optional.of("issue-search-v1"), on(OPEN))))
                .isEqualTo("search_issues");
        assertThat(described(gate.decide(
                        RequestPath.of("/search/commits"), query, Optional.of("issue-search-v1"), on(CLOSED))))
                .isEqualTo("424 search_denied");
    }

    @ParameterizedTest
    @CsvSource({
        "/orgs/octo-org/repos, public, org_repo_list",
        "/orgs/octo-org/repos, all, 424 route_denied",
        "/orgs/octo-org/repos, Public, 424 route_denied",
        "/users/octo-org/repos, owner, user_repo_list",
        "/users/octo-org/repos, all, 424 route_denied"
    })
    void narrowsListsByType(String path, String type, String expected) {
        assertThat(decide(path, Map.of("type", type), OPEN)).isEqualTo(expected);
    }

    @Test
    void refusesATypeThatIsAList() {
        RequestQuery query = new RequestQuery(List.of(Parameter.many("type", List.of("public", "private"))));
        assertThat(gate.decide(RequestPath.of("/orgs/octo-org/repos"), query, Optional.empty(), on(OPEN)))
                .isInstanceOf(PolicyGate.Decision.Denied.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "repo:octo-org/hello-world bug",
                "bug repo:octo-org/hello-world type:issue state:open",
                "repo:octo-org/hello-world type:pr a.b_c-d",
                "  repo:octo-org/hello-world  ",
                "repo:octo-org/hello-world   nothing android"
            })
    void acceptsSearchesOfOneRepository(String q) {
        assertThat(decide("/search/issues", Map.of("q", q), OPEN)).isEqualTo("search_issues");
        assertThat(decide("/search/issues", Map.of("q", q), CLOSED)).isEqualTo("424 search_denied");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "bug",
                "repo:octo-org/hello-world repo:octo-org/other",
                "repo:octo-org/hello-world repo:\"octo-org/secret\"",
                "repo:octo-org/hello-world repo:octo-org",
                "repo:octo-org/hello-world REPO:octo-org/secret",
                "repo:octo-org/hello-world OR bug",
                "repo:octo-org/hello-world or bug",
                "NOT repo:octo-org/hello-world secret",
                "repo:octo-org/hello-world not bug",
                "repo:octo-org/hello-world AND bug",
                "repo:octo-org/hello-world And bug",
                "repo:octo-org/hello-world\u2003bug",
                "repo:octo-org/hello-world bug\u3000repo:octo-org/other",
                "\u2003repo:octo-org/hello-world bug",
                "repo:octo-org/hello-world bug\u3000",
                "repo:octo-org/hello-world bug\u00a0",
                "repo:octo-org/hello-world bug\u0085",
                "repo:octo-org/hello-world is:private",
                "repo:octo-org/hello-world org:octo-org",
                "repo:octo-org/hello-world state:merged",
                "repo:octo-org/hello-world (bug)",
                "repo:octo-org/hello-world \"bug\"",
                "-repo:octo-org/hello-world"
            })
    void refusesSearchesThatMightReachFurther(String q) {
        for (String path : List.of("/search/issues", "/search/code", "/search/commits")) {
            assertThat(decide(path, Map.of("q", q), OPEN)).isEqualTo("424 search_denied");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "hello world, search_repositories",
        "hello, search_repositories",
        "'', 424 search_denied",
        "-hello, 424 search_denied",
        "hello NOT world, 424 search_denied",
        "hello not world, 424 search_denied",
        "hello AND world, 424 search_denied",
        "hello or world, 424 search_denied",
        "hello\u3000world, 424 search_denied",
        "'\u2003hello', 424 search_denied",
        "user:octo-org, 424 search_denied"
    })
    void acceptsPlainTermsForRepositories(String q, String expected) {
        assertThat(decide("/search/repositories", Map.of("q", q), OPEN)).isEqualTo(expected);
    }

    @Test
    void appliesTheOwnerGateToTheRepositorySearched() {
        Policy searching = new Policy(List.of("octo-org"), false, true, true);
        assertThat(decide("/search/issues", Map.of("q", "repo:other/thing x"), searching))
                .isEqualTo("424 owner_denied");
        RequestQuery query = new RequestQuery(List.of(Parameter.one("q", "repo:Octo-Org/Thing x")));
        assertThat(gate.decide(RequestPath.of("/search/issues"), query, Optional.empty(), on(searching)))
                .isInstanceOfSatisfying(
                        PolicyGate.Decision.Allowed.class,
                        allowed ->
                                assertThat(allowed.match().repository()).contains(new RepoName("Octo-Org", "Thing")));
    }

    private String decide(String path, Map<String, String> query, Policy policy) {
        List<Parameter> parameters = query.entrySet().stream()
                .map(entry -> Parameter.one(entry.getKey(), entry.getValue()))
                .toList();
        return described(gate.decide(RequestPath.of(path), new RequestQuery(parameters), Optional.empty(), on(policy)));
    }

    private static Pool.PolicyReply.Found on(Policy policy) {
        return new Pool.PolicyReply.Found(policy, false);
    }

    @Test
    void tellsOfEveryGateUpToTheClosedOne() {
        RequestPath compare = RequestPath.of("/repos/a/b/compare/x...c:y");
        assertThat(gate.pass(compare, RequestQuery.NONE, Optional.empty(), on(OPEN))
                        .gates())
                .extracting(open -> open.name() + " " + (open.error() == null))
                .containsExactly("pool true", "route true", "compare false");
        Pool.PolicyReply.Found off = new Pool.PolicyReply.Found(OPEN, true);
        assertThat(gate.pass(compare, RequestQuery.NONE, Optional.empty(), off).gates())
                .extracting(open -> open.name() + " " + (open.error() == null))
                .containsExactly("pool false");
        assertThat(described(gate.decide(compare, RequestQuery.NONE, Optional.empty(), off)))
                .contains("pool_disabled");
    }

    private static String described(PolicyGate.Decision decision) {
        return switch (decision) {
            case PolicyGate.Decision.Allowed(RouteMatch match, boolean tokenFree) ->
                tokenFree ? "token-free" : match.kind();
            case PolicyGate.Decision.Denied(ApiError error) ->
                error.status() + " " + error.details().getOrDefault("reason", error.code());
        };
    }
}
