package io.octopool.pool.cache;

import static io.octopool.pool.fetch.ScriptedGitHub.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.octopool.github.client.Outcome;
import io.octopool.pool.visibility.RepoVisibility;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One fetch for all who wait, and who waits for which. */
class FlightsOfReadsTest extends CachedReadFixture {

    @Test
    void fetchesOnceForAllWhoWait() {
        CompletableFuture<Outcome> answer = github.thenWait();
        ActorRef<CachedRead.Command> entity = start();
        for (int i = 0; i < 50; i++) {
            entity.tell(read(null, null));
        }
        answer.complete(json(200, "[1]"));
        int leaders = 0;
        for (int i = 0; i < 50; i++) {
            leaders += filled(replies.receiveMessage()).coalesced() ? 0 : 1;
        }
        assertThat(leaders).isEqualTo(1);
        assertThat(github.calls).hasSize(1);
    }

    @Test
    void letsBoundedReadersShareTheNextFetchAndNeverAnEarlierOne() {
        CompletableFuture<Outcome> first = github.thenWait();
        CompletableFuture<Outcome> second = github.thenWait();
        ActorRef<CachedRead.Command> entity = start();
        entity.tell(read(null, null));
        awaitCalls(1);
        clock.turn(Duration.ofMillis(5));
        for (int i = 0; i < 1000; i++) {
            entity.tell(read(null, Duration.ZERO));
        }
        first.complete(json(200, "[1]"));
        assertThat(text(filled(replies.receiveMessage()).answer())).isEqualTo("[1]");
        second.complete(json(200, "[2]"));
        int leaders = 0;
        for (int i = 0; i < 1000; i++) {
            ReadReply.Filled filled = filled(replies.receiveMessage());
            assertThat(text(filled.answer())).isEqualTo("[2]");
            leaders += filled.coalesced() ? 0 : 1;
        }
        assertThat(leaders).isEqualTo(1);
        assertThat(github.calls).hasSize(2);
    }

    @Test
    void letsABoundedReaderJoinAFetchThatIsRecentEnough() {
        CompletableFuture<Outcome> answer = github.thenWait();
        ActorRef<CachedRead.Command> entity = start();
        entity.tell(read(null, null));
        awaitCalls(1);
        clock.turn(Duration.ofSeconds(3));
        entity.tell(read(null, Duration.ofSeconds(3)));
        answer.complete(json(200, "[1]"));
        filled(replies.receiveMessage());
        assertThat(filled(replies.receiveMessage()).coalesced()).isTrue();
        assertThat(github.calls).hasSize(1);
    }

    @Test
    void countsTheTimeSpentWaitingForAnEarlierFetch() {
        CompletableFuture<Outcome> first = github.thenWait();
        CompletableFuture<Outcome> second = github.thenWait();
        ActorRef<CachedRead.Command> entity = start();
        entity.tell(read(null, null));
        awaitCalls(1);
        clock.turn(Duration.ofMillis(1));
        entity.tell(read("bounded", null, Duration.ZERO, Duration.ofMillis(200)));
        awaitHandled(entity);
        clock.turn(Duration.ofMillis(150));
        first.complete(json(200, "[1]"));
        filled(replies.receiveMessage());
        awaitCalls(2);
        clock.turn(Duration.ofMillis(50));
        assertThat(refusal(replies.receiveMessage())).isEqualTo("github_timeout");
        await().until(second::isCancelled);
    }

    @Test
    void goesOnForPatientReadersWhenTheTimeOfTheFirstIsOver() {
        CompletableFuture<Outcome> answer = github.thenWait();
        ActorRef<CachedRead.Command> entity = start();
        entity.tell(read("hasty", null, null, Duration.ofMillis(100)));
        entity.tell(read("patient", null, null));
        awaitCalls(1);
        awaitHandled(entity);
        assertThat(github.timeouts).containsExactly(Duration.ofSeconds(15));
        clock.turn(Duration.ofMillis(100));
        assertThat(refusal(replies.receiveMessage())).isEqualTo("github_timeout");
        assertThat(answer).isNotCancelled();
        answer.complete(json(200, "[1]"));
        assertThat(text(filled(replies.receiveMessage()).answer())).isEqualTo("[1]");
    }

    @Test
    void cancelsAFetchWhenTheTimeOfAllWhoWaitIsOver() {
        CompletableFuture<Outcome> answer = github.thenWait();
        ActorRef<CachedRead.Command> entity = start();
        entity.tell(read("a", null, null, Duration.ofMillis(100)));
        entity.tell(read("b", null, null, Duration.ofMillis(150)));
        awaitCalls(1);
        awaitHandled(entity);
        entity.tell(new CachedRead.Stop());
        clock.turn(Duration.ofMillis(150));
        for (int i = 0; i < 2; i++) {
            assertThat(refusal(replies.receiveMessage())).isEqualTo("github_timeout");
        }
        await().until(answer::isCancelled);
        replies.expectTerminated(entity, Duration.ofSeconds(5));
    }

    @Test
    void refusesReadersWhoseTimeIsOverWhenTheirFetchWouldStart() {
        CompletableFuture<Outcome> first = github.thenWait();
        ActorRef<CachedRead.Command> entity = start();
        entity.tell(read(null, null));
        awaitCalls(1);
        clock.turn(Duration.ofMillis(1));
        entity.tell(read("late", null, Duration.ZERO, Duration.ofSeconds(2)));
        awaitHandled(entity);
        clock.turn(Duration.ofSeconds(2));
        first.complete(json(200, "[1]"));
        filled(replies.receiveMessage());
        assertThat(refusal(replies.receiveMessage())).isEqualTo("github_timeout");
        assertThat(github.calls).hasSize(1);
    }

