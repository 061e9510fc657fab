package io.octopool.pool.cache;

import static io.octopool.pool.fetch.ScriptedGitHub.json;
import static io.octopool.pool.fetch.ScriptedGitHub.tagged;
import static io.octopool.pool.fetch.ScriptedGitHub.unchanged;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.octopool.github.client.Outcome;
import io.octopool.pool.cache.CachedRead.Discard.Cause;
import io.octopool.pool.visibility.RepoVisibility;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;

/** Giving up what is stored. */
class DiscardTest extends CachedReadFixture {

    @Test
    void removesWhatIsStored() {
        ActorRef<CachedRead.Command> entity = start();
        github.then(json(200, "[1]")).then(json(200, "[2]"));
        ask(entity);
        assertThat(discard(entity, Cause.EVICTED).gone()).isTrue();
        assertWritten(2);
        assertThat(memory.heldBytes()).isZero();
        assertThat(text(filled(ask(entity)).answer())).isEqualTo("[2]");
        assertThat(discard(start(), Cause.EVICTED).gone()).isTrue();
    }

    @Test
    void removesOnlyWhatHasExpiredWhenAskedTo() {
        ActorRef<CachedRead.Command> entity = start();
        github.then(tagged("\"t\"", "[1]")).then(unchanged(Map.of()));
        ask(entity);
        clock.turn(Duration.ofMinutes(10));
        assertThat(discard(entity, Cause.EXPIRED).gone()).isFalse();
        revalidated(ask(entity));
        clock.turn(Duration.ofSeconds(659));
        assertThat(discard(entity, Cause.EXPIRED).gone()).isFalse();
        clock.turn(Duration.ofSeconds(1));
        assertThat(discard(entity, Cause.EXPIRED).gone()).isTrue();
    }

    @Test
    void leavesMemoryWhereNobodyButTheJanitorAsked() {
        ActorRef<CachedRead.Command> entity = start();
        github.then(json(200, "[1]"));
        ask(entity);
        discard(entity, Cause.EXPIRED);
        assertThat(toldToLeave).hasValue(0);
        stop(entity);
        assertThat(discard(start(), Cause.EXPIRED).gone()).isFalse();
        assertThat(toldToLeave).hasValue(1);
    }

    @Test
    void forgetsWhatIsOnlyInMemory() {
        ActorRef<CachedRead.Command> entity = start();
        github.then(json(404, "{}")).then(json(200, "[1]"));
        ask(entity);
        assertThat(discard(entity, Cause.EVICTED).gone()).isTrue();
        assertWritten(0);
        assertThat(filled(ask(entity)).answer().status()).isEqualTo(200);
    }

    @Test
    void keepsNothingOfAFetchThatWasUnderWay() {
        CompletableFuture<Outcome> answer = github.thenWait();
        github.then(json(200, "[2]"));
        ActorRef<CachedRead.Command> entity = start();
        entity.tell(read(proof(), null));
        awaitCalls(1);
        discard(entity, Cause.EVICTED);
        answer.complete(json(200, "[1]"));
        assertThat(filled(replies.receiveMessage()).freshUntil()).isNull();
        assertWritten(0);
        assertThat(text(filled(ask(entity)).answer())).isEqualTo("[2]");
    }

    @Test
    void showsNobodyWhatWasFetchedOfARepositoryThatProvedNotToBePublicMeanwhile() {
        github.then(json(200, "[1]"));
        CompletableFuture<Outcome> answer = github.thenWait();
        ActorRef<CachedRead.Command> entity = start();
        ask(entity);
        clock.turn(Duration.ofSeconds(1));
        entity.tell(read(proof(), Duration.ZERO));
        awaitCalls(2);
        visibility = new RepoVisibility.Reply.NotPublic(clock.instant());
        assertThat(refusal(ask(entity, read(null, null)))).isEqualTo("repo_not_public");
        assertThat(refusal(replies.receiveMessage())).isEqualTo("repo_not_public");
        await().until(answer::isCancelled);
    }

    @Test
    void refusesAllWhoWaitWhereTheRepositoryIsNotPublicAnyMore() {
        CompletableFuture<Outcome> answer = github.thenWait();
        ActorRef<CachedRead.Command> entity = start();
        entity.tell(read(proof(), null));
        awaitCalls(1);
        clock.turn(Duration.ofMillis(1));
        entity.tell(read(proof(), Duration.ZERO));
        assertThat(discard(entity, Cause.NOT_PUBLIC).gone()).isTrue();
        for (int i = 0; i < 2; i++) {
            assertThat(refusal(replies.receiveMessage())).isEqualTo("repo_not_public");
        }
        await().until(answer::isCancelled);
        assertThat(github.calls).hasSize(1);
        stop(entity);
        assertWritten(0);
    }

    @Test
    void fetchesTheBodyAfterAllWhenItIsGivenUpDuringItsRevalidation() {
        github.then(tagged("\"t\"", "[1]"));
        CompletableFuture<Outcome> confirmation = github.thenWait();
        github.then(json(200, "[2]"));
        ActorRef<CachedRead.Command> entity = start();
        ask(entity);
        clock.turn(Duration.ofSeconds(70));
        entity.tell(read(proof(), null));
        awaitCalls(2);
        discard(entity, Cause.EVICTED);
        confirmation.complete(unchanged(Map.of()));
        assertThat(text(filled(replies.receiveMessage()).answer())).isEqualTo("[2]");
        assertThat(github.headers.getLast()).doesNotContainKey("if-none-match");
        assertThat(text(fresh(ask(entity)).answer())).isEqualTo("[2]");
    }
}
