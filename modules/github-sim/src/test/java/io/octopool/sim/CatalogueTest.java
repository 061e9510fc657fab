package io.octopool.sim;

import static io.octopool.sim.SimClient.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every route of the relay's catalogue (server spec 4.2), with things that exist and with things that do not. */
class CatalogueTest extends SimulatorTest {

    private static final String REPO = "/repos/octo-org/hello-world";

    /** In the order of the catalogue; {@code R} stands for the repository. */
    private static final List<String> ROUTES = """
            /users/{login}
            /users/{login}/repos
            /users/{login}/orgs
            /users/{login}/gists
            /users/{login}/followers
            /users/{login}/following
            /users/{login}/events
            /users/{login}/received_events
            /users/{login}/keys
            /users/{login}/gpg_keys
            /orgs/octo-org/repos
            /orgs/octo-org/events
            /orgs/octo-org/public_members
            /orgs/octo-org/public_members/{login}
            /gists/{gist}
            /emojis
            /meta
            /licenses
            /licenses/{license}
            /gitignore/templates
            /gitignore/templates/{template}
            R
            R/commits
            R/commits/{sha}
            R/commits/main
            R/commits/{commented}/comments
            R/commits/{head}/pulls
            R/commits/{head}/branches-where-head
            R/commits/{sha}/statuses
            R/commits/main/statuses
            R/comments/{commit_comment}
            R/compare/main...topic-1
            R/contents/docs/guide.md
            R/readme
            R/readme/{directory}
            R/pulls/{pull}
            R/pulls
            R/pulls/{pull}/files
            R/pulls/{pull}/commits
            R/pulls/{pull}/comments
            R/pulls/comments
            R/pulls/comments/{pull_comment}
            R/pulls/comments/{pull_comment}/reactions
            R/pulls/{pull}/reviews
            R/pulls/{pull}/reviews/{review}
            R/pulls/{pull}/reviews/{review}/comments
            R/pulls/{pull}/requested_reviewers
            R/commits/{sha}/check-runs
            R/commits/main/check-runs
            R/commits/{sha}/check-suites
            R/commits/main/check-suites
            R/commits/{sha}/status
            R/commits/main/status
            R/statuses/{sha}
            R/actions/runs
            R/actions/runs/{run}
            R/actions/runs/{run}/attempts/1
            R/actions/runs/{run}/jobs
            R/actions/runs/{run}/attempts/1/jobs
            R/actions/runs/{run}/artifacts
            R/actions/jobs/{job}
            R/actions/jobs/{job}/logs
            R/check-runs/{job}/annotations
            R/issues/{issue}
            R/issues
            R/issues/{issue}/comments
            R/issues/comments
            R/issues/comments/{comment}
            R/issues/comments/{comment}/reactions
            R/issues/{issue}/events
            R/issues/events
            R/issues/events/{event}
            R/issues/{issue}/labels
            R/issues/{issue}/reactions
            R/issues/{issue}/timeline
            R/assignees
            R/assignees/{login}
            R/labels
            R/labels/{label}
            R/milestones
            R/milestones/{milestone}
            R/branches
            R/branches/{branch}
            R/tags
            R/languages
            R/contributors
            R/license
            R/topics
            R/community/profile
            R/forks
            R/stargazers
            R/subscribers
            R/deployments
            R/events
            /networks/octo-org/hello-world/events
            R/stats/contributors
            R/stats/commit_activity
            R/stats/code_frequency
            R/stats/participation
            R/stats/punch_card
            R/git/blobs/{blob}
            R/git/commits/{sha}
            R/git/tags/{tag_object}
            R/git/trees/{tree}
            R/git/ref/heads/{branch}
            R/git/matching-refs/heads/topic
            R/actions/workflows
            R/actions/workflows/{workflow}
            R/actions/workflows/{workflow}/runs
            R/releases
            R/releases/latest
            R/releases/tags/{tag}
            R/releases/{release}
            R/releases/{release}/assets
            R/releases/assets/{asset}
            /search/issues?q=the
            /search/code?q=pool
            /search/commits?q=the
            /search/repositories?q=hello
            /rate_limit
            """.lines().toList();

    @Test
    void answersEveryRouteOfTheCatalogue() throws Exception {
        Map<String, String> things = things();

        assertThat(ROUTES).hasSize(120).doesNotHaveDuplicates();
        for (String route : ROUTES) {
            String path = filled(route, things);
            SimClient.Reply reply = get(path);
            int first = route.startsWith("R/stats/") ? 202 : 200;
            int expected = route.endsWith("/public_members/{login}") || route.endsWith("/assignees/{login}")
                    ? 204
                    : route.endsWith("/logs") ? 302 : first;
            assertThat(reply.status()).as(path + " " + reply.body()).isEqualTo(expected);
            assertThat(reply.header("x-ratelimit-remaining")).as(path).isNotEmpty();
            if (expected == 202) {
                assertThat(reply.body()).isEqualTo("{}");
                assertThat(get(path).status()).as(path + " again").isEqualTo(200);
            }
            if (expected == 200) {
                assertThat(reply.etag()).as(path).startsWith("W/\"");
                assertThat(reply.json().isContainerNode()).as(path).isTrue();
                assertThat(get(path).body()).as(path + " again").isEqualTo(reply.body());
            }
        }
    }

