package io.octopool.pool.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.octopool.pool.cache.ReadQuery;
import io.octopool.pool.cache.ReadReply;
import io.octopool.pool.cache.Source;
import io.octopool.pool.fetch.Fetched;
import io.octopool.pool.fetch.Refusal.Reason;
import io.octopool.pool.visibility.Proof;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who waits for a log and for how long, what is remembered of failures, and what is told without reading. */
class JobLogFlightsTest extends JobLogFixture {

    @Test
    void remembersForAnHourThatALogIsTooLarge() {
        downloads.then(TOO_LARGE).then(TOO_LARGE);
        ActorRef<JobLog.Command> entity = start();
        ask(entity, read());
        clock.turn(Duration.ofMinutes(59));
        assertThat(reason(ask(entity, read()))).isEqualTo("github_response_too_large");
        assertThat(downloads.requests).hasSize(1);
        clock.turn(Duration.ofMinutes(1));
        ask(entity, read());
        assertThat(downloads.requests).hasSize(2);
    }

    @Test
    void remembersForAMomentARefusalThatCostACall() {
        downloads
                .then(gaveUp(Reason.GITHUB_RATE_LIMITED))
                .then(gaveUp(Reason.NO_IDENTITY))
                .then(log("one"));
        ActorRef<JobLog.Command> entity = start();
        assertThat(reason(ask(entity, read()))).isEqualTo("github_rate_limited");
        clock.turn(Duration.ofMillis(4_999));
        assertThat(reason(ask(entity, read()))).isEqualTo("github_rate_limited");
        clock.turn(Duration.ofMillis(1));
        assertThat(reason(ask(entity, read()))).isEqualTo("no_identity");
        assertThat(filled(ask(entity, read())).answer().status()).isEqualTo(200);
    }

    @Test
    void tellsThatTheLogWhichIsRefusedIsOfACompletedJob() {
        downloads.then(gaveUp(Reason.GITHUB_RATE_LIMITED)).then(gaveUp(Reason.GITHUB_RATE_LIMITED));
        ActorRef<JobLog.Command> entity = start();
        assertThat(((ReadReply.Refused) ask(entity, read())).terminal()).isTrue();
        assertThat(((ReadReply.Refused) ask(entity, read())).terminal()).isTrue();
        neighbours.job = job("in_progress");
        assertThat(((ReadReply.Refused) ask(start(), read())).terminal()).isFalse();
        assertThat(downloads.requests).hasSize(2);
    }

    @Test
    void tellsWithoutReadingWhatALogIsGoodFor() {
        downloads.then(log("one"));
        ActorRef<JobLog.Command> entity = start();
        assertThat(peek(entity, null)).isEqualTo(new PeekedLog(LogRules.DOWNLOAD, null, null, false));
        ask(entity, read());
        replies.awaitAssert(
                () -> // whoever asked is answered before the errand has landed
                assertThat(peek(entity, null).fetching()).isFalse());
        Instant stored = clock.instant();
        Instant freshUntil = stored.plus(Duration.ofHours(1));
        PeekedLog.Kept kept = new PeekedLog.Kept(200, stored, stored, freshUntil, Source.identity("a", "pat"));
        assertThat(peek(entity, null)).isEqualTo(new PeekedLog(LogRules.SERVE, null, kept, false));
        assertThat(peek(entity, proof()).rule()).isEqualTo(LogRules.SERVE);
        clock.turn(Duration.ofHours(1));
        assertThat(peek(entity, null)).isEqualTo(new PeekedLog(LogRules.CONFIRM, null, kept, false));
        generation++;
        assertThat(peek(entity, proof()).rule()).isEqualTo(LogRules.DOWNLOAD);
        clock.turn(Duration.ofDays(7));
        assertThat(peek(entity, null).rule()).isEqualTo(LogRules.EXPIRE);
        assertThat(shelf.logs).containsKey(KEY);
        shelf.broken = true;
        assertThat(peek(entity, null).kept()).isNull();
        assertThat(downloads.requests).hasSize(1);
    }

    @Test
    void tellsWithoutReadingWhatItWouldRepeatAndThatItReads() {
        downloads.then(TOO_LARGE);
        ActorRef<JobLog.Command> entity = start();
        ask(entity, read());
        assertThat(peek(entity, null).refusal()).isEqualTo(TOO_LARGE.refusal());
        clock.turn(Duration.ofHours(1));
        assertThat(peek(entity, null).refusal()).isNull();
        CompletableFuture<Fetched> download = downloads.thenWait();
        entity.tell(read());
        assertThat(peek(entity, null).fetching()).isTrue();
        download.complete(log("one"));
        assertThat(replies.receiveMessage()).isInstanceOf(ReadReply.Filled.class);
    }

    private PeekedLog peek(ActorRef<JobLog.Command> entity, @Nullable Proof proof) {
        TestProbe<PeekedLog> peeked = kit.createTestProbe(PeekedLog.class);
        entity.tell(new JobLog.Peek(
                new ReadQuery("r", "p", LOG, null, false, proof, null, Duration.ofSeconds(5)), peeked.getRef()));
        return peeked.receiveMessage();
    }

    @Test
    void handsAFailureToAllWhoWait() {
        CompletableFuture<Fetched> download = downloads.thenWait();
        ActorRef<JobLog.Command> entity = start();
        entity.tell(read());
        entity.tell(read());
        download.completeExceptionally(new IllegalStateException("broken"));
        assertThat(reason(replies.receiveMessage())).isEqualTo("relay_overloaded");
        assertThat(reason(replies.receiveMessage())).isEqualTo("relay_overloaded");
    }

