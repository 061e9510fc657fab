package io.octopool.pool.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.github.client.Credential;
import io.octopool.github.client.GitHubCall;
import io.octopool.github.client.Outcome;
import io.octopool.pool.EntityTest.TurnedClock;
import io.octopool.pool.fetch.ScriptedGitHub;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AllowedGitHubTest {

    private static final Credential TOKEN = new Credential.Bearer("t");

    private final TurnedClock clock = new TurnedClock();
    private final ScriptedGitHub github = new ScriptedGitHub();
    private final AllowedGitHub allowed = new AllowedGitHub(github, new BookAllowance("user:1", clock), clock);

    @Test
    void sendsNothingThatMayNotBeSpent() {
        long reset = clock.instant().plusSeconds(600).getEpochSecond();
        github.then(ScriptedGitHub.refused(
                403,
                Map.of(
                        "x-ratelimit-limit", "5000",
                        "x-ratelimit-remaining", "0",
                        "x-ratelimit-reset", Long.toString(reset),
                        "x-ratelimit-resource", "core")));
        assertThat(send(call())).isInstanceOf(Outcome.Answered.class);
        assertThat(send(call()))
                .isInstanceOfSatisfying(
                        Outcome.NotSent.class,
                        notSent -> assertThat(notSent.until()).isEqualTo(Instant.ofEpochSecond(reset)));
        assertThat(github.calls).hasSize(1);
        github.then(ScriptedGitHub.json(200, "{}"));
        assertThat(send(GitHubCall.graphql("{}", TOKEN, Duration.ofSeconds(9)))).isInstanceOf(Outcome.Answered.class);
        clock.turn(Duration.ofMinutes(10));
        github.then(ScriptedGitHub.json(200, "{}"));
        assertThat(send(call())).isInstanceOf(Outcome.Answered.class);
    }

    private Outcome send(GitHubCall call) {
        return allowed.send(call).toCompletableFuture().join();
    }

    private static GitHubCall call() {
        return GitHubCall.get("/users/carol", TOKEN, Duration.ofSeconds(9));
    }
}
