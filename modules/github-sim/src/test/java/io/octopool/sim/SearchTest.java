package io.octopool.sim;

import static io.octopool.sim.SimClient.ALICE;
import static io.octopool.sim.SimClient.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SearchTest extends SimulatorTest {

    private static final String IN_REPO = "repo:octo-org/hello-world";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    repo:octo-org/hello-world                              | 46
                    repo:Octo-Org/Hello-World+is:pr                        | 17
                    repo:octo-org/hello-world+type:issue                   | 29
                    repo:octo-org/hello-world+type:pr+state:open           | 13
                    repo:octo-org/hello-world+is:pr+is:closed              | 4
                    repo:octo-org/hello-world+is:merged                    | 3
                    repo:octo-org/hello-world+is:pr+-is:merged+is:closed   | 1
                    repo:octo-org/hello-world+is:draft                     | 1
                    repo:octo-org/hello-world+is:issue+-label:bug          | 14
                    repo:octo-org/hello-world+is:issue+-is:private         | 29
                    repo:octo-org/hello-world+head:topic-7                 | 1
                    repo:octo-org/hello-world+xylophone                    | 0
                    repo:octo-org/hello-world+repo:octo-org/spoon-knife    | 92
                    """)
    void findsIssues(String query, int total) throws Exception {
        SimClient.Reply reply = client.get("/search/issues?q=" + query, "authorization", BOB);
        JsonNode found = reply.json();

        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertThat(found.get("total_count").asInt(-1)).isEqualTo(total);
        assertThat(found.get("incomplete_results").asBoolean(true)).isFalse();
        assertThat(found.get("items")).hasSize(Math.min(30, total));
        assertThat(reply.header("x-ratelimit-resource")).isEqualTo("search");
    }

    @Test
    void findsCodeCommitsAndRepositoriesByTheirWords() throws Exception {
        SimClient.Reply code = client.get("/search/code?q=lease+extension:c+" + IN_REPO, "authorization", ALICE);
        assertThat(code.header("x-ratelimit-resource")).isEqualTo("code_search");
        assertThat(code.json().at("/items/0/path").asText()).isEqualTo("src/lease.c");
        assertThat(code.json().at("/items/0/repository/full_name").asText()).isEqualTo("octo-org/hello-world");

        String message = client.get("/repos/octo-org/hello-world/commits")
                .json()
                .at("/0/commit/message")
                .asText();
        String word = message.substring(0, message.indexOf(' '));
        JsonNode commits = client.get("/search/commits?q=" + word + "+" + IN_REPO, "authorization", ALICE)
                .json();
        assertThat(commits.get("total_count").asInt()).isPositive();
        assertThat(commits.get("items"))
                .allMatch(item -> item.at("/commit/message").asText().contains(word));
        assertThat(client.get("/search/repositories?q=spoon")
                        .json()
                        .at("/items/0/full_name")
                        .asText())
                .isEqualTo("octo-org/spoon-knife");
    }

    @Test
    void refusesWhatCannotBeSearched() throws Exception {
        assertThat(client.get("/search/issues").status()).isEqualTo(422);
        assertThat(client.get("/search/issues?q=repo:octo-org/nothing").status())
                .isEqualTo(422);
        assertThat(client.get("/search/issues?q=repo:octo-org/secret-plans").status())
                .isEqualTo(422);
        assertThat(client.get("/search/issues?q=repo:octo-org/secret-plans", "authorization", BOB)
                        .json()
                        .get("total_count")
                        .asInt())
                .isEqualTo(46);
    }
}
