package io.octopool.sim;

import static io.octopool.sim.SimClient.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.sim.SimClient.Reply;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A GitHub whose clock differs from that of its clients. */
class ClockTest extends SimulatorTest {

    private static final String REPO = "/repos/octo-org/hello-world";
    private static final String TOKENS = "/app/installations/7/access_tokens";

    @ParameterizedTest
    @ValueSource(longs = {-7200, 0, 7200})
    void movesAllThatGitHubSaysOfTime(long offset) throws Exception {
        client.send("PATCH", "/_sim/settings", "{\"clock_offset_seconds\":" + offset + "}");
        Instant now = clock.instant().plusSeconds(offset);
        Reply reply = client.get(REPO, "authorization", BOB);
        assertThat(date(reply)).isEqualTo(now);
        assertThat(date(client.get("/_sim/calls"))).isEqualTo(now);
        assertThat(reply.header("x-ratelimit-reset"))
                .isEqualTo(Long.toString(now.plusSeconds(3600).getEpochSecond()));
        Reply ours = mint(clock.instant());
        assertThat(ours.status()).isEqualTo(offset == 0 ? 201 : 401);
        Reply minted = mint(now);
        assertThat(minted.status()).isEqualTo(201);
        assertThat(minted.json().path("expires_at").asText())
                .isEqualTo(now.plusSeconds(3600).toString());
        clock.advance(Duration.ofMinutes(59));
        String token = "Bearer " + minted.json().path("token").asText();
        assertThat(client.get(REPO, "authorization", token).status()).isEqualTo(200);
        clock.advance(Duration.ofMinutes(1));
        assertThat(client.get(REPO, "authorization", token).status()).isEqualTo(401);
    }

    private Reply mint(Instant at) throws Exception {
        return client.send("POST", TOKENS, "", "authorization", AppAssertion.usual(simulator, at));
    }

    private static Instant date(Reply reply) {
        return ZonedDateTime.parse(reply.header("date"), DateTimeFormatter.RFC_1123_DATE_TIME)
                .toInstant();
    }
}
