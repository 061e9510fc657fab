package io.octopool.pool.cache;

import static io.octopool.pool.fetch.ScriptedGitHub.json;
import static io.octopool.pool.fetch.ScriptedGitHub.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.octopool.github.client.Outcome;
import io.octopool.pool.visibility.RepoVisibility;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands in for an answer that GitHub did not give, and what is remembered of failures. */
class FailuresTest extends CachedReadFixture {

    @Test
    void servesTheStoredAnswerWhereGitHubCannotBeAsked() {
        Map<Outcome, String> reasons = Map.of(
                new Outcome.TimedOut(),
                "github_timeout",
                new Outcome.Unreachable("reset"),
                "github_unreachable",
                refused(429, Map.of()),
                "no_identity",
                json(502, "{}"),
                "github_server_error");
        ActorRef<CachedRead.Command> entity = start();
        github.then(json(200, "[1]"));
        Answer stored = filled(ask(entity)).answer();
        clock.turn(Duration.ofSeconds(70));
        reasons.forEach((outcome, reason) -> {
            github.then(outcome);
            ReadReply.Stale stale = stale(ask(entity));
            assertThat(stale.reason()).isEqualTo(reason);
            assertThat(stale.answer()).isEqualTo(stored);
            assertThat(stale.freshUntil()).isEqualTo(stored.fetchedAt().plusSeconds(60));
            assertThat(stale.proof()).isNotNull();
            clock.turn(Duration.ofSeconds(6));
        });
        assertThat(github.calls).hasSize(5);
    }

    @Test
    void servesNothingBeyondItsStaleDeadline() {
        ActorRef<CachedRead.Command> entity = start();
        github.then(json(200, "[1]")).then(new Outcome.TimedOut());
        ask(entity);
        clock.turn(Duration.ofMinutes(11));
        assertThat(refusal(ask(entity))).isEqualTo("github_timeout");
    }

