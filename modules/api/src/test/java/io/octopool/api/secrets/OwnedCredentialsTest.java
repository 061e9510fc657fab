package io.octopool.api.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.github.Bytes;
import io.octopool.github.client.Credential;
import io.octopool.github.client.GitHubCall;
import io.octopool.github.client.Outcome;
import io.octopool.github.directory.Directory;
import io.octopool.pool.budget.Budget;
import io.octopool.pool.budget.OwnerCall;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class OwnedCredentialsTest {

    private static final Answer READY = new Answer.Ready(new Credential.Bearer("t"), null);
    private static final Outcome BOBS = said(200, "{\"id\":1002,\"login\":\"bob\"}");

    private static final Instant RESET = Instant.parse("2026-03-01T10:40:00Z");

    private final InstantSource clock = InstantSource.fixed(Instant.parse("2026-03-01T10:00:00Z"));
    private final Deque<Outcome> script = new ArrayDeque<>();
    private final List<String> asked = new ArrayList<>();
    private final List<OwnerCall> told = new ArrayList<>();
    private final OwnedCredentials credentials = new OwnedCredentials(new AlwaysReady(), owners(), clock);

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
        assertThat(answer()).isInstanceOf(Answer.Spent.class);
        assertThat(answer()).isEqualTo(READY);
        assertThat(answer()).isEqualTo(READY);
        assertThat(asked).containsExactly("/user");
        assertThat(told).isEmpty();
    }

    @Test
    void givesNoTokenOfSomebodyElseAtWhoseExpenseItAsked() {
        script.add(said(200, "{\"id\":1003,\"login\":\"carol\"}"));
        for (int i = 0; i < 2; i++) {
            assertThat(unusable().result().failure()).isEqualTo(CallResult.Failure.MISCONFIGURED);
        }
        assertThat(told)
                .containsExactly(new OwnerCall(
                        "user:1003", "core", 1, clock.instant(), new CallResult(200, "core", null, null, null)));
    }

    /** The lease allows one call, so the next lease is what heeds the owner's reserve. */
    @Test
    void letsTheLeasePayForTheQuestionWithWhatGitHubSaidIsLeft() {
        script.add(new Outcome.Answered(200, rate(500), Bytes.utf8("{\"id\":1002,\"login\":\"bob\"}")));
        assertThat(answer()).isEqualTo(new Answer.Spent(new CallResult(200, "core", left(500), null, null)));
    }

    @Test
    void tellsWhoKeepsTheBudgetWhatAQuestionShowedThatNoLeasePaidFor() {
        TokenOwners owners = owners();
        script.add(new Outcome.Answered(200, rate(4999), Bytes.utf8("{\"id\":1002,\"login\":\"bob\"}")));
        for (int i = 0; i < 2; i++) {
            assertThat(owners.of(new Credential.Bearer("t"), Duration.ofSeconds(5))
                            .toCompletableFuture())
                    .isCompletedWithValueMatching(Optional::isPresent);
        }
        assertThat(told)
                .containsExactly(new OwnerCall(
                        "user:1002", "core", 1, clock.instant(), new CallResult(200, "core", left(4999), null, null)));
    }

    @Test
    void callsGitHubNoMoreWithATokenThatHasNothingLeft() {
        script.add(new Outcome.Answered(403, rate(0), Bytes.utf8("{}")));
        Answer.Unusable empty = unusable();
        assertThat(empty.reason()).isEqualTo(Reason.GITHUB_IDENTITY_DEPLETED);
        assertThat(empty.result()).isEqualTo(new CallResult(403, "core", left(0), null, null));
        assertThat(empty.result().retryAt(clock.instant())).isEqualTo(RESET);
    }

    @Test
    void callsGitHubNoMoreWithATokenThatItRefused() {
        script.add(said(401, "{}"));
        assertThat(unusable().reason()).isEqualTo(Reason.GITHUB_IDENTITY_UNAUTHORIZED);
        for (int status : List.of(403, 429)) {
            Map<String, String> headers = new HashMap<>(rate(4000));
            headers.put("retry-after", "30");
            script.add(new Outcome.Answered(status, headers, Bytes.utf8("{}")));
            Answer.Unusable limited = unusable();
            assertThat(limited.reason()).isEqualTo(Reason.GITHUB_RATE_LIMITED);
            assertThat(limited.result())
                    .isEqualTo(new CallResult(status, "core", left(4000), Duration.ofSeconds(30), null));
        }
        script.add(BOBS);
        assertThat(answer()).isInstanceOf(Answer.Spent.class);
    }

    @Test
    void givesATokenOfWhichGitHubDoesNotSayWhoseItIs() {
        for (Outcome outcome : List.of(said(403, "{}"), said(502, "{}"), new Outcome.TimedOut())) {
            OwnedCredentials fresh = new OwnedCredentials(new AlwaysReady(), owners(), clock);
            script.add(outcome);
            assertThat(fresh.of(bob(), Duration.ofSeconds(5)).toCompletableFuture())
                    .isCompletedWithValueMatching(Answer.Spent.class::isInstance);
            assertThat(fresh.of(bob(), Duration.ofSeconds(5)).toCompletableFuture())
                    .isCompletedWithValue(READY);
        }
    }

    private TokenOwners owners() {
        return new TokenOwners(new Directory(this::send, clock), told::add, clock);
    }

    private static Map<String, String> rate(int remaining) {
        return Map.of(
                "x-ratelimit-limit",
                "5000",
                "x-ratelimit-remaining",
                String.valueOf(remaining),
                "x-ratelimit-reset",
                String.valueOf(RESET.getEpochSecond()),
                "x-ratelimit-resource",
                "core");
    }

    private static Budget left(int remaining) {
        return new Budget(5000, remaining, RESET);
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