    @Test
    void answersWhatIsNotThereWith404() throws Exception {
        for (String route : ROUTES) {
            if (route.contains("{")) {
                String path = route.replace("R/", REPO + "/")
                        .replaceAll("\\{(sha|head|commented)}", "0123456789abcdef")
                        .replaceAll("\\{[a-z_]+}", "9876543210123");
                SimClient.Reply reply = get(path);
                int expected = route.startsWith("R/commits/{") || route.startsWith("R/statuses/{") ? 422 : 404;
                assertThat(reply.status()).as(path + " " + reply.body()).isEqualTo(expected);
                assertThat(reply.json().has("message")).as(path).isTrue();
            }
        }
    }

    @Test
    void answersARenamedRepositorysRoutesByItsId() throws Exception {
        Map<String, String> things = things();
        long id = get(REPO).json().get("id").asLong();
        client.send("PUT", "/_sim" + REPO, "{\"renamed_to\":\"greeting\",\"private\":true}");
        for (String route : ROUTES) {
            if (route.startsWith("R") && !route.startsWith("R/git/trees")) {
                String path = filled(route, things);
                String target = path.replace(REPO, "/repositories/" + id);
                SimClient.Reply moved = get(path);
                assertThat(moved.status()).as(path).isEqualTo(301);
                assertThat(moved.header("location")).isEqualTo(simulator.uri() + target);
                assertThat(get(target).status()).as(target).isIn(200, 202, 204, 302);
                assertThat(client.get(path).status()).as(path + " anonymously").isEqualTo(404);
                assertThat(client.get(target).status())
                        .as(target + " anonymously")
                        .isEqualTo(404);
            }
        }
        assertThat(get("/networks/octo-org/hello-world/events").header("location"))
                .isEqualTo(simulator.uri() + "/repositories/" + id + "/events");
    }

    /** One of each kind, as the lists tell them. */
    private Map<String, String> things() throws Exception {
        simulator.change(settings -> settings.withAnonymousLimit(1_000));
        Map<String, String> things = new LinkedHashMap<>();
        things.put("login", "alice");
        things.put("license", "mit");
        things.put("template", "Java");
        things.put("directory", "docs");
        things.put("pull", "1");
        things.put("issue", "3");
        things.put("label", "bug");
        things.put("milestone", "1");
        things.put("branch", "topic-1");
        things.put("workflow", "ci.yml");
        things.put("tag", "v1.0.0");
        things.put("gist", at("/users/alice/gists", "/0/id"));
        things.put("sha", at(REPO + "/commits", "/0/sha"));
        things.put("head", at(REPO + "/branches/topic-1", "/commit/sha"));
        String log = REPO + "/commits?per_page=100";
        things.put("commented", at(log, "/" + (get(log).json().size() - 1) + "/sha"));
        String comments = REPO + "/commits/" + things.get("commented") + "/comments";
        things.put("commit_comment", at(comments, "/0/id"));
        things.put("pull_comment", at(REPO + "/pulls/comments", "/0/id"));
        things.put("review", at(REPO + "/pulls/1/reviews", "/0/id"));
        things.put("run", at(REPO + "/actions/runs?status=failure", "/workflow_runs/0/id"));
        things.put("job", at(REPO + "/actions/runs/" + things.get("run") + "/jobs", "/jobs/0/id"));
        things.put("comment", at(REPO + "/issues/comments", "/0/id"));
        things.put("event", at(REPO + "/issues/events", "/0/id"));
        things.put("blob", at(REPO + "/contents/README.md", "/sha"));
        things.put("tree", at(REPO + "/git/commits/" + things.get("sha"), "/tree/sha"));
        things.put("tag_object", at(REPO + "/git/ref/tags/v1.1.0", "/object/sha"));
        things.put("release", at(REPO + "/releases/latest", "/id"));
        things.put("asset", at(REPO + "/releases/latest", "/assets/0/id"));
        return things;
    }

    private static String filled(String route, Map<String, String> things) {
        String path = route.equals("R") ? REPO : route.startsWith("R/") ? REPO + route.substring(1) : route;
        for (Map.Entry<String, String> thing : things.entrySet()) {
            path = path.replace("{" + thing.getKey() + "}", thing.getValue());
        }
        assertThat(path).doesNotContain("{");
        return path;
    }

    private String at(String path, String pointer) throws Exception {
        JsonNode found = get(path).json().at(pointer);
        assertThat(found.isValueNode()).as(pointer + " in " + path).isTrue();
        return found.asText();
    }

    private SimClient.Reply get(String path) throws Exception {
        return client.get(path, "authorization", ALICE);
    }
}
