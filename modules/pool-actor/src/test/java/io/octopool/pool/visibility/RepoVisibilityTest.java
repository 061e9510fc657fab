package io.octopool.pool.visibility;

import static io.octopool.pool.fetch.ScriptedGitHub.json;
import static io.octopool.pool.fetch.ScriptedGitHub.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.github.client.Outcome;
import io.octopool.pool.Changes;
import io.octopool.pool.lease.CallResult;
import io.octopool.pool.visibility.RepoVisibility.Reply;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RepoVisibilityTest extends RepoVisibilityFixture {

    @Test
    void sharesOneProbeAmongConcurrentQuestions() {
        CompletableFuture<Outcome> answer = github.thenWait();
        ActorRef<RepoVisibility.Command> repo = start();
        for (int i = 0; i < 20; i++) {
            repo.tell(new RepoVisibility.Prove(replies.getRef()));
        }
        answer.complete(PUBLIC);
        for (int i = 0; i < 20; i++) {
            assertThat(replies.receiveMessage()).isInstanceOf(Reply.Public.class);
        }
        assertThat(github.calls).containsExactly("verifier /repos/octo-org/hello-world");
    }

    @Test
    void asksAgainOnlyWhenTheProofHasExpired() {
        github.then(PUBLIC).then(PUBLIC);
        ActorRef<RepoVisibility.Command> repo = start();
        Proof first = proof(prove(repo));
        clock.turn(Duration.ofSeconds(23));
        assertThat(proof(prove(repo))).isEqualTo(first);
        clock.turn(Duration.ofSeconds(7));
        Proof second = proof(prove(repo));
        assertThat(second.expiresAt()).isEqualTo(first.expiresAt().plusSeconds(30));
        assertThat(second.generation()).isEqualTo(first.generation());
        assertThat(github.calls).hasSize(2);
    }

    @Test
    void countsAGenerationAtEachFlipAndTellsEverybody() {
        long began = clock.instant().toEpochMilli();
        github.then(PUBLIC).then(PRIVATE).then(PUBLIC);
        ActorRef<RepoVisibility.Command> repo = start();
        assertThat(proof(prove(repo)).generation()).isEqualTo(began);
        clock.turn(Duration.ofSeconds(31));
        assertThat(prove(repo)).isInstanceOf(Reply.NotPublic.class);
        clock.turn(Duration.ofHours(1));
        assertThat(proof(prove(repo)).generation()).isEqualTo(clock.instant().toEpochMilli());
        assertThat(changes)
                .containsExactly(
                        new Changes.VisibilityFlipped("octo-org/hello-world", false),
                        new Changes.VisibilityFlipped("octo-org/hello-world", true));
    }

    @Test
    void asksOnceMoreWithoutCredentialWhenTheVerifierIsRefused() {
        github.then(refused(401, Map.of())).then(PUBLIC);
        assertThat(prove(start())).isInstanceOf(Reply.Public.class);
        assertThat(github.calls)
                .containsExactly("verifier /repos/octo-org/hello-world", "anonymous /repos/octo-org/hello-world");
    }

    @Test
    void remembersForFiveSecondsThatGitHubDidNotDecide() {
        github.then(new Outcome.Unreachable("down"))
                .then(new Outcome.TimedOut())
                .then(refused(502, Map.of()))
                .then(refused(502, Map.of()))
                .then(refused(451, Map.of()))
                .then(PUBLIC);
        ActorRef<RepoVisibility.Command> repo = start();
        for (RepoVisibility.Reply.Cause cause : List.of(
                RepoVisibility.Reply.Cause.UNREACHABLE,
                RepoVisibility.Reply.Cause.UNREACHABLE,
                RepoVisibility.Reply.Cause.UNREACHABLE,
                RepoVisibility.Reply.Cause.UNANSWERED)) {
            assertThat(prove(repo)).isEqualTo(new Reply.Undecided(cause));
            int asked = github.calls.size();
            clock.turn(Duration.ofMillis(4_999));
            assertThat(prove(repo)).isEqualTo(new Reply.Undecided(cause));
            assertThat(github.calls).hasSize(asked);
            clock.turn(Duration.ofMillis(1));
        }
        assertThat(prove(repo)).isInstanceOf(Reply.Public.class);
        assertThat(github.calls).hasSize(6);
    }

    @Test
    void learnsWhileItDoesNotAskThatTheRepositoryIsPublic() {
        github.then(refused(451, Map.of()));
        ActorRef<RepoVisibility.Command> repo = start();
        prove(repo);
        repo.tell(new RepoVisibility.ObservedPublic(clock.instant(), replies.getRef()));
        Proof observed = proof(replies.receiveMessage());
        assertThat(proof(prove(repo))).isEqualTo(observed);
    }

    @Test
    void takesAnAnswerWithoutCredentialForAProof() {
        ActorRef<RepoVisibility.Command> repo = start();
        repo.tell(new RepoVisibility.ObservedPublic(clock.instant(), replies.getRef()));
        Proof observed = proof(replies.receiveMessage());
        assertThat(proof(prove(repo))).isEqualTo(observed);
        assertThat(github.calls).isEmpty();
    }

    @Test
    void refreshesAProofInUseBeforeItExpiresAndConditionally() {
        CompletableFuture<Outcome> refresh = github.then(tagged("\"one\"")).thenWait();
        ActorRef<RepoVisibility.Command> repo = start();
        Proof first = proof(prove(repo));
        assertThat(first.refreshAt()).isEqualTo(clock.instant().plusSeconds(24));
        clock.turn(Duration.ofSeconds(24));
        assertThat(proof(prove(repo))).isEqualTo(first);
        assertThat(proof(prove(repo))).isEqualTo(first);
        refresh.complete(refused(304, Map.of()));
        Proof second = eventually(repo, first);
        assertThat(second.expiresAt()).isEqualTo(clock.instant().plusSeconds(30));
        assertThat(second.generation()).isEqualTo(first.generation());
        assertThat(validators).containsExactly("-", "\"one\"");
    }

    @Test
    void leavesAProofAsItIsWhenItsRefreshFailsAndTriesAgainLater() {
        github.then(PUBLIC).then(new Outcome.TimedOut()).then(PUBLIC);
        ActorRef<RepoVisibility.Command> repo = start();
        Proof first = proof(prove(repo));
        clock.turn(Duration.ofSeconds(26));
        for (int i = 0; i < 3; i++) {
            assertThat(proof(prove(repo))).isEqualTo(first);
            settle(repo);
        }
        clock.turn(Duration.ofSeconds(2));
        prove(repo);
        assertThat(eventually(repo, first).checkedAt()).isEqualTo(clock.instant());
    }

    @Test
    void neverSendsAValidatorWithAnotherCredentialThanTheOneThatEarnedIt() {
        github.then(tagged("\"one\"")).then(refused(401, Map.of())).then(tagged("\"two\""));
        ActorRef<RepoVisibility.Command> repo = start();
        prove(repo);
        clock.turn(Duration.ofSeconds(31));
        prove(repo);
        assertThat(validators).containsExactly("-", "\"one\"", "-");
        assertThat(github.calls).last().asString().startsWith("anonymous");
    }

    @Test
    void asksNobodyWhoMayNotSpend() {
        anonymous.settle(0, new CallResult(429, null, null, Duration.ofMinutes(5), null));
        github.then(refused(429, Map.of("retry-after", "60")));
        ActorRef<RepoVisibility.Command> repo = start();
        assertThat(prove(repo)).isEqualTo(new Reply.Undecided(RepoVisibility.Reply.Cause.UNANSWERED));
        assertThat(prove(repo)).isEqualTo(new Reply.Undecided(RepoVisibility.Reply.Cause.UNANSWERED));
        assertThat(github.calls).containsExactly("verifier /repos/octo-org/hello-world");
    }

    @Test
    void followsARepositoryToItsNumberOnce() {
        github.then(new Outcome.RedirectDenied(301, Map.of(), "/repositories/42"))
                .then(PUBLIC);
        assertThat(prove(start())).isInstanceOf(Reply.Public.class);
        github.then(new Outcome.RedirectDenied(301, Map.of(), "/repositories/42"))
                .then(new Outcome.RedirectDenied(301, Map.of(), "/repositories/43"));
        assertThat(prove(start("octo-org/other")))
                .isEqualTo(new Reply.Undecided(RepoVisibility.Reply.Cause.UNANSWERED));
        github.then(new Outcome.RedirectDenied(302, Map.of(), "/user"));
        assertThat(prove(start("octo-org/third")))
                .isEqualTo(new Reply.Undecided(RepoVisibility.Reply.Cause.UNANSWERED));
        assertThat(github.calls)
                .containsExactly(
                        "verifier /repos/octo-org/hello-world",
                        "verifier /repositories/42",
                        "verifier /repos/octo-org/other",
                        "verifier /repositories/42",
                        "verifier /repos/octo-org/third");
    }

    @Test
    void probesARepositoryByItsNumber() {
        github.then(PUBLIC);
        assertThat(prove(start("/123"))).isInstanceOf(Reply.Public.class);
        assertThat(github.calls).containsExactly("verifier /repositories/123");
    }

    @Test
    void letsALaterNoStandAgainstAnEarlierAnswerWithoutCredential() {
        github.then(PRIVATE);
        ActorRef<RepoVisibility.Command> repo = start();
        Instant sent = clock.instant();
        clock.turn(Duration.ofSeconds(1));
        prove(repo);
        clock.turn(Duration.ofSeconds(1));
        repo.tell(new RepoVisibility.ObservedPublic(sent, replies.getRef()));
        assertThat(replies.receiveMessage()).isInstanceOf(Reply.NotPublic.class);
        repo.tell(new RepoVisibility.ObservedPublic(clock.instant(), replies.getRef()));
        assertThat(replies.receiveMessage()).isInstanceOf(Reply.Public.class);
    }

    @Test
    void tellsWhatItKnowsWithoutAskingGitHub() {
        github.then(PUBLIC);
        ActorRef<RepoVisibility.Command> repo = start();
        TestProbe<RepoVisibility.Known> known = kit.createTestProbe(RepoVisibility.Known.class);
        repo.tell(new RepoVisibility.Peek(known.getRef()));
        assertThat(known.receiveMessage().reply()).isNull();
        Reply proved = prove(repo);
        repo.tell(new RepoVisibility.Peek(known.getRef()));
        assertThat(known.receiveMessage().reply()).isEqualTo(proved);
        clock.turn(Duration.ofSeconds(30));
        repo.tell(new RepoVisibility.Peek(known.getRef()));
        assertThat(known.receiveMessage().reply()).isNull();
        assertThat(github.calls).hasSize(1);
    }

    @Test
    void takesOnlyPrivateFalseForPublic() {
        Map<String, ProbeVerdict> bodies = Map.of(
                "{\"private\":false}", ProbeVerdict.PUBLIC,
                "{\"owner\":{\"private\":true},\"private\":false}", ProbeVerdict.PUBLIC,
                "{\"private\":true}", ProbeVerdict.NOT_PUBLIC,
                "{\"private\":null}", ProbeVerdict.NOT_PUBLIC,
                "{\"private\":false,\"private\":true}", ProbeVerdict.NOT_PUBLIC,
                "{}", ProbeVerdict.NOT_PUBLIC,
                "[]", ProbeVerdict.NOT_PUBLIC,
                "{\"private\":false", ProbeVerdict.NOT_PUBLIC);
        bodies.forEach((body, verdict) ->
                assertThat(ProbeVerdict.of(json(200, body), false)).as(body).isEqualTo(verdict));
    }

    /** Server spec 6.4, first answer. */
    @Test
    void readsStatusesAsTheTableSays() {
        Map<Outcome, ProbeVerdict> table = Map.ofEntries(
                Map.entry(refused(404, Map.of()), ProbeVerdict.NOT_PUBLIC),
                Map.entry(refused(401, Map.of()), ProbeVerdict.REFUSED),
                Map.entry(refused(429, Map.of()), ProbeVerdict.REFUSED),
                Map.entry(refused(403, Map.of("x-ratelimit-remaining", "0")), ProbeVerdict.REFUSED),
                Map.entry(refused(403, Map.of("retry-after", "60")), ProbeVerdict.REFUSED),
                Map.entry(refused(403, Map.of("x-ratelimit-remaining", "7")), ProbeVerdict.UNDECIDED),
                Map.entry(refused(451, Map.of()), ProbeVerdict.UNDECIDED),
                Map.entry(refused(304, Map.of()), ProbeVerdict.UNDECIDED),
                Map.entry(refused(500, Map.of()), ProbeVerdict.FAILED),
                Map.entry(new Outcome.TimedOut(), ProbeVerdict.UNREACHABLE),
                Map.entry(new Outcome.RedirectDenied(301, Map.of(), null), ProbeVerdict.UNDECIDED));
        table.forEach((outcome, verdict) -> assertThat(ProbeVerdict.of(outcome, false))
                .as(outcome.toString())
                .isEqualTo(verdict));
        assertThat(ProbeVerdict.of(refused(304, Map.of()), true)).isEqualTo(ProbeVerdict.PUBLIC);
    }

    @ParameterizedTest
    @CsvSource({"401, 5000", "403, 0", "429, 5000", "500, 5000", "503, 5000"})
    void asksWithoutCredentialWhereTheVerifierGetsNoAnswer(int status, String remaining) {
        github.then(refused(status, Map.of("x-ratelimit-remaining", remaining))).then(PRIVATE);
        assertThat(prove(start())).isInstanceOf(Reply.NotPublic.class);
        assertThat(github.calls)
                .containsExactly("verifier /repos/octo-org/hello-world", "anonymous /repos/octo-org/hello-world");
    }

    @Test
    void letsAProofHoldToItsLastMomentWhereGitHubCannotBeAskedAndNoLonger() {
        github.then(PUBLIC).then(new Outcome.TimedOut()).then(new Outcome.TimedOut());
        ActorRef<RepoVisibility.Command> repo = start();
        Proof first = proof(prove(repo));
        clock.turn(Duration.ofMillis(29_999));
        assertThat(proof(prove(repo))).isEqualTo(first);
        settle(repo);
        clock.turn(Duration.ofMillis(1));
        assertThat(prove(repo)).isEqualTo(new Reply.Undecided(RepoVisibility.Reply.Cause.UNREACHABLE));
    }

    @Test
    void remembersForAnHourThatARepositoryIsNotPublic() {
        github.then(PRIVATE).then(PUBLIC);
        ActorRef<RepoVisibility.Command> repo = start();
        assertThat(prove(repo)).isInstanceOf(Reply.NotPublic.class);
        clock.turn(Duration.ofMillis(3_599_999));
        assertThat(prove(repo)).isInstanceOf(Reply.NotPublic.class);
        assertThat(github.calls).hasSize(1);
        clock.turn(Duration.ofMillis(1));
        assertThat(prove(repo)).isInstanceOf(Reply.Public.class);
    }
}
