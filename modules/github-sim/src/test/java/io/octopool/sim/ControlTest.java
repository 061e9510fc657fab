package io.octopool.sim;

import static io.octopool.sim.SimClient.ALICE;
import static io.octopool.sim.SimClient.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.octopool.sim.settings.FailRule;
import io.octopool.sim.world.RepoEvent;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ControlTest extends SimulatorTest {

    private static final String REPO = "/repos/octo-org/hello-world";
    private static final String EVENTS = "/_sim" + REPO + "/events";

    @Test
    void reportsEveryCallItSawAndNoneOfItsOwn() throws Exception {
        SimClient.Reply first = client.get(REPO + "?x=1", "authorization", BOB);
        client.get(REPO, "authorization", BOB, "if-none-match", first.etag());
        client.get(REPO, "authorization", "Bearer wrong");
        client.get("/users/bob");

        assertThat(client.get("/_sim/calls").body())
                .isEqualTo("{\"total\":4,\"not_modified\":1,\"conditional\":1,\"refused\":1,\"max_in_flight\":1,"
                        + "\"by_credential\":{\"anonymous\":1,\"pat:bob\":2,\"unknown\":1},"
                        + "\"by_path\":{\"GET /repos/octo-org/hello-world\":3,\"GET /users/bob\":1},"
                        + "\"quota_used\":{\"ip\":{\"core\":1},\"user:bob\":{\"core\":1}},\"installations\":{}}");
    }

    @Test
    void clearsCountersButKeepsBudgets() throws Exception {
        client.get(REPO, "authorization", BOB);
        assertThat(client.send("DELETE", "/_sim/calls", "").status()).isEqualTo(204);

        assertThat(client.get("/_sim/calls").json().get("total").asInt(-1)).isZero();
        assertThat(client.get("/_sim/calls").json().get("quota_used")).isEmpty();
        assertThat(client.get(REPO, "authorization", BOB).header("x-ratelimit-used"))
                .isEqualTo("2");
    }

    @Test
    void countsHowManyCallsWereInProgressAtOnce() throws Exception {
        simulator.change(settings -> settings.withLatency(Duration.ofMillis(300)));
        List<CompletableFuture<HttpResponse<String>>> open = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            open.add(client.http()
                    .sendAsync(
                            client.request(REPO + "?n=" + i, "authorization", BOB)
                                    .build(),
                            HttpResponse.BodyHandlers.ofString()));
        }
        open.forEach(CompletableFuture::join);

        assertThat(simulator.calls().maxInFlight()).isBetween(2, 20);
        assertThat(simulator.calls().to("GET " + REPO)).isEqualTo(20);
        assertThat(simulator.calls().spent("user:bob", "core")).isEqualTo(20);
    }

    @Test
    void setsLimitsAndShowsWhatIsSet() throws Exception {
        JsonNode set = client.send(
                        "PATCH",
                        "/_sim/settings",
                        "{\"latency_ms\":1,\"limit\":7,\"anonymous_limit\":3,\"points_per_minute\":100,"
                                + "\"clock_offset_seconds\":-60}")
                .json();
        assertThat(set.get("limit").asInt()).isEqualTo(7);
        assertThat(client.get("/_sim/settings").json()).isEqualTo(set);
        assertThat(client.get(REPO).header("x-ratelimit-limit")).isEqualTo("3");
        assertThat(client.get(REPO, "authorization", BOB).header("x-ratelimit-limit"))
                .isEqualTo("7");
        assertThat(client.send("PATCH", "/_sim/settings", "{\"points_per_minute\":null}")
                        .json()
                        .get("points_per_minute")
                        .isNull())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    PATCH | settings                            | {"latency_ms":"1"}              | latency_ms
                    PATCH | settings                            | {"limit":-1}                    | limit
                    PATCH | settings                            | {"limit":1.5}                   | limit
                    PATCH | settings                            | {"latency":1}                   | latency
                    PATCH | settings                            | {"fail":3}                      | fail
                    PATCH | settings                            | {"fail":{}}                     | fail.status
                    PATCH | settings                            | {"fail":{"status":99}}          | fail.status
                    PATCH | settings                            | {"fail":{"status":500,"headers":{"a":[]}}} | fail.headers.a
                    PATCH | settings                            | {"fail":{"status":500,"times":0}} | fail.times
                    PATCH | settings                            | {"owners":{"bob":{}}}           | owners.bob
                    PATCH | settings                            | {"owners":{"user:bob":{"remaining":{"x":1}}}} | owners.user:bob.remaining.x
                    PATCH | settings                            | {"limit":3,"secondary_limit":{"form":"x"}} | secondary_limit.form
                    PATCH | settings                            | {"concurrent_limit":"1"}        | concurrent_limit
                    PUT   | tokens/pat:bob                      | {"forbidden":"/repos"}          | forbidden
                    PUT   | repos/octo-org/hello-world          | {"private":"yes"}               | private
                    PUT   | repos/octo-org/hello-world          | {"renamed_to":"a/b/c"}          | renamed_to
                    PUT   | repos/octo-org/hello-world          | {"public":true}                 | public
                    PUT   | users/dave                          | {"member":1}                    | member
                    POST  | repos/octo-org/hello-world/events   | {}                              | type
                    POST  | repos/octo-org/hello-world/events   | {"type":"earthquake"}           | type
                    POST  | repos/octo-org/hello-world/events   | {"type":"pr_merged","number":"1"} | number
                    """)
    void namesTheFieldThatIsMalformed(String method, String path, String body, String field) throws Exception {
        JsonNode before = client.get("/_sim/settings").json();
        SimClient.Reply reply = client.send(method, "/_sim/" + path, body);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().get("field").asText()).isEqualTo(field);
        assertThat(reply.json().get("error").asText()).startsWith(field);
        assertThat(client.get("/_sim/settings").json()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({
        "PATCH, /_sim/settings, [], 400",
        "PATCH, /_sim/settings, {, 400",
        "GET, /_sim/nothing, '', 404",
        "POST, /_sim/calls, '', 404",
        "POST, /_sim/repos/octo-org/nothing/events, '{\"type\":\"push\"}', 404",
        "POST, /_sim/repos/octo-org/hello-world/events, '{\"type\":\"pr_merged\",\"number\":17}', 409",
        "PUT, /_sim/repos/octo-org/hello-world, '{\"renamed_to\":\"spoon-knife\"}', 409",
    })
    void saysWhatCannotBeDone(String method, String path, String body, int status) throws Exception {
        SimClient.Reply reply = client.send(method, path, body);
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.json().get("error").asText()).isNotBlank();
    }

    @Test
    void createsAndChangesRepositoriesOfAnyOwner() throws Exception {
        assertThat(client.send("PUT", "/_sim/repos/someone/thing", "{\"default_branch\":\"trunk\"}")
                        .status())
                .isEqualTo(201);
        assertThat(client.get("/repos/someone/thing")
                        .json()
                        .get("default_branch")
                        .asText())
                .isEqualTo("trunk");
        assertThat(client.get("/repos/someone/thing/pulls/1")
                        .json()
                        .at("/base/ref")
                        .asText())
                .isEqualTo("trunk");
        assertThat(client.get("/repos/someone/thing", "authorization", "Bearer sim-pat-someone")
                        .status())
                .isEqualTo(200);
        assertThat(client.send("PUT", "/_sim/repos/someone/thing", "{\"private\":true}")
                        .status())
                .isEqualTo(200);
        assertThat(client.get("/repos/someone/thing", "authorization", BOB).status())
                .isEqualTo(404);
        client.send("PUT", "/_sim/repos/octo-org/hello-world", "{\"private\":true,\"default_branch\":\"next\"}");
        assertThat(client.get(REPO).status()).isEqualTo(404);
        JsonNode seen = client.get(REPO, "authorization", BOB).json();
        assertThat(seen.get("private").asBoolean()).isTrue();
        assertThat(seen.get("visibility").asText()).isEqualTo("private");
        assertThat(client.get(REPO + "/branches/next", "authorization", BOB).status())
                .isEqualTo(200);
    }

    @Test
    void renamesOnceHoweverOftenItIsAsked() throws Exception {
        for (int i = 0; i < 2; i++) {
            JsonNode renamed = client.send("PUT", "/_sim" + REPO, "{\"renamed_to\":\"bob/greeting\"}")
                    .json();
            assertThat(renamed.get("full_name").asText()).isEqualTo("bob/greeting");
        }
        assertThat(client.get(REPO).status()).isEqualTo(301);
        assertThat(client.get("/repos/bob/greeting").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"type":"push"}                                        | /commits          | /0/commit/message | Move main on
                    {"type":"push","branch":"topic-1","message":"More"}    | /pulls/1/commits  | /1/commit/message | More
                    {"type":"push","branch":"brand-new"}                   | /branches/brand-new | /name           | brand-new
                    {"type":"pr_opened","title":"A new one"}               | /pulls            | /0/title          | A new one
                    {"type":"pr_merged","number":2}                        | /pulls/2          | /merged           | true
                    {"type":"pr_merged","number":2}                        | /commits?per_page=1 | /0/commit/message | Merge pull request #2 from octo-org/topic-2
                    {"type":"pr_closed","number":3}                        | /pulls/3          | /state            | closed
                    {"type":"pr_reopened"}                                 | /issues/17        | /state            | open
                    {"type":"issue_opened","author":"carol"}               | /issues/47        | /user/login       | carol
                    {"type":"issue_closed","number":18}                    | /issues/18        | /state            | closed
                    {"type":"issue_reopened","number":46}                  | /issues/46        | /state            | open
                    {"type":"commented","number":4,"body":"Hm"}            | /issues/4/comments | /0/body          | Hm
                    {"type":"reviewed","number":5,"state":"COMMENTED"}     | /pulls/5/reviews  | /1/state          | COMMENTED
                    {"type":"run_completed","conclusion":"failure"}        | /actions/runs     | /workflow_runs/0/conclusion | failure
                    {"type":"run_started","branch":"topic-1"}              | /commits/topic-1/check-runs | /check_runs/0/status | in_progress
                    {"type":"release_published","tag":"v9"}                | /releases/latest  | /tag_name         | v9
                    """)
    void movesTheWorld(String event, String path, String pointer, String value) throws Exception {
        clock.advance(Duration.ofDays(1));
        SimClient.Reply done = client.send("POST", EVENTS, event);

        assertThat(done.status()).as(done.body()).isEqualTo(201);
        assertThat(client.get(REPO + path).json().at(pointer).asText()).isEqualTo(value);
        assertThat(client.get(REPO).json().get("updated_at").asText()).isEqualTo("2026-05-02T12:00:00Z");
    }

    @Test
    void failsTheNextCallsThatMatch() throws Exception {
        client.send(
                "PATCH",
                "/_sim/settings",
                "{\"fail\":{\"status\":403,\"headers\":{\"Retry-After\":7},\"body\":{\"message\":\"slow down\"},"
                        + "\"times\":2,\"path_prefix\":\"/repos/\",\"credential\":\"pat:bob\"}}");

        assertThat(client.get(REPO, "authorization", ALICE).status()).isEqualTo(200);
        assertThat(client.get("/users/bob", "authorization", BOB).status()).isEqualTo(200);
        SimClient.Reply failed = client.get(REPO, "authorization", BOB);
        assertThat(failed.status()).isEqualTo(403);
        assertThat(failed.header("retry-after")).isEqualTo("7");
        assertThat(failed.header("x-ratelimit-remaining")).isEqualTo("4999");
        assertThat(failed.body()).isEqualTo("{\"message\":\"slow down\"}");
        assertThat(client.get(REPO, "authorization", BOB).status()).isEqualTo(403);
        assertThat(client.get(REPO, "authorization", BOB).status()).isEqualTo(200);
        assertThat(simulator.calls().spent("user:bob", "core")).isEqualTo(2);
    }

    @Test
    void failsUntilItIsToldToStop() throws Exception {
        simulator.fail(FailRule.answering(502));
        for (int i = 0; i < 3; i++) {
            assertThat(client.get(REPO).status()).isEqualTo(502);
        }
        client.send("PATCH", "/_sim/settings", "{\"limit\":9}");
        assertThat(client.get(REPO).status()).isEqualTo(502);
        client.send("PATCH", "/_sim/settings", "{\"fail\":null}");
        assertThat(client.get(REPO).status()).isEqualTo(200);
    }

    @Test
    void closesTheConnectionInPlaceOfAnAnswer() throws Exception {
        simulator.fail(FailRule.cutting());
        assertThatThrownBy(() -> client.get(REPO)).isInstanceOf(IOException.class);
        simulator.heal();
        assertThat(client.get(REPO).status()).isEqualTo(200);
    }

    @Test
    void haltsABodyHalfWayUntilItCloses() throws Exception {
        client.send("PATCH", "/_sim/settings", "{\"fail\":{\"stall_body\":true,\"times\":1}}");
        HttpResponse<InputStream> response =
                client.http().send(client.request(REPO).build(), HttpResponse.BodyHandlers.ofInputStream());

        assertThat(response.statusCode()).isEqualTo(200);
        long length = response.headers().firstValueAsLong("content-length").orElseThrow();
        try (InputStream body = response.body()) {
            assertThat(body.readNBytes((int) length / 2)).hasSize((int) length / 2);
            assertThat(client.get(REPO).status()).isEqualTo(200);
            simulator.close();
            assertThatThrownBy(body::readAllBytes).isInstanceOf(IOException.class);
        }
    }

    @Test
    @Timeout(30)
    void holdsAnswersBackButShowsTheWorldAsItWasWhenTheCallBegan() throws Exception {
        client.send("PATCH", "/_sim/settings", "{\"fail\":{\"delay_ms\":400,\"times\":1}}");
        long begun = System.nanoTime();
        CompletableFuture<HttpResponse<String>> slow = client.http()
                .sendAsync(client.request(REPO + "/pulls/1").build(), HttpResponse.BodyHandlers.ofString());
        while (simulator.calls().spent("ip", "core") == 0) {
            Thread.onSpinWait();
        }
        simulator.happen("octo-org", "hello-world", new RepoEvent.PullClosed(1));

        assertThat(slow.join().body()).contains("\"state\":\"open\"");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(Duration.ofMillis(400));
        assertThat(client.get(REPO + "/pulls/1").json().get("state").asText()).isEqualTo("closed");
    }

    @Test
    void makesAndUnmakesMembers() throws Exception {
        client.send("PUT", "/_sim/users/dave", "{\"member\":true,\"other_organizations\":[\"guild\"]}");
        String secret = "/repos/octo-org/secret-plans";
        assertThat(client.get(secret, "authorization", "Bearer sim-pat-dave").status())
                .isEqualTo(200);
        client.send("PUT", "/_sim/users/dave", "{\"member\":false}");
        assertThat(client.get(secret, "authorization", "Bearer sim-pat-dave").status())
                .isEqualTo(404);
    }

    @Test
    void resetsToTheStart() throws Exception {
        String atStart = client.get(REPO, "authorization", BOB).etag();
        client.send("POST", EVENTS, "{\"type\":\"push\"}");
        client.send("PUT", "/_sim/repos/octo-org/hello-world", "{\"renamed_to\":\"x\"}");
        client.send("PUT", "/_sim/users/dave", "{}");
        client.send("PATCH", "/_sim/settings", "{\"limit\":1,\"fail\":{\"status\":500}}");
        assertThat(client.send("POST", "/_sim/reset", "").status()).isEqualTo(204);

        assertThat(simulator.calls().total()).isZero();
        SimClient.Reply again = client.get(REPO, "authorization", BOB);
        assertThat(again.etag()).isEqualTo(atStart);
        assertThat(again.header("x-ratelimit-used")).isEqualTo("1");
        assertThat(again.header("x-ratelimit-limit")).isEqualTo("5000");
        assertThat(client.get("/users/dave").status()).isEqualTo(404);
    }
}
