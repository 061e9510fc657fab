package io.octopool.sim;

import static io.octopool.sim.SimClient.ALICE;
import static io.octopool.sim.SimClient.APP;
import static io.octopool.sim.SimClient.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.sim.SimClient.Reply;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Points, calls at once, budgets of single owners, and the secondary limits that a control sets. */
class SecondaryLimitsTest extends SimulatorTest {

    private static final String REPO = "/repos/octo-org/hello-world";

    @Test
    void givesEachOwnerNineHundredPointsInAnyMinute() throws Exception {
        for (int i = 0; i < 900; i++) {
            assertThat(read(i % 2 == 0 ? BOB : BOB + "-2").status()).isEqualTo(200);
        }
        Reply refused = read(BOB);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.header("retry-after")).isEqualTo("60");
        assertThat(refused.header("x-ratelimit-remaining")).isEqualTo("4100");
        assertThat(refused.json().path("message").asText()).contains("secondary rate limit");
        assertThat(refused.json().path("documentation_url").asText()).contains("secondary-rate-limits");
        assertThat(simulator.calls().refused()).isEqualTo(1);
        assertThat(simulator.calls().spent("user:bob", "core")).isEqualTo(900);
        assertThat(read(ALICE).status()).as("another user").isEqualTo(200);
        assertThat(read(APP).status()).as("the OAuth app").isEqualTo(200);
    }

    @Test
    void letsPointsGoOneMinuteAfterTheyWereSpent() throws Exception {
        simulator.change(settings -> settings.withPointsPerMinute(3));
        read(BOB);
        clock.advance(Duration.ofSeconds(20));
        read(BOB);
        read(BOB);
        clock.advance(Duration.ofSeconds(10));
        assertThat(read(BOB).header("retry-after")).isEqualTo("30");
        clock.advance(Duration.ofSeconds(30));
        assertThat(read(BOB).status()).as("the first has left the window").isEqualTo(200);
        assertThat(read(BOB).header("retry-after")).isEqualTo("20");
        clock.advance(Duration.ofSeconds(20));
        assertThat(read(BOB).status()).isEqualTo(200);
        assertThat(read(BOB).status()).isEqualTo(200);
        assertThat(read(BOB).status()).isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({"GET, 1", "HEAD, 1", "OPTIONS, 1", "POST, 5", "PATCH, 5", "PUT, 5", "DELETE, 5"})
    void countsWritesFiveTimes(String method, int points) throws Exception {
        simulator.change(settings -> settings.withPointsPerMinute(points + 1));
        client.send(method, REPO, "", "authorization", BOB);
        assertThat(read(BOB).status()).isEqualTo(200);
        assertThat(read(BOB).status()).isEqualTo(403);
    }

    @Test
    void countsReadsThatChangeNothingAndQuestionsForTheLimitsToo() throws Exception {
        simulator.change(settings -> settings.withPointsPerMinute(3));
        String etag = read(BOB).etag();
        assertThat(client.get(REPO, "authorization", BOB, "if-none-match", etag).status())
                .isEqualTo(304);
        assertThat(client.get("/rate_limit", "authorization", BOB).status()).isEqualTo(200);
        assertThat(client.get("/rate_limit", "authorization", BOB).status()).isEqualTo(403);
        assertThat(simulator.calls().spent()).isEqualTo(1);
    }

    @Test
    void refusesMoreCallsOfOneOwnerAtOnceThanItMayHave() throws Exception {
        simulator.change(settings -> settings.withConcurrentLimit(10).withLatency(Duration.ofSeconds(1)));
        List<CompletableFuture<HttpResponse<String>>> open = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            String token = i % 2 == 0 ? BOB : BOB + "-2";
            open.add(client.http()
                    .sendAsync(
                            client.request(REPO + "?n=" + i, "authorization", token)
                                    .build(),
                            HttpResponse.BodyHandlers.ofString()));
        }
        List<HttpResponse<String>> answers =
                open.stream().map(CompletableFuture::join).toList();
        assertThat(answers.stream().filter(answer -> answer.statusCode() == 200))
                .hasSizeBetween(10, 29);
        assertThat(answers.stream().filter(answer -> answer.statusCode() == 403))
                .isNotEmpty()
                .allSatisfy(answer -> {
                    assertThat(answer.headers().firstValue("retry-after")).contains("60");
                    assertThat(answer.body()).contains("secondary rate limit");
                });
        simulator.change(settings -> settings.withLatency(Duration.ZERO));
        assertThat(read(BOB).status()).as("when they are over").isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "403_retry_after, null, 403, 60, secondary rate limit",
        "403_retry_after, 7, 403, 7, secondary rate limit",
        "403, null, 403, '', secondary rate limit",
        "429, null, 429, '', secondary rate limit",
        "429, 30, 429, 30, secondary rate limit",
        "abuse, null, 403, '', abuse detection mechanism"
    })
    void speaksOfSecondaryLimitsInEachOfGitHubsForms(
            String form, String retryAfter, int status, String header, String words) throws Exception {
        set("{\"owner\":\"user:bob\",\"form\":\"" + form + "\",\"times\":1,\"retry_after\":" + retryAfter + "}");
        assertThat(read(ALICE).status()).isEqualTo(200);
        Reply refused = read(BOB + "-2");
        assertThat(refused.status()).isEqualTo(status);
        assertThat(refused.header("retry-after")).isEqualTo(header);
        assertThat(refused.json().path("message").asText()).contains(words);
        assertThat(refused.header("x-ratelimit-remaining")).isEqualTo("5000");
        assertThat(read(BOB).status()).as("one time only").isEqualTo(200);
        assertThat(client.get("/_sim/settings").json().path("secondary_limit")).isEmpty();
    }

    @Test
    void keepsSecondaryLimitsOfSeveralForTheirTimeOrUntilTheyAreLifted() throws Exception {
        set("{\"owner\":\"user:bob\",\"seconds\":30}");
        set("{\"credential\":\"pat:alice-2\"}");
        assertThat(client.get("/_sim/settings").json().path("secondary_limit")).hasSize(2);
        assertThat(read(BOB).status()).isEqualTo(403);
        assertThat(read(ALICE).status()).isEqualTo(200);
        assertThat(read(ALICE + "-2").status()).isEqualTo(403);
        clock.advance(Duration.ofSeconds(30));
        assertThat(read(BOB).status()).isEqualTo(200);
        assertThat(read(ALICE + "-2").status()).isEqualTo(403);
        set("null");
        assertThat(read(ALICE + "-2").status()).isEqualTo(200);
    }

    @Test
    void givesOneOwnerALimitOfItsOwnAndSaysWhatRemains() throws Exception {
        patch("{\"owners\":{\"user:bob\":{\"limit\":500,\"remaining\":{\"core\":1,\"search\":0}}}}");
        Reply last = read(BOB + "-2");
        assertThat(last.status()).isEqualTo(200);
        assertThat(last.header("x-ratelimit-limit")).isEqualTo("500");
        assertThat(last.header("x-ratelimit-remaining")).isEqualTo("0");
        assertThat(read(BOB).status()).isEqualTo(403);
        Reply search = client.get("/search/issues?q=x", "authorization", BOB);
        assertThat(search.status()).isEqualTo(403);
        assertThat(search.header("x-ratelimit-resource")).isEqualTo("search");
        assertThat(search.header("retry-after")).isEmpty();
        assertThat(client.get("/search/code?q=x", "authorization", BOB).header("x-ratelimit-resource"))
                .isEqualTo("code_search");
        assertThat(read(ALICE).header("x-ratelimit-limit")).isEqualTo("5000");
        assertThat(client.get("/_sim/settings").json().path("owners")).hasToString("{\"user:bob\":{\"limit\":500}}");
        patch("{\"owners\":{\"user:bob\":null}}");
        assertThat(read(BOB).header("x-ratelimit-limit")).isEqualTo("5000");
        clock.advance(Duration.ofMinutes(1));
        assertThat(client.get("/search/issues?q=x", "authorization", BOB).status())
                .isEqualTo(200);
    }

    @Test
    void forgetsWhatWasSetWhenItIsReset() throws Exception {
        patch("{\"owners\":{\"user:bob\":{\"limit\":0}},\"concurrent_limit\":0,\"points_per_minute\":null}");
        set("{}");
        assertThat(simulator.settings().limits().owners()).containsKey("user:bob");
        simulator.reset();
        assertThat(read(BOB).status()).isEqualTo(200);
        assertThat(simulator.settings().limits().concurrent()).isEqualTo(100);
        assertThat(simulator.settings().limits().pointsPerMinute()).isEqualTo(900);
    }

    private Reply read(String authorization) throws Exception {
        return client.get(REPO, "authorization", authorization);
    }

    private void set(String rule) throws Exception {
        patch("{\"secondary_limit\":" + rule + "}");
    }

    private void patch(String body) throws Exception {
        Reply reply = client.send("PATCH", "/_sim/settings", body);
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    }
}
