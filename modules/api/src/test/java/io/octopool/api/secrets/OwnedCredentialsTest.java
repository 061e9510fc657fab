package io.octopool.api.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.github.Bytes;
import io.octopool.github.client.Credential;
import io.octopool.github.client.GitHubCall;
import io.octopool.github.client.Outcome;
import io.octopool.github.directory.Directory;
import io.octopool.pool.fetch.Credentials;
import io.octopool.pool.fetch.Credentials.Answer;
import io.octopool.pool.fetch.Refusal.Reason;
import io.octopool.pool.lease.CallResult;
import io.octopool.pool.lease.Identity;
import io.octopool.pool.lease.IdentityScope;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class OwnedCredentialsTest {

    private static final Answer READY = new Answer.Ready(new Credential.Bearer("t"), null);
    private static final Outcome BOBS = said(200, "{\"id\":1002,\"login\":\"bob\"}");

    private final InstantSource clock = InstantSource.fixed(Instant.parse("2026-03-01T10:00:00Z"));
    private final Deque<Outcome> script = new ArrayDeque<>();
    private final List<String> asked = new ArrayList<>();
    private final OwnedCredentials credentials =
            new OwnedCredentials(new AlwaysReady(), new TokenOwners(new Directory(this::send, clock), clock), clock);

    private record AlwaysReady() implements Credentials {

        @Override
        public CompletionStage<Answer> of(Identity identity, Duration patience) {
            return CompletableFuture.completedStage(READY);
        }

        @Override
        public void refused(Identity identity, Credential credential) {}
    }

    @Test
    void givesATokenOfItsUserWhichItAsksForOnce() {
        script.add(BOBS);
        assertThat(answer()).isEqualTo(READY);
        assertThat(answer()).isEqualTo(READY);
        assertThat(asked).containsExactly("/user");
    }

    @Test
    void givesNoTokenOfSomebodyElse() {
        script.add(said(200, "{\"id\":1003,\"login\":\"carol\"}"));
        assertThat(unusable().result().failure()).isEqualTo(CallResult.Failure.MISCONFIGURED);
    }

    @Test
    void callsGitHubNoMoreWithATokenThatItRefused() {
        script.add(said(401, "{}"));
        assertThat(unusable().reason()).isEqualTo(Reason.GITHUB_IDENTITY_UNAUTHORIZED);
        for (int status : List.of(403, 429)) {
            script.add(new Outcome.Answered(status, Map.of("retry-after", "30"), Bytes.utf8("{}")));
            Answer.Unusable limited = unusable();
            assertThat(limited.reason()).isEqualTo(Reason.GITHUB_RATE_LIMITED);
            assertThat(limited.result()).isEqualTo(CallResult.slowDown(status, Duration.ofSeconds(30)));
        }
        script.add(BOBS);
        assertThat(answer()).isEqualTo(READY);
    }

    @Test
    void givesATokenOfWhichGitHubDoesNotSayWhoseItIs() {
        for (Outcome outcome : List.of(said(403, "{}"), said(502, "{}"), new Outcome.TimedOut())) {
            OwnedCredentials fresh = new OwnedCredentials(
                    new AlwaysReady(), new TokenOwners(new Directory(this::send, clock), clock), clock);
            script.add(outcome);
            assertThat(fresh.of(bob(), Duration.ofSeconds(5)).toCompletableFuture())
                    .isCompletedWithValue(READY);
        }
    }

    private CompletionStage<Outcome> send(GitHubCall call) {
        asked.add(call.target());
        return CompletableFuture.completedStage(script.remove());
    }

    private Answer answer() {
        return credentials
                .of(bob(), Duration.ofSeconds(5))
                .toCompletableFuture()
                .join();
    }

    private Answer.Unusable unusable() {
        return (Answer.Unusable) answer();
    }

    private static Outcome said(int status, String body) {
        return new Outcome.Answered(status, Map.of("content-type", "application/json"), Bytes.utf8(body));
    }

    private static Identity bob() {
        return new Identity(
                "a",
                Identity.PAT,
                "bob",
                1002,
                "OCTOPOOL_PAT_A",
                null,
                null,
                100,
                10,
                100,
                Identity.ACTIVE,
                List.of(new IdentityScope("o", null, false)));
    }
}
