package io.octopool.pool.cache;

import static io.octopool.pool.fetch.ScriptedGitHub.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.github.client.Outcome;
import io.octopool.pool.cache.CachedRead.Discard.Cause;
import io.octopool.pool.events.CachedReadEvent.AnswerStored;
import io.octopool.pool.visibility.Proof;
import io.octopool.pool.visibility.RepoVisibility;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.testkit.StorageFailure;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.junit.jupiter.api.Test;

/** What is stored, and when it is served. */
class CachedReadTest extends CachedReadFixture {

    @Test
    void servesTheBytesAgainWhileTheyAreFresh() {
        github.then(json(200, "[1.0,12345678901234567890]"));
        ActorRef<CachedRead.Command> entity = start();
        Answer first = filled(ask(entity, read(null, null))).answer();
        clock.turn(Duration.ofSeconds(29));
        ReadReply.Fresh second = fresh(ask(entity));
        assertThat(second.answer()).isEqualTo(first);
        assertThat(text(second.answer())).isEqualTo("[1.0,12345678901234567890]");
        assertThat(github.calls).hasSize(1);
    }

    @Test
    void fetchesAgainWhenTheAnswerIsNoLongerFresh() {
        github.then(json(200, "[1]")).then(json(200, "[2]"));
        ActorRef<CachedRead.Command> entity = start();
        ask(entity, read(null, null));
        clock.turn(Duration.ofMinutes(1));
        assertThat(text(filled(ask(entity, read(null, null))).answer())).isEqualTo("[2]");
    }

    @Test
    void fetchesAnewWhereTheJournalHoldsADamagedBody() {
        github.then(json(200, "[1]")).then(json(200, "[2]"));
        ActorRef<CachedRead.Command> entity = start();
        ask(entity);
        stop(entity);
        PersistenceTestKit journal = PersistenceTestKit.create(kit.system());
        String id = "CachedRead|" + key();
        AnswerStored whole = (AnswerStored) journal.persistedInStorage(id).getFirst();
        journal.clearByPersistenceId(id);
        journal.persistForRecovery(id, List.of(withBody(whole, new CompressedBody(new byte[] {'['}, false, 3))));
        ActorRef<CachedRead.Command> again = start();
        assertThat(text(filled(ask(again)).answer())).isEqualTo("[2]");
        assertThat(text(fresh(ask(again)).answer())).isEqualTo("[2]");
        assertWritten(2);
    }

    private static AnswerStored withBody(AnswerStored stored, CompressedBody body) {
        Answer answer = stored.answer();
        return new AnswerStored(
                stored.key(),
                stored.pool(),
                stored.path(),
                stored.queryJson(),
                stored.varyJson(),
                stored.routeKey(),
                stored.routeKind(),
                stored.repo(),
                stored.generation(),
                new Answer(
                        answer.status(),
                        answer.headersJson(),
                        answer.encoding(),
                        body,
                        answer.source(),
                        answer.etag(),
                        answer.lastModified(),
                        answer.fetchedAt()),
                stored.storedAt(),
                stored.freshUntil(),
                stored.staleUntil());
    }

    @Test
    void asksForAProofBeforeItServesWithoutOne() {
        github.then(json(200, "[1]"));
        ActorRef<CachedRead.Command> entity = start();
        ask(entity);
        assertThat(fresh(ask(entity, read(null, null))).proof()).isEqualTo(proof());
        assertThat(proofsAsked).hasValue(1);
    }

    @Test
    void servesUnderAProofGivenForTheReadWhateverItsTimeToLive() {
        github.then(json(200, "[1]"));
        ActorRef<CachedRead.Command> entity = start();
        ask(entity);
        visibility = new RepoVisibility.Reply.Public(new Proof(1, clock.instant(), clock.instant()));
        assertThat(text(fresh(ask(entity, read(null, null))).answer())).isEqualTo("[1]");
    }

    @Test
    void refusesAndRemovesWhatIsStoredOnceTheRepositoryIsPrivate() {
        github.then(json(200, "[1]"));
        ActorRef<CachedRead.Command> entity = start();
        ask(entity);
        visibility = new RepoVisibility.Reply.NotPublic(clock.instant());
        assertThat(refusal(ask(entity, read(null, null)))).isEqualTo("repo_not_public");
        assertThat(discard(entity, Cause.EXPIRED)).isEqualTo(new CachedRead.Discarded(key(), true));
        assertWritten(2);
        assertThat(memory.heldBytes()).isZero();
    }

    @Test
    void servesNothingThatWasFetchedUnderAnotherGeneration() {
        github.then(json(200, "[1]")).then(json(200, "[2]"));
        ActorRef<CachedRead.Command> entity = start();
        ask(entity);
        generation = 3;
        assertThat(text(filled(ask(entity)).answer())).isEqualTo("[2]");
    }

    @Test
    void keepsWhatWasFetchedUnderAProofThatRanOutMeanwhile() {
        CompletableFuture<Outcome> answer = github.thenWait();
        github.then(json(200, "[2]"));
        ActorRef<CachedRead.Command> entity = start();
        Proof brief = new Proof(1, clock.instant(), clock.instant().plusSeconds(1));
        visibility = new RepoVisibility.Reply.Public(brief);
        entity.tell(read(brief, null));
        awaitCalls(1);
        observedProof = brief;
        clock.turn(Duration.ofSeconds(2));
        answer.complete(json(200, "[1]"));
        assertThat(filled(replies.receiveMessage()).freshUntil()).isNotNull();
        visibility = null;
        assertThat(text(fresh(ask(entity, read(null, null))).answer())).isEqualTo("[1]");
        assertThat(proofsAsked).hasValue(1);
        observedProof = null;
        generation = 2;
        assertThat(text(filled(ask(entity)).answer())).isEqualTo("[2]");
    }

