package io.octopool.sim;

import static io.octopool.sim.SimClient.ALICE;
import static io.octopool.sim.SimClient.APP;
import static io.octopool.sim.SimClient.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What lists and nested objects show to whom. */
class VisibilityTest extends SimulatorTest {

    private static final String REPO = "/repos/octo-org/hello-world";
    private static final String MALLORY = "Bearer sim-pat-mallory";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/orgs/octo-org/repos",
                "/orgs/octo-org/events?per_page=100",
                "/search/repositories?q=org:octo-org",
                "/search/issues?q=is:private&per_page=100",
                "/search/commits?q=the+org:octo-org+is:private",
            })
    void listsContainWhatIsPrivateForThoseWhoSeeIt(String path) throws Exception {
        assertThat(client.get(path, "authorization", BOB).body()).contains("octo-org/secret-plans");
        for (String other : List.of(MALLORY, APP)) {
            assertThat(client.get(path, "authorization", other).status()).isEqualTo(200);
            assertThat(client.get(path, "authorization", other).body()).doesNotContain("secret-plans");
        }
        assertThat(client.get(path).body()).doesNotContain("secret-plans");
    }

    @Test
    void listsPrivateRepositoriesAndForksOfUsersForTheUserAlone() throws Exception {
        SimClient.Reply made = client.send(
                "PUT", "/_sim/repos/alice/hello-world", "{\"private\":true,\"fork_of\":\"octo-org/hello-world\"}");
        client.send("PUT", "/_sim/repos/bob/hello-world", "{\"fork_of\":\"octo-org/hello-world\"}");
        assertThat(made.status()).isEqualTo(201);

        assertThat(names("/users/alice/repos", ALICE)).containsExactly("alice/dotfiles", "alice/hello-world");
        assertThat(names("/users/alice/repos", BOB)).containsExactly("alice/dotfiles");
        assertThat(names(REPO + "/forks", ALICE)).containsExactly("alice/hello-world", "bob/hello-world");
        assertThat(names(REPO + "/forks", BOB)).containsExactly("bob/hello-world");
        JsonNode fork = client.get("/repos/bob/hello-world").json();
        assertThat(fork.get("fork").asBoolean()).isTrue();
        assertThat(fork.at("/parent/full_name").asText()).isEqualTo("octo-org/hello-world");
        assertThat(client.send("PUT", "/_sim/repos/carol/x", "{\"fork_of\":\"octo-org/nothing\"}")
                        .status())
                .isEqualTo(409);
    }

    @Test
    void timelinesReferToPrivateIssuesForThoseWhoSeeThem() throws Exception {
        String comment = "{\"type\":\"commented\",\"number\":18,\"body\":\"See octo-org/hello-world#1 first\"}";
        for (String repo : List.of("secret-plans", "spoon-knife")) {
            client.send("POST", "/_sim/repos/octo-org/" + repo + "/events", comment);
        }
        String path = REPO + "/issues/1/timeline?per_page=100";
        assertThat(referring(client.get(path, "authorization", BOB)))
                .containsExactly("octo-org/secret-plans", "octo-org/spoon-knife");
        assertThat(referring(client.get(path, "authorization", MALLORY))).containsExactly("octo-org/spoon-knife");
        assertThat(referring(client.get(path))).containsExactly("octo-org/spoon-knife");
        assertThat(referring(client.get(REPO + "/issues/11/timeline", "authorization", BOB)))
                .isEmpty();
    }

    private static List<String> referring(SimClient.Reply timeline) throws Exception {
        return timeline.json()
                .valueStream()
                .filter(event -> event.path("event").asText().equals("cross-referenced"))
                .map(event -> event.at("/source/issue/repository/full_name").asText())
                .toList();
    }

    @Test
    void showsDraftReleasesToThoseWhoMayPush() throws Exception {
        JsonNode members = client.get(REPO + "/releases", "authorization", BOB).json();
        assertThat(members.findValuesAsText("tag_name")).containsExactly("v1.1.0", "v2.0.0", "v1.0.0");
        JsonNode draft = members.get(1);
        assertThat(draft.get("draft").asBoolean()).isTrue();
        assertThat(draft.get("published_at").isNull()).isTrue();
        String path = REPO + "/releases/" + draft.get("id").asLong();
        String asset = REPO + "/releases/assets/" + draft.at("/assets/0/id").asLong();
        for (String one : List.of(path, path + "/assets", asset)) {
            assertThat(client.get(one, "authorization", BOB).status()).as(one).isEqualTo(200);
            assertThat(client.get(one, "authorization", MALLORY).status())
                    .as(one)
                    .isEqualTo(404);
            assertThat(client.get(one).status()).as(one).isEqualTo(404);
        }
        assertThat(client.get(REPO + "/releases").json().findValuesAsText("tag_name"))
                .containsExactly("v1.1.0", "v1.0.0");
        assertThat(client.get(REPO + "/releases/tags/v2.0.0", "authorization", BOB)
                        .status())
                .isEqualTo(404);
        assertThat(client.get(REPO + "/tags").body()).doesNotContain("v2.0.0");
    }

    @Test
    void listsSecretGistsOnlyForTheirOwnerButServesThemToAll() throws Exception {
        assertThat(client.get("/users/alice/gists", "authorization", BOB).json())
                .hasSize(1);
        JsonNode own = client.get("/users/alice/gists", "authorization", ALICE).json();
        assertThat(own.findValuesAsText("public")).containsExactly("true", "false");
        JsonNode secret = client.get("/gists/" + own.at("/1/id").asText()).json();
        assertThat(secret.get("public").asBoolean(true)).isFalse();
        assertThat(secret.at("/files/secret.md/content").asText()).contains("secret gist");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/pulls/1 /head/repo",
                "/pulls /0/base/repo",
                "/actions/runs /workflow_runs/0/repository",
                "/commits/main/status /repository",
                "/commits/main/check-suites /check_suites/0/repository",
            })
    void nestedRepositoriesCarryPermissionsForUsers(String pathAndPointer) throws Exception {
        String path = REPO + pathAndPointer.substring(0, pathAndPointer.indexOf(' '));
        String pointer = pathAndPointer.substring(pathAndPointer.indexOf(' ') + 1);
        JsonNode member = client.get(path, "authorization", BOB).json().at(pointer);
        assertThat(member.at("/permissions/push").asBoolean()).isTrue();
        assertThat(member.get("role_name").asText()).isEqualTo("write");
        assertThat(member.get("temp_clone_token").asText()).hasSize(29);
        JsonNode stranger = client.get(path, "authorization", MALLORY).json().at(pointer);
        assertThat(stranger.at("/permissions/push").asBoolean(true)).isFalse();
        assertThat(stranger.get("temp_clone_token").asText()).isEmpty();
        JsonNode nobody = client.get(path).json().at(pointer);
        assertThat(nobody.has("full_name")).isTrue();
        assertThat(nobody.has("permissions") || nobody.has("role_name") || nobody.has("temp_clone_token"))
                .isFalse();
    }

    @Test
    void saysWhoIsAMemberAndWhoCanBeAssigned() throws Exception {
        assertThat(client.get("/orgs/octo-org/public_members/bob").status()).isEqualTo(204);
        assertThat(client.get("/orgs/octo-org/public_members/mallory").status()).isEqualTo(404);
        assertThat(client.get("/orgs/alice/repos").status()).isEqualTo(404);
        assertThat(client.get(REPO + "/assignees/carol").status()).isEqualTo(204);
        assertThat(client.get(REPO + "/assignees/mallory").status()).isEqualTo(404);
        assertThat(client.get(REPO + "/assignees").json().findValuesAsText("login"))
                .containsExactly("alice", "bob", "carol");
    }

    private List<String> names(String path, String authorization) throws Exception {
        return client.get(path, "authorization", authorization)
                .json()
                .valueStream()
                .map(repo -> repo.get("full_name").asText())
                .toList();
    }
}