    @Test
    void handsARefusalToAllWhoWait() {
        CompletableFuture<Outcome> answer = github.thenWait();
        ActorRef<CachedRead.Command> entity = start();
        entity.tell(read(null, null));
        entity.tell(read(null, null));
        answer.complete(new Outcome.TimedOut());
        for (int i = 0; i < 2; i++) {
            assertThat(refusal(replies.receiveMessage())).isEqualTo("github_timeout");
        }
    }

    @Test
    void cancelsAFetchThatNobodyWaitsForAndKeepsNothingOfIt() {
        CompletableFuture<Outcome> answer = github.thenWait();
        ActorRef<CachedRead.Command> entity = start();
        entity.tell(read("a", null, null));
        entity.tell(read("b", null, null));
        awaitCalls(1);
        entity.tell(new CachedRead.Leave("a"));
        awaitHandled(entity);
        assertThat(answer).isNotCancelled();
        entity.tell(new CachedRead.Leave("b"));
        await().until(answer::isCancelled);

        github.then(json(200, "[2]"));
        ReadReply.Filled filled = filled(ask(entity, read("c", null, null)));
        assertThat(text(filled.answer())).isEqualTo("[2]");
        assertThat(filled.coalesced()).isFalse();
        assertWritten(1);
    }

    @Test
    void startsTheNextFetchAtOnceWhenNobodyWaitsForTheOneUnderWay() {
        CompletableFuture<Outcome> first = github.thenWait();
        github.then(json(200, "[2]"));
        ActorRef<CachedRead.Command> entity = start();
        entity.tell(read("a", null, null));
        awaitCalls(1);
        clock.turn(Duration.ofMillis(1));
        entity.tell(read("b", null, Duration.ZERO));
        entity.tell(new CachedRead.Leave("a"));
        assertThat(text(filled(replies.receiveMessage()).answer())).isEqualTo("[2]");
        await().until(first::isCancelled);
    }

    @Test
    void answersNobodyWhoLeftWhileAProofWasAwaited() {
        github.then(json(200, "[1]"));
        ActorRef<CachedRead.Command> entity = start();
        ask(entity);
        CompletableFuture<RepoVisibility.Reply> later = new CompletableFuture<>();
        laterVisibility = later;
        entity.tell(read("a", null, null));
        entity.tell(new CachedRead.Leave("a"));
        later.complete(new RepoVisibility.Reply.Public(proof()));
        stop(entity);
        replies.expectNoMessage(Duration.ofMillis(50));
    }

    @Test
    void stopsOnceThoseWhoWaitedHaveLeft() {
        CompletableFuture<Outcome> answer = github.thenWait();
        ActorRef<CachedRead.Command> entity = start();
        entity.tell(read("a", null, null));
        awaitCalls(1);
        entity.tell(new CachedRead.Stop());
        entity.tell(new CachedRead.Leave("a"));
        replies.expectTerminated(entity, Duration.ofSeconds(5));
        await().until(answer::isCancelled);
    }

    @Test
    void answersTheReadersOfTheNextFetchBeforeItStops() {
        CompletableFuture<Outcome> first = github.thenWait();
        github.then(json(200, "[2]"));
        ActorRef<CachedRead.Command> entity = start();
        entity.tell(read("a", null, null));
        awaitCalls(1);
        clock.turn(Duration.ofMillis(1));
        entity.tell(read("b", null, Duration.ZERO));
        entity.tell(new CachedRead.Stop());
        first.complete(json(200, "[1]"));
        assertThat(text(filled(replies.receiveMessage()).answer())).isEqualTo("[1]");
        assertThat(text(filled(replies.receiveMessage()).answer())).isEqualTo("[2]");
        replies.expectTerminated(entity, Duration.ofSeconds(5));
    }

    @Test
    void sharesAFetchHoweverLongItTakes() {
        CompletableFuture<Outcome> answer = github.thenWait();
        ActorRef<CachedRead.Command> entity = start();
        entity.tell(read(null, null));
        awaitCalls(1);
        for (int i = 0; i < 3; i++) {
            clock.turn(Duration.ofSeconds(8));
            entity.tell(read(null, null));
            awaitHandled(entity);
        }
        answer.complete(json(200, "[1]"));
        for (int i = 0; i < 4; i++) {
            assertThat(filled(replies.receiveMessage()).coalesced()).isEqualTo(i > 0);
        }
        assertThat(github.calls).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {202, 400, 404, 502})
    void handsAnAnswerThatIsNotKeptToAllWhoWait(int status) {
        CompletableFuture<Outcome> answer = github.thenWait();
        ActorRef<CachedRead.Command> entity = start();
        for (int i = 0; i < 20; i++) {
            entity.tell(read(null, null));
        }
        answer.complete(json(status, "{\"message\":\"x\"}"));
        for (int i = 0; i < 20; i++) {
            assertThat(filled(replies.receiveMessage()).answer().status()).isEqualTo(status);
        }
        assertThat(github.calls).hasSize(1);
    }

    @Test
    void answersAllWhoWaitWhenAFetchBreaksAndFetchesAgainSoon() {
        CompletableFuture<Outcome> answer = github.thenWait();
        github.then(json(200, "[2]"));
        ActorRef<CachedRead.Command> entity = start();
        entity.tell(read(null, null));
        entity.tell(read(null, null));
        answer.completeExceptionally(new IllegalStateException("broken"));
        for (int i = 0; i < 2; i++) {
            assertThat(refusal(replies.receiveMessage())).isEqualTo("relay_overloaded");
        }
        clock.turn(Duration.ofSeconds(5));
        assertThat(text(filled(ask(entity, read(null, null))).answer())).isEqualTo("[2]");
    }
}