    @Test
    void refusesReadersForWhomTheStoredAnswerIsTooOld() {
        ActorRef<CachedRead.Command> entity = start();
        github.then(json(200, "[1]"));
        ask(entity);
        CompletableFuture<Outcome> down = github.thenWait();
        clock.turn(Duration.ofSeconds(70));
        entity.tell(read(proof(), Duration.ofSeconds(65)));
        entity.tell(read(proof(), Duration.ofSeconds(90)));
        awaitCalls(2);
        down.complete(new Outcome.TimedOut());
        assertThat(refusal(replies.receiveMessage())).isEqualTo("github_timeout");
        assertThat(stale(replies.receiveMessage()).reason()).isEqualTo("github_timeout");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void servesTheStoredAnswerToAReaderWhoseTimeIsOver(boolean bringsAProof) {
        ActorRef<CachedRead.Command> entity = start();
        github.then(json(200, "[1]"));
        ask(entity);
        clock.turn(Duration.ofSeconds(70));
        CompletableFuture<Outcome> slow = github.thenWait();
        known = bringsAProof ? null : new RepoVisibility.Reply.Public(proof());
        entity.tell(read("hasty", bringsAProof ? proof() : null, null, Duration.ofMillis(100)));
        awaitCalls(2);
        clock.turn(Duration.ofMillis(100));
        ReadReply.Stale stale = stale(replies.receiveMessage());
        assertThat(stale.reason()).isEqualTo("github_timeout");
        assertThat(stale.proof()).isNotNull();
        await().until(slow::isCancelled);
    }

    @Test
    void refusesAReaderWhoseTimeIsOverWhereNothingIsKnownOfTheRepository() {
        ActorRef<CachedRead.Command> entity = start();
        github.then(json(200, "[1]"));
        ask(entity);
        clock.turn(Duration.ofSeconds(70));
        CompletableFuture<Outcome> _ = github.thenWait();
        entity.tell(read("hasty", null, null, Duration.ofMillis(100)));
        awaitCalls(2);
        clock.turn(Duration.ofMillis(100));
        assertThat(refusal(replies.receiveMessage())).isEqualTo("github_timeout");
    }

    @Test
    void passesAServerErrorOnWhereNothingStandsInAndRemembersNothingOfIt() {
        ActorRef<CachedRead.Command> entity = start();
        github.then(json(502, "{\"message\":\"x\"}")).then(json(200, "[1]"));
        ReadReply.Filled failed = filled(ask(entity));
        assertThat(failed.answer().status()).isEqualTo(502);
        assertThat(failed.freshUntil()).isNull();
        assertThat(filled(ask(entity)).answer().status()).isEqualTo(200);
    }

    @Test
    void servesNothingStaleWithoutAHoldingProof() {
        ActorRef<CachedRead.Command> entity = start();
        github.then(json(200, "[1]"));
        ask(entity);
        clock.turn(Duration.ofSeconds(70));
        visibility = new RepoVisibility.Reply.Undecided(RepoVisibility.Reply.Cause.UNREACHABLE);
        github.then(refused(429, Map.of()));
        assertThat(refusal(ask(entity, read(null, null)))).isEqualTo("no_identity");
        clock.turn(Duration.ofSeconds(5));
        visibility = null;
        generation = 2;
        github.then(new Outcome.TimedOut());
        assertThat(refusal(ask(entity, read(null, null)))).isEqualTo("github_timeout");
    }

    @Test
    void servesStaleWithoutAProofWhereThereIsNoRepository() {
        asked = ORGS;
        ActorRef<CachedRead.Command> entity = start();
        github.then(json(200, "[1]")).then(refused(429, Map.of()));
        ask(entity, read(null, null));
        clock.turn(Duration.ofHours(2));
        assertThat(stale(ask(entity, read(null, null))).reason()).isEqualTo("web_only_unavailable");
    }

    @Test
    void repeatsARefusalThatCostACallToEverybodyForFiveSeconds() {
        ActorRef<CachedRead.Command> entity = start();
        github.then(new Outcome.TimedOut());
        ask(entity);
        for (Duration maxAge : List.of(Duration.ofSeconds(9), Duration.ZERO)) {
            clock.turn(Duration.ofSeconds(2));
            assertThat(refusal(ask(entity, read(proof(), maxAge)))).isEqualTo("github_timeout");
        }
        assertThat(github.calls).hasSize(1);
        clock.turn(Duration.ofSeconds(1));
        github.then(json(200, "[1]"));
        filled(ask(entity));
    }

    @Test
    void spendsNoSecondCallOnThoseWhoWaitedForTheNextFetchAfterARefusal() {
        CompletableFuture<Outcome> first = github.thenWait();
        ActorRef<CachedRead.Command> entity = start();
        entity.tell(read(proof(), null));
        awaitCalls(1);
        clock.turn(Duration.ofMillis(1));
        entity.tell(read(proof(), Duration.ZERO));
        awaitHandled(entity);
        first.complete(new Outcome.TimedOut());
        for (int i = 0; i < 2; i++) {
            assertThat(refusal(replies.receiveMessage())).isEqualTo("github_timeout");
        }
        assertThat(github.calls).hasSize(1);
    }

    @Test
    void servesStaleWithoutACallWhileARefusalIsRemembered() {
        ActorRef<CachedRead.Command> entity = start();
        github.then(json(200, "[1]")).then(new Outcome.TimedOut());
        ask(entity);
        clock.turn(Duration.ofSeconds(70));
        stale(ask(entity));
        assertThat(stale(ask(entity, read(null, null))).proof()).isEqualTo(proof());
        assertThat(github.calls).hasSize(2);
    }

    @Test
    void remembersNoRefusalThatCostNoCall() {
        ActorRef<CachedRead.Command> entity = start();
        known = new RepoVisibility.Reply.NotPublic(clock.instant());
        assertThat(refusal(ask(entity, read(null, null)))).isEqualTo("repo_not_public");
        known = null;
        github.then(json(200, "[1]"));
        filled(ask(entity, read(null, null)));
    }

    @Test
    void remembersForAMinuteThatThereIsNothing() {
        for (int status : new int[] {404, 410, 422, 451}) {
            asked = request("/repos/octo-org/hello-world/pulls/" + status);
            ActorRef<CachedRead.Command> entity = start();
            github.then(json(status, "{\"message\":\"x\"}"));
            assertThat(filled(ask(entity)).freshUntil())
                    .isEqualTo(clock.instant().plusSeconds(60));
            clock.turn(Duration.ofSeconds(59));
            assertThat(fresh(ask(entity)).answer().status()).isEqualTo(status);
            clock.turn(Duration.ofSeconds(1));
            github.then(json(200, "{}"));
            assertThat(filled(ask(entity)).answer().status()).isEqualTo(200);
            assertWritten(1);
        }
    }

    @Test
    void remembersNothingOfOtherFailures() {
        ActorRef<CachedRead.Command> entity = start();
        github.then(json(400, "{}")).then(json(202, "{}")).then(json(200, "[1]"));
        for (int status : new int[] {400, 202, 200}) {
            assertThat(filled(ask(entity)).answer().status()).isEqualTo(status);
        }
    }

    @Test
    void removesTheStoredAnswerWhenGitHubSaysThatThereIsNothingAnyMore() {
        ActorRef<CachedRead.Command> entity = start();
        github.then(json(200, "[1]")).then(json(404, "{}"));
        ask(entity);
        clock.turn(Duration.ofSeconds(70));
        assertThat(filled(ask(entity)).answer().status()).isEqualTo(404);
        assertWritten(2);

        clock.turn(Duration.ofSeconds(61));
        github.then(new Outcome.TimedOut());
        assertThat(refusal(ask(entity))).isEqualTo("github_timeout");
    }

    @Test
    void asksAgainForReadersForWhomTheMemoryOfNothingIsTooOld() {
        ActorRef<CachedRead.Command> entity = start();
        github.then(json(404, "{}")).then(json(200, "[1]"));
        ask(entity);
        clock.turn(Duration.ofSeconds(1));
        assertThat(filled(ask(entity, read(proof(), Duration.ZERO))).answer().status())
                .isEqualTo(200);
        assertThat(fresh(ask(entity)).answer().status()).isEqualTo(200);
    }

    @Test
    void knowsItsStaleDeadlineWhenItIsStartedAgain() {
        ActorRef<CachedRead.Command> entity = start();
        github.then(json(200, "[1]"));
        ask(entity);
        clock.turn(Duration.ofSeconds(659));
        stop(entity);
        ActorRef<CachedRead.Command> again = start();
        github.then(new Outcome.TimedOut());
        assertThat(text(stale(ask(again)).answer())).isEqualTo("[1]");
        clock.turn(Duration.ofSeconds(1));
        assertThat(refusal(ask(again))).isEqualTo("github_timeout");
    }
}
