package io.octopool.pool.cache;

import static io.octopool.pool.fetch.ScriptedGitHub.json;
import static io.octopool.pool.fetch.ScriptedGitHub.refused;
import static io.octopool.pool.fetch.ScriptedGitHub.tagged;
import static io.octopool.pool.fetch.ScriptedGitHub.unchanged;
import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.github.client.Outcome;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;

/** How a stored answer stays fresh: 60 s at a time, in a stale window of 600 s and for an hour, as pulls do. */
class RevalidationTest extends CachedReadFixture {

    @Test
    void extendsTheAnswerThatGitHubConfirms() {
        github.then(tagged("\"t\"", "[1]")).then(unchanged(Map.of("etag", "\"u\"", "x-ratelimit-remaining", "41")));
        ActorRef<CachedRead.Command> entity = start();
        Answer first = filled(ask(entity)).answer();
        clock.turn(Duration.ofSeconds(70));
        ReadReply.Revalidated second = revalidated(ask(entity));

        assertThat(github.headers.getLast()).containsEntry("if-none-match", "\"t\"");
        assertThat(second.answer().body()).isEqualTo(first.body());
        assertThat(second.answer().source()).isEqualTo(first.source());
        assertThat(second.answer().headersJson())
                .isEqualTo(
                        "{\"content-type\":\"application/json\",\"etag\":\"\\\"u\\\"\",\"x-ratelimit-remaining\":\"41\"}");
        assertThat(second.answer().etag()).isEqualTo("\"u\"");
        assertThat(second.answer().fetchedAt()).isEqualTo(clock.instant());
        assertThat(second.answer().bodyAt()).isEqualTo(first.fetchedAt());
        assertThat(second.freshUntil()).isEqualTo(clock.instant().plusSeconds(60));
        assertThat(second.coalesced()).isFalse();

        clock.turn(Duration.ofSeconds(59));
        assertThat(fresh(ask(entity)).answer()).isEqualTo(second.answer());
        assertWritten(1);
    }

    @Test
    void revalidatesForReadersForWhomAFreshAnswerIsTooOld() {
        github.then(tagged("\"t\"", "[1]")).then(unchanged(Map.of()));
        ActorRef<CachedRead.Command> entity = start();
        ask(entity);
        clock.turn(Duration.ofSeconds(10));
        assertThat(revalidated(ask(entity, read(proof(), Duration.ZERO)))
                        .answer()
                        .fetchedAt())
                .isEqualTo(clock.instant());
    }

    @Test
    void tellsFollowersOfARevalidationThatTheyFollowed() {
        github.then(tagged("\"t\"", "[1]"));
        CompletableFuture<Outcome> confirmation = github.thenWait();
        ActorRef<CachedRead.Command> entity = start();
        ask(entity);
        clock.turn(Duration.ofSeconds(70));
        entity.tell(read(proof(), null));
        entity.tell(read(proof(), null));
        awaitCalls(2);
        confirmation.complete(unchanged(Map.of()));
        assertThat(revalidated(replies.receiveMessage()).coalesced()).isFalse();
        assertThat(revalidated(replies.receiveMessage()).coalesced()).isTrue();
    }

    @Test
    void replacesTheAnswerThatChanged() {
        github.then(tagged("\"t\"", "[1]")).then(tagged("\"u\"", "[2]"));
        ActorRef<CachedRead.Command> entity = start();
        ask(entity);
        clock.turn(Duration.ofSeconds(70));
        assertThat(text(filled(ask(entity)).answer())).isEqualTo("[2]");
        assertWritten(2);
    }