    @Test
    void recoversTheAnswerItWrote() {
        String large = "[\"" + "x".repeat(50_000) + "\"]";
        github.then(json(200, large));
        ActorRef<CachedRead.Command> entity = start();
        ask(entity, read(null, null));
        stop(entity);
        Answer recovered = fresh(ask(start())).answer();
        assertThat(text(recovered)).isEqualTo(large);
        assertThat(recovered.body().storedBytes()).isLessThan(1000);
    }

    @Test
    void servesWhatItCouldNotWrite() {
        github.then(json(200, "[1]"));
        ActorRef<CachedRead.Command> entity = start();
        PersistenceTestKit.create(kit.system()).failNextPersisted("CachedRead|" + key());
        ask(entity);
        assertThat(text(fresh(ask(entity)).answer())).isEqualTo("[1]");
        assertWritten(0);
    }

    @Test
    void stopsEvenWhenItsLastWriteFails() {
        CompletableFuture<Outcome> answer = github.thenWait();
        ActorRef<CachedRead.Command> entity = start();
        entity.tell(read(null, null));
        entity.tell(new CachedRead.Stop());
        PersistenceTestKit.create(kit.system()).failNextPersisted("CachedRead|" + key());
        answer.complete(json(200, "[1]"));
        assertThat(replies.receiveMessage()).isInstanceOf(ReadReply.Filled.class);
        replies.expectTerminated(entity, Duration.ofSeconds(10));
    }

    @Test
    void answersThoseWhoWaitAndWritesBeforeItStops() {
        CompletableFuture<Outcome> answer = github.thenWait();
        ActorRef<CachedRead.Command> entity = start();
        entity.tell(read(null, null));
        entity.tell(new CachedRead.Stop());
        answer.complete(json(200, "[1]"));
        assertThat(replies.receiveMessage()).isInstanceOf(ReadReply.Filled.class);
        replies.expectTerminated(entity, Duration.ofSeconds(5));
        assertThat(text(fresh(ask(start())).answer())).isEqualTo("[1]");
    }

    @Test
    void reportsWhatItHoldsInMemoryAndTakesItBackWhenItEnds() {
        github.then(json(200, "[\"" + "y".repeat(900) + "\"]"));
        ActorRef<CachedRead.Command> entity = start();
        ask(entity);
        assertThat(memory.heldBytes()).isBetween(MemoryBudget.PER_ENTITY + 900, MemoryBudget.PER_ENTITY + 1200);
        memory.hold("another", 1 << 20, () -> {});
        assertThat(toldToLeave).hasValue(1);

        ask(entity, read(proof(), Duration.ofMinutes(1)));
        stop(entity);
        memory.release("another");
        assertThat(memory.heldBytes()).isZero();
        ask(start());
        assertThat(memory.heldBytes()).isPositive();
    }

    @Test
    void answersWhoeverAskedBeforeItsJournalCouldBeRead() {
        PersistenceTestKit.create(kit.system()).failNextRead("CachedRead|" + key());
        github.then(json(200, "[1]"));
        assertThat(text(filled(ask(start())).answer())).isEqualTo("[1]");
        assertThat(github.calls).hasSize(1);
    }

    @Test
    void saysThatTheRelayIsOverloadedWhileItsJournalCannotBeReadAndStopsWhenAsked() {
        PersistenceTestKit.create(kit.system()).withPolicy((_, _) -> StorageFailure.create());
        ActorRef<CachedRead.Command> entity = start();
        entity.tell(read(null, null));
        entity.tell(new CachedRead.Stop());
        assertThat(refusal(replies.receiveMessage(Duration.ofSeconds(30)))).isEqualTo("relay_overloaded");
        replies.expectTerminated(entity, Duration.ofSeconds(30));
        assertThat(github.calls).isEmpty();
    }

    @Test
    void takesUpAllThatItWasAskedBeforeItStops() {
        github.then(json(200, "[1]"));
        ActorRef<CachedRead.Command> entity = start();
        entity.tell(new CachedRead.Discard(Cause.EXPIRED, discards.getRef()));
        entity.tell(read(null, null));
        entity.tell(new CachedRead.Stop());
        assertThat(discards.receiveMessage().gone()).isTrue();
        assertThat(text(filled(replies.receiveMessage()).answer())).isEqualTo("[1]");
        replies.expectTerminated(entity, Duration.ofSeconds(10));
    }

    @Test
    void servesWhatIsInMemoryWithoutItsJournal() {
        github.then(json(200, "[1]"));
        ActorRef<CachedRead.Command> entity = start();
        ask(entity);
        assertWritten(1);
        PersistenceTestKit.create(kit.system()).withPolicy((_, _) -> StorageFailure.create());
        for (int i = 0; i < 3; i++) {
            assertThat(text(fresh(ask(entity)).answer())).isEqualTo("[1]");
        }
    }
}
