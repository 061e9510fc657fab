package io.octopool.sim;

import static io.octopool.sim.SimClient.ALICE;
import static io.octopool.sim.SimClient.APP;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MembershipTest extends SimulatorTest {

    private static final String QUERY =
            "query($login:String!,$after:String){user(login:$login){organizations(first:100,after:$after)"
                    + "{nodes{login} pageInfo{hasNextPage endCursor}}}}";

    @ParameterizedTest
    @CsvSource({"alice, octo-org", "Carol, octo-org", "mallory, ''"})
    void tellsTheOrganisationsOfAUser(String login, String organization) throws Exception {
        JsonNode found =
                ask("{\"query\":\"" + QUERY + "\",\"variables\":{\"login\":\"" + login + "\",\"after\":null}}");

        JsonNode organizations = found.at("/data/user/organizations");
        assertThat(organizations.get("nodes").findValuesAsText("login"))
                .isEqualTo(organization.isEmpty() ? List.of() : List.of(organization));
        assertThat(organizations.at("/pageInfo/hasNextPage").asBoolean(true)).isFalse();
        assertThat(found.has("errors")).isFalse();
    }

    @Test
    void readsLiteralsAndKnowsTheViewer() throws Exception {
        JsonNode user = ask("{\"query\":\"{user(login: \\\"bob\\\"){organizations(first: 5){nodes{login}}}}\"}");
        assertThat(user.at("/data/user/organizations/nodes/0/login").asText()).isEqualTo("octo-org");
        JsonNode viewer = ask("{\"query\":\"query{viewer{login organizations(first:100){nodes{login}}}}\"}");
        assertThat(viewer.at("/data/viewer/login").asText()).isEqualTo("alice");
        assertThat(viewer.at("/data/viewer/organizations/nodes/0/login").asText())
                .isEqualTo("octo-org");
    }

    @Test
    void answersUnknownUsersWithAnError() throws Exception {
        JsonNode found = ask("{\"query\":\"" + QUERY + "\",\"variables\":{\"login\":\"nobody\"}}");
        assertThat(found.at("/data/user").isNull()).isTrue();
        assertThat(found.at("/errors/0/type").asText()).isEqualTo("NOT_FOUND");
        assertThat(found.at("/errors/0/message").asText())
                .isEqualTo("Could not resolve to a User with the login of 'nobody'.");
    }

    @Test
    void turnsPagesOfManyOrganisations() throws Exception {
        List<String> many = IntStream.range(0, 120).mapToObj(i -> "guild-" + i).toList();
        simulator.putUser("dave", many);
        JsonNode first = ask("{\"query\":\"" + QUERY + "\",\"variables\":{\"login\":\"dave\"}}");
        assertThat(first.at("/data/user/organizations/nodes")).hasSize(100);
        assertThat(first.at("/data/user/organizations/pageInfo/hasNextPage").asBoolean())
                .isTrue();
        String cursor = first.at("/data/user/organizations/pageInfo/endCursor").asText();
        JsonNode second =
                ask("{\"query\":\"" + QUERY + "\",\"variables\":{\"login\":\"dave\",\"after\":\"" + cursor + "\"}}");
        assertThat(second.at("/data/user/organizations/nodes")).hasSize(20);
        assertThat(second.at("/data/user/organizations/nodes/0/login").asText()).isEqualTo("guild-100");
        assertThat(second.at("/data/user/organizations/pageInfo/hasNextPage").asBoolean(true))
                .isFalse();
    }

    @Test
    void chargesItsOwnBudgetAndSaysItIsExhaustedInGraphqlsForm() throws Exception {
        simulator.change(settings -> settings.withLimit(1));
        assertThat(ask("{\"query\":\"{viewer{login}}\"}").has("data")).isTrue();
        SimClient.Reply refused =
                client.send("POST", "/graphql", "{\"query\":\"{viewer{login}}\"}", "authorization", ALICE);
        assertThat(refused.status()).isEqualTo(200);
        assertThat(refused.json().at("/errors/0/type").asText()).isEqualTo("RATE_LIMIT");
        assertThat(refused.header("x-ratelimit-resource")).isEqualTo("graphql");
        assertThat(refused.header("x-ratelimit-remaining")).isEqualTo("0");
        assertThat(simulator.calls().spent("user:alice", "graphql")).isEqualTo(1);
        assertThat(simulator.calls().to("POST /graphql")).isEqualTo(2);
    }

    @Test
    void answersUsersOnly() throws Exception {
        assertThat(client.send("POST", "/graphql", "{}").status()).isEqualTo(401);
        assertThat(client.send("POST", "/graphql", "{}", "authorization", APP).status())
                .isEqualTo(401);
    }

    private JsonNode ask(String body) throws Exception {
        SimClient.Reply reply = client.send("POST", "/graphql", body, "authorization", ALICE);
        assertThat(reply.status()).isEqualTo(200);
        return reply.json();
    }
}