    @Test
    void writesAnExtensionBeforeWhatIsWrittenCountsAsExpired() {
        ActorRef<CachedRead.Command> entity = start();
        github.then(tagged("\"t\"", "[1]"));
        ask(entity);
        for (int i = 0; i < 5; i++) {
            clock.turn(Duration.ofSeconds(70));
            github.then(unchanged(Map.of()));
            revalidated(ask(entity));
            assertWritten(1);
        }
        clock.turn(Duration.ofSeconds(70)); // 420 s: less than half of the 600 s from 60 s on are left
        github.then(unchanged(Map.of()));
        revalidated(ask(entity));
        assertWritten(2);
        stop(entity);
        assertThat(fresh(ask(start())).answer().bodyAt())
                .isEqualTo(clock.instant().minusSeconds(420));
    }

    @Test
    void fetchesABodyAnewWhenItWasExtendedForTooLong() {
        ActorRef<CachedRead.Command> entity = start();
        github.then(tagged("\"t\"", "[1]"));
        ask(entity);
        for (int i = 0; i < 5; i++) {
            clock.turn(Duration.ofMinutes(11));
            github.then(unchanged(Map.of()));
            revalidated(ask(entity));
        }
        clock.turn(Duration.ofMinutes(5));
        github.then(tagged("\"t\"", "[1]"));
        assertThat(filled(ask(entity)).answer().bodyAt()).isEqualTo(clock.instant());
        assertThat(github.headers.getLast()).doesNotContainKey("if-none-match");
    }

    @Test
    void fetchesTheBodyWhereTheProofThatComesWithAConfirmationIsOfAnotherGeneration() {
        github.then(tagged("\"t\"", "[1]")).then(unchanged(Map.of())).then(tagged("\"t\"", "[2]"));
        ActorRef<CachedRead.Command> entity = start();
        ask(entity);
        clock.turn(Duration.ofSeconds(70));
        generation = 2;
        assertThat(text(filled(ask(entity, read(null, null))).answer())).isEqualTo("[2]");
        assertThat(github.headers.get(1)).containsKey("if-none-match");
        assertThat(github.headers.get(2)).doesNotContainKey("if-none-match");
        assertThat(text(fresh(ask(entity)).answer())).isEqualTo("[2]");
    }

    @Test
    void revalidatesNothingUnderAnotherGeneration() {
        github.then(tagged("\"t\"", "[1]")).then(json(200, "[2]"));
        ActorRef<CachedRead.Command> entity = start();
        ask(entity);
        generation = 2;
        assertThat(text(filled(ask(entity)).answer())).isEqualTo("[2]");
        assertThat(github.headers.getLast()).doesNotContainKey("if-none-match");
    }

    @Test
    void takesAnEmptySuccessInPlaceOfTheAnswer() {
        github.then(tagged("\"t\"", "[1]")).then(refused(204, Map.of()));
        ActorRef<CachedRead.Command> entity = start();
        ask(entity);
        clock.turn(Duration.ofSeconds(70));
        assertThat(filled(ask(entity)).answer().status()).isEqualTo(204);
        assertThat(fresh(ask(entity)).answer().status()).isEqualTo(204);
        assertWritten(2);
    }

    @Test
    void passesOnThatAnAnswerIsBeingComputedAndKeepsTheOneItHas() {
        github.then(tagged("\"t\"", "[1]")).then(json(202, "{}")).then(unchanged(Map.of()));
        ActorRef<CachedRead.Command> entity = start();
        ask(entity);
        clock.turn(Duration.ofSeconds(70));
        assertThat(filled(ask(entity)).answer().status()).isEqualTo(202);
        assertThat(text(revalidated(ask(entity)).answer())).isEqualTo("[1]");
        assertWritten(1);
    }

    @Test
    void fetchesPlainlyWhereGitHubSentNoValidator() {
        github.then(json(200, "[1]")).then(json(200, "[2]"));
        ActorRef<CachedRead.Command> entity = start();
        ask(entity);
        clock.turn(Duration.ofSeconds(70));
        assertThat(text(filled(ask(entity)).answer())).isEqualTo("[2]");
        assertThat(github.headers.getLast()).doesNotContainKeys("if-none-match", "if-modified-since");
    }
}
