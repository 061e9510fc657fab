package io.octopool.sim;

import static io.octopool.sim.SimClient.ALICE;
import static io.octopool.sim.SimClient.APP;
import static io.octopool.sim.SimClient.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.octopool.sim.world.RepoChange;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoutesTest extends SimulatorTest {

    private static final String REPO = "/repos/octo-org/hello-world";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ''                          | /full_name                | octo-org/hello-world
                    ''                          | /private                  | false
                    /pulls/1                    | /state                    | open
                    /pulls/1                    | /merged                   | false
                    /pulls/13                   | /draft                    | true
                    /pulls/14                   | /merged                   | true
                    /pulls/17                   | /state                    | closed
                    /pulls/1/files              | /0/status                 | modified
                    /pulls/1/commits            | /0/parents/0/sha          | *
                    /pulls/1/comments           | /0/diff_hunk              | *
                    /pulls/1/reviews            | /0/state                  | APPROVED
                    /pulls?state=closed         | /0/number                 | 17
                    /pulls?head=octo-org:topic-3 | /0/number                | 3
                    /issues?direction=asc       | /0/pull_request/merged_at | null
                    /issues/18                  | /title                    | *
                    /issues/3/comments          | /0/body                   | *
                    /commits                    | /0/commit/message         | *
                    /commits/main               | /stats/total              | *
                    /commits/heads/topic-1      | /files/0/filename         | *
                    /branches?per_page=1        | /0/name                   | main
                    /branches/topic-2           | /_links/self              | *
                    /contents/README.md         | /encoding                 | base64
                    /contents/src               | /1/name                   | pool.c
                    /contents                   | /3/type                   | dir
                    /commits/main/check-runs    | /check_runs/0/status      | in_progress
                    /commits/topic-1/check-runs | /total_count              | 3
                    /commits/main/check-suites  | /check_suites/0/app/slug  | github-actions
                    /commits/main/status        | /state                    | success
                    /commits/main/statuses      | /0/context                | license/cla
                    /actions/runs               | /workflow_runs/0/status   | in_progress
                    /actions/runs?status=completed | /workflow_runs/0/status | completed
                    /actions/workflows          | /workflows/0/name         | CI
                    /actions/workflows/lint.yml/runs | /workflow_runs/0/name | Lint
                    /releases                   | /0/tag_name               | v1.1.0
                    /releases/latest            | /tag_name                 | v1.1.0
                    /releases/tags/v1.0.0       | /assets/0/state           | uploaded
                    """)
    void answersInTheShapeOfGitHub(String rest, String pointer, String value) throws Exception {
        SimClient.Reply reply = client.get(REPO + rest, "authorization", ALICE);

        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        JsonNode found = reply.json().at(pointer);
        assertThat(found.isMissingNode()).as(pointer + " in " + reply.body()).isFalse();
        if (!value.equals("*")) {
            assertThat(found.asText()).isEqualTo(value);
        }
        assertThat(reply.header("content-type")).isEqualTo("application/json; charset=utf-8");
    }

    @Test
    void leadsFromRunsToJobsAndFromReleasesToThemselves() throws Exception {
        JsonNode run = client.get(REPO + "/actions/runs").json().at("/workflow_runs/0");
        String runPath = REPO + "/actions/runs/" + run.get("id").asLong();
        assertThat(client.get(runPath).json().get("head_sha")).isEqualTo(run.get("head_sha"));
        JsonNode job = client.get(runPath + "/jobs").json().at("/jobs/0");
        JsonNode same =
                client.get(REPO + "/actions/jobs/" + job.get("id").asLong()).json();
        assertThat(same).isEqualTo(job);
        String sha = run.get("head_sha").asText();
        assertThat(client.get(REPO + "/commits/" + sha).json().get("sha").asText())
                .isEqualTo(sha);
        assertThat(client.get(REPO + "/commits/" + sha.substring(0, 10)).status())
                .isEqualTo(200);
        assertThat(client.get(REPO + "/statuses/" + sha).json()).hasSize(1);

        long release = client.get(REPO + "/releases/latest").json().get("id").asLong();
        assertThat(client.get(REPO + "/releases/" + release).json().get("id").asLong())
                .isEqualTo(release);
    }

    @Test
    void showsUsersAndTheirPublicRepositories() throws Exception {
        JsonNode alice = client.get("/users/Alice").json();
        assertThat(alice.get("login").asText()).isEqualTo("alice");
        assertThat(alice.get("id").asLong()).isEqualTo(1001);
        assertThat(alice.get("type").asText()).isEqualTo("User");
        assertThat(client.get("/users/octo-org").json().get("type").asText()).isEqualTo("Organization");
        assertThat(client.get("/users/octo-org/repos", "authorization", BOB)
                        .json()
                        .findValuesAsText("full_name"))
                .containsExactly("octo-org/hello-world", "octo-org/spoon-knife");
        assertThat(client.get("/user", "authorization", BOB).json().get("login").asText())
                .isEqualTo("bob");
        assertThat(client.get("/users/nobody").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/nothing",
                "/repos/octo-org/nothing",
                "/repos/octo-org/hello-world/",
                "/repos/octo-org/hello-world/pulls/9999",
                "/repos/octo-org/hello-world/pulls/18",
                "/repos/octo-org/hello-world/pulls/x",
                "/repos/octo-org/hello-world/contents/none",
                "/repositories/1"
            })
    void answersTheRestAsGitHubAnswersWhatIsNotThere(String path) throws Exception {
        SimClient.Reply reply = client.get(path, "authorization", ALICE);

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.body())
                .isEqualTo(
                        "{\"message\":\"Not Found\",\"documentation_url\":\"https://docs.github.com/rest\",\"status\":\"404\"}");
    }

    @Test
    void hidesPrivateRepositoriesFromAllButMembers() throws Exception {
        String path = "/repos/octo-org/secret-plans";
        assertThat(client.get(path, "authorization", BOB).json().get("private").asBoolean())
                .isTrue();
        assertThat(client.get(path + "/pulls", "authorization", BOB).status()).isEqualTo(200);
        for (String[] headers : List.of(new String[0], new String[] {"authorization", APP}, new String[] {
            "authorization", "token sim-pat-mallory"
        })) {
            assertThat(client.get(path, headers).status()).isEqualTo(404);
            assertThat(client.get(path + "/pulls/1", headers).status()).isEqualTo(404);
        }
    }

    @Test
    void tellsPermissionsAndCloneTokenOnlyToThoseWhoMaySeeThem() throws Exception {
        JsonNode member = client.get(REPO, "authorization", BOB).json();
        assertThat(member.at("/permissions/push").asBoolean()).isTrue();
        assertThat(member.get("temp_clone_token").asText()).hasSize(29);
        JsonNode stranger =
                client.get(REPO, "authorization", "token sim-pat-mallory").json();
        assertThat(stranger.at("/permissions/push").asBoolean(true)).isFalse();
        assertThat(stranger.get("temp_clone_token").isNull()).isTrue();
        assertThat(client.get(REPO).json().has("permissions")).isFalse();
    }

    @Test
    void turnsPagesByLinks() throws Exception {
        SimClient.Reply first = client.get(REPO + "/issues?state=all&per_page=20");
        long id = client.get(REPO).json().get("id").asLong();
        String page = "<" + simulator.uri() + "/repositories/" + id + "/issues?state=all&per_page=20&page=";
        assertThat(first.json()).hasSize(20);
        assertThat(first.header("link")).isEqualTo(page + "2>; rel=\"next\", " + page + "3>; rel=\"last\"");

        SimClient.Reply last = client.get("/repositories/" + id + "/issues?state=all&per_page=20&page=3");
        assertThat(last.json()).hasSize(6);
        assertThat(last.header("link")).isEqualTo(page + "2>; rel=\"prev\", " + page + "1>; rel=\"first\"");

        assertThat(client.get(REPO + "/issues").json()).hasSize(30);
        assertThat(client.get(REPO + "/issues?per_page=1000&state=all").json()).hasSize(46);
        assertThat(client.get(REPO + "/issues?per_page=1000&state=all").header("link"))
                .isEmpty();
        assertThat(client.get(REPO + "/issues?page=99").json()).isEmpty();
    }

    @Test
    void redirectsFromAFormerNameToTheId() throws Exception {
        long id = client.get(REPO).json().get("id").asLong();
        simulator.putRepo("octo-org", "hello-world", new RepoChange(null, "greeting", null));

        SimClient.Reply moved = client.get("/repos/Octo-Org/Hello-World/pulls?state=all");
        String target = simulator.uri() + "/repositories/" + id + "/pulls?state=all";
        assertThat(moved.status()).isEqualTo(301);
        assertThat(moved.header("location")).isEqualTo(target);
        assertThat(moved.json().get("url").asText()).isEqualTo(target);
        assertThat(client.get("/repositories/" + id).json().get("full_name").asText())
                .isEqualTo("octo-org/greeting");
        assertThat(client.get("/repos/octo-org/greeting/pulls/1").status()).isEqualTo(200);

        simulator.putRepo("octo-org", "greeting", new RepoChange(true, null, null));
        assertThat(client.get(REPO).status()).isEqualTo(404);
        assertThat(client.get(REPO, "authorization", BOB).status()).isEqualTo(301);
    }

    @Test
    void answersHeadLikeGetWithoutBody() throws Exception {
        SimClient.Reply get = client.get(REPO);
        SimClient.Reply head = client.send("HEAD", REPO, "");
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.etag()).isEqualTo(get.etag());
    }

    @Test
    void growsTheSameWorldFromTheSameSeed() throws Exception {
        assertThat(worldOf(7)).isEqualTo(worldOf(7)).isNotEqualTo(worldOf(8));
    }

    private static String worldOf(long seed) throws IOException, InterruptedException {
        try (Simulator other = Simulator.start(SimulatorOptions.defaults().withSeed(seed));
                SimClient client = new SimClient(other)) {
            String body = client.get(REPO + "/pulls?state=all").body()
                    + client.get(REPO + "/actions/runs").body();
            return body.replace(other.uri().toString(), "BASE");
        }
    }
}