    @Test
    void asksAgainForReadersWhomTheErrandUnderWayDoesNotSuit() {
        downloads.then(log("one"));
        ActorRef<JobLog.Command> entity = start();
        ask(entity, read());
        clock.turn(Duration.ofMinutes(1));
        CompletableFuture<Fetched> confirmation = downloads.thenWait();
        entity.tell(read("bounded", Duration.ZERO));
        await().until(() -> downloads.requests.size() == 2);
        clock.turn(Duration.ofMillis(5));
        downloads.then(stillThere());
        entity.tell(read("later", Duration.ZERO));
        confirmation.complete(stillThere());
        Instant first = revalidated(replies.receiveMessage()).freshUntil();
        assertThat(revalidated(replies.receiveMessage()).freshUntil()).isEqualTo(first.plusMillis(5));
        assertThat(downloads.requests).hasSize(3);
    }

    @Test
    void cancelsADownloadThatNobodyWaitsForAndServesTheNextReader() {
        CompletableFuture<Fetched> download = downloads.thenWait();
        ActorRef<JobLog.Command> entity = start();
        entity.tell(read("first", null));
        entity.tell(read("second", null));
        entity.tell(new JobLog.Leave("first"));
        entity.tell(new JobLog.Leave("stranger"));
        awaitHandled(entity);
        assertThat(download).isNotDone();
        entity.tell(new JobLog.Leave("second"));
        downloads.then(log("one"));
        assertThat(text(filled(ask(entity, read())).answer())).isEqualTo("\"one\"");
        assertThat(download).isCancelled();
    }

    @Test
    void goesOnForPatientReadersWhenTheTimeOfTheFirstIsOver() {
        CompletableFuture<Fetched> download = downloads.thenWait();
        ActorRef<JobLog.Command> entity = start();
        entity.tell(read("hasty", null, Duration.ofMillis(100)));
        entity.tell(read("patient", null));
        awaitHandled(entity);
        assertThat(downloads.requests.getFirst().deadline())
                .isEqualTo(clock.instant().plus(ReadQuery.MOST_PATIENCE));
        clock.turn(Duration.ofMillis(100));
        assertThat(reason(replies.receiveMessage())).isEqualTo("github_timeout");
        assertThat(download).isNotDone();
        download.complete(log("one"));
        assertThat(text(filled(replies.receiveMessage()).answer())).isEqualTo("\"one\"");
    }

    @Test
    void cancelsADownloadWhenTheTimeOfAllWhoWaitIsOver() {
        CompletableFuture<Fetched> download = downloads.thenWait();
        ActorRef<JobLog.Command> entity = start();
        entity.tell(read("first", null, Duration.ofMillis(100)));
        awaitHandled(entity);
        clock.turn(Duration.ofMillis(1));
        entity.tell(read("next", Duration.ZERO, Duration.ofMillis(100)));
        awaitHandled(entity);
        entity.tell(new JobLog.Stop());
        clock.turn(Duration.ofMillis(100));
        for (int i = 0; i < 2; i++) {
            assertThat(reason(replies.receiveMessage())).isEqualTo("github_timeout");
        }
        await().until(download::isCancelled);
        replies.expectTerminated(entity, Duration.ofSeconds(5));
        assertThat(downloads.requests).hasSize(1);
    }

    @Test
    void letsAStoredLogStandInForAReaderWhoseTimeIsOver() {
        downloads.then(log("one"));
        ActorRef<JobLog.Command> entity = start();
        ask(entity, read());
        clock.turn(Duration.ofHours(1));
        CompletableFuture<Fetched> confirmation = downloads.thenWait();
        entity.tell(read("hasty", null, Duration.ofMillis(100)));
        await().until(() -> downloads.requests.size() == 2);
        clock.turn(Duration.ofMillis(100));
        ReadReply.Stale stale = (ReadReply.Stale) replies.receiveMessage();
        assertThat(stale.reason()).isEqualTo("github_timeout");
        assertThat(text(stale.answer())).isEqualTo("\"one\"");
        await().until(confirmation::isCancelled);
    }

    @Test
    void leavesTheReadOfTheJobThatNobodyWaitsForAndDownloadsNothing() {
        neighbours.laterJob = new CompletableFuture<>();
        ActorRef<JobLog.Command> entity = start();
        entity.tell(read("first", null));
        await().until(() -> neighbours.jobs.size() == 1);
        entity.tell(new JobLog.Leave("first"));
        await().until(() -> neighbours.left.equals(List.of("first/job")));
        neighbours.laterJob.complete(job("completed"));
        neighbours.laterJob = null;
        downloads.then(log("one"));
        assertThat(text(filled(ask(entity, read())).answer())).isEqualTo("\"one\"");
        assertThat(downloads.requests).hasSize(1);
    }

    @Test
    void answersThoseWhoWaitBeforeItStops() {
        CompletableFuture<Fetched> download = downloads.thenWait();
        ActorRef<JobLog.Command> entity = start();
        entity.tell(read());
        entity.tell(new JobLog.Stop());
        download.complete(log("one"));
        assertThat(replies.receiveMessage()).isInstanceOf(ReadReply.Filled.class);
        replies.expectTerminated(entity, Duration.ofSeconds(5));
        assertThat(shelf.logs).containsKey(KEY);
    }
}
