package io.octopool.sim;

import static io.octopool.sim.SimClient.ALICE;
import static io.octopool.sim.SimClient.APP;
import static io.octopool.sim.SimClient.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuotaTest extends SimulatorTest {

    private static final String REPO = "/repos/octo-org/hello-world";

    @ParameterizedTest
    @CsvSource({
        "Bearer sim-pat-bob, /repos/octo-org/hello-world, core, 5000",
        "Bearer sim-pat-bob, /search/issues, search, 30",
        "Bearer sim-pat-bob, /search/code, code_search, 10",
        APP + ", /repos/octo-org/hello-world, core, 5000",
        "'', /repos/octo-org/hello-world, core, 60",
    })
    void tellsTheBudgetOfEachOwnerAndResource(String authorization, String path, String resource, int limit)
            throws Exception {
        String[] headers = authorization.isEmpty() ? new String[0] : new String[] {"authorization", authorization};
        SimClient.Reply reply = client.get(path, headers);

        assertThat(reply.header("x-ratelimit-resource")).isEqualTo(resource);
        assertThat(reply.header("x-ratelimit-limit")).isEqualTo(Integer.toString(limit));
        assertThat(reply.header("x-ratelimit-used")).isEqualTo("1");
        assertThat(reply.header("x-ratelimit-remaining")).isEqualTo(Integer.toString(limit - 1));
        long window = resource.equals("core") ? 3600 : 60;
        assertThat(reply.header("x-ratelimit-reset"))
                .isEqualTo(Long.toString(clock.instant().getEpochSecond() + window));
    }

    @Test
    void sharesOneBudgetAmongTheTokensOfAUser() throws Exception {
        client.get(REPO, "authorization", BOB);
        SimClient.Reply reply = client.get(REPO, "authorization", BOB + "-2");
        assertThat(reply.header("x-ratelimit-used")).isEqualTo("2");
        assertThat(client.get(REPO, "authorization", ALICE).header("x-ratelimit-used"))
                .isEqualTo("1");
        assertThat(simulator.calls().spent("user:bob", "core")).isEqualTo(2);
    }

    @Test
    void refusesWhenExhaustedUntilTheWindowEnds() throws Exception {
        simulator.change(settings -> settings.withLimit(2));
        client.get(REPO, "authorization", BOB);
        SimClient.Reply second = client.get(REPO, "authorization", BOB);
        clock.advance(Duration.ofMinutes(59));
        SimClient.Reply third = client.get(REPO, "authorization", BOB, "if-none-match", second.etag());

        assertThat(third.status()).isEqualTo(403);
        assertThat(third.header("x-ratelimit-remaining")).isEqualTo("0");
        assertThat(third.header("x-ratelimit-used")).isEqualTo("2");
        assertThat(third.header("x-ratelimit-reset")).isEqualTo(second.header("x-ratelimit-reset"));
        assertThat(third.json().get("message").asText()).isEqualTo("API rate limit exceeded for user ID 1002.");
        assertThat(client.get(REPO, "authorization", ALICE).status()).isEqualTo(200);

        clock.advance(Duration.ofMinutes(1));
        SimClient.Reply fresh = client.get(REPO, "authorization", BOB);
        assertThat(fresh.status()).isEqualTo(200);
        assertThat(fresh.header("x-ratelimit-used")).isEqualTo("1");
    }

    @Test
    void opensANewWindowWhenTheClockIsSetForward() throws Exception {
        simulator.change(settings -> settings.withAnonymousLimit(1));
        assertThat(client.get(REPO).status()).isEqualTo(200);
        assertThat(client.get(REPO).status()).isEqualTo(403);
        client.send("PATCH", "/_sim/settings", "{\"clock_offset_seconds\":3600}");
        assertThat(client.get(REPO).status()).isEqualTo(200);
        assertThat(simulator.calls().spent("ip", "core")).isEqualTo(2);
    }

    @Test
    void tellsTheLimitsForFree() throws Exception {
        simulator.change(settings -> settings.withAnonymousLimit(0));
        JsonNode anonymous = client.get("/rate_limit").json();
        assertThat(anonymous.at("/resources/core/remaining").asInt(-1)).isZero();
        client.get(REPO, "authorization", BOB);
        JsonNode bob = client.get("/rate_limit", "authorization", BOB).json();
        assertThat(bob.at("/resources/core/used").asInt()).isEqualTo(1);
        assertThat(bob.at("/rate/remaining").asInt()).isEqualTo(4999);
        assertThat(bob.at("/resources/search/limit").asInt()).isEqualTo(30);
        assertThat(simulator.calls().spent()).isEqualTo(1);
    }

    @Test
    void hasASecondaryLimitWhenItIsSet() throws Exception {
        simulator.change(settings -> settings.withPointsPerMinute(2));
        client.get(REPO, "authorization", BOB);
        client.get(REPO, "authorization", BOB);
        clock.advance(Duration.ofSeconds(20));
        SimClient.Reply refused = client.get(REPO, "authorization", BOB);

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.header("retry-after")).isEqualTo("40");
        assertThat(refused.header("x-ratelimit-remaining")).isEqualTo("4998");
        assertThat(refused.json().get("message").asText()).contains("secondary rate limit");
        clock.advance(Duration.ofSeconds(40));
        assertThat(client.get(REPO, "authorization", BOB).status()).isEqualTo(200);
    }
}
