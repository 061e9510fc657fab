package io.octopool.pool.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.octopool.github.Bytes;
import io.octopool.github.answer.Body;
import io.octopool.github.client.ResponseHeaders;
import io.octopool.github.request.CanonicalRequest;
import io.octopool.github.request.RequestPath;
import io.octopool.github.request.RequestQuery;
import io.octopool.pool.EntityTest;
import io.octopool.pool.cache.Answer;
import io.octopool.pool.cache.CompressedBody;
import io.octopool.pool.cache.ReadQuery;
import io.octopool.pool.cache.ReadReply;
import io.octopool.pool.cache.Source;
import io.octopool.pool.fetch.FetchRequest;
import io.octopool.pool.fetch.Fetched;
import io.octopool.pool.fetch.NoNeighbours;
import io.octopool.pool.fetch.Refusal;
import io.octopool.pool.fetch.Refusal.Reason;
import io.octopool.pool.lease.CallResult;
import io.octopool.pool.lease.LeaseQuery;
import io.octopool.pool.lease.LeaseReason;
import io.octopool.pool.lease.LeaseTicket;
import io.octopool.pool.lease.Pool;
import io.octopool.pool.visibility.Proof;
import io.octopool.pool.visibility.RepoVisibility;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JobLogTest extends EntityTest {

    private static final CanonicalRequest LOG =
            CanonicalRequest.of(RequestPath.of("/repos/Octo-Org/hello/actions/jobs/5/logs"), RequestQuery.NONE);
    private static final String KEY = LOG.cacheKey("p");
    private static final Fetched.GaveUp TOO_LARGE = gaveUp(Reason.GITHUB_RESPONSE_TOO_LARGE);

    private final LogShelf shelf = new LogShelf();
    private final Downloads downloads = new Downloads();
    private final Neighbours neighbours = new Neighbours();
    private final TestProbe<ReadReply> replies = kit.createTestProbe(ReadReply.class);
    private long generation = 7;

    @Test
    void downloadsOnceForAllWhoWaitAndKeepsTheLogOfACompletedJob() {
        CompletableFuture<Fetched> download = downloads.thenWait();
        ActorRef<JobLog.Command> entity = start();
        for (int i = 0; i < 50; i++) {
            entity.tell(read());
        }
        download.complete(log("one"));
        int leaders = 0;
        for (int i = 0; i < 50; i++) {
            ReadReply.Filled filled = filled(replies.receiveMessage());
            assertThat(filled.freshUntil()).isEqualTo(clock.instant().plus(Duration.ofHours(1)));
            leaders += filled.coalesced() ? 0 : 1;
        }
        assertThat(leaders).isEqualTo(1);
        ReadReply.Fresh fresh = fresh(ask(entity, read()));
        assertThat(text(fresh.answer())).isEqualTo("\"one\"");
        assertThat(fresh.answer().headersJson()).isEqualTo("{\"content-type\":\"text/plain\"}");
        assertThat(downloads.requests).hasSize(1);
        assertThat(neighbours.jobs).containsExactly("/repos/Octo-Org/hello/actions/jobs/5");
    }

    @Test
    void keepsNoLogOfAJobThatIsNotKnownToBeCompleted() {
        List<ReadReply> jobs =
                List.of(job("in_progress"), new ReadReply.Refused(Refusal.fallback(Reason.GITHUB_TIMEOUT), null));
        for (ReadReply job : jobs) {
            neighbours.job = job;
            downloads.then(log("running"));
            assertThat(filled(ask(start(), read())))
                    .returns(null, ReadReply.Filled::freshUntil)
                    .returns(false, ReadReply.Filled::terminal);
        }
        neighbours.job = null;
        downloads.then(log("running"));
        assertThat(filled(ask(start(), read()))).returns(false, ReadReply.Filled::terminal);
        assertThat(shelf.logs).isEmpty();
    }

    @Test
    void asksGitHubAfterAnHourWhetherItStillHasTheLog() {
        downloads.then(log("one")).then(stillThere());
        ActorRef<JobLog.Command> entity = start();
        ask(entity, read());
        clock.turn(Duration.ofHours(1));
        Instant asked = clock.instant();
        ReadReply.Revalidated confirmed = revalidated(ask(entity, read()));
        assertThat(confirmed.freshUntil()).isEqualTo(asked.plus(Duration.ofHours(1)));
        assertThat(confirmed.answer().source()).isEqualTo(Source.identity("b", "pat"));
        assertThat(confirmed.answer().fetchedAt()).isEqualTo(asked);
        assertThat(confirmed.answer().bodyAt()).isEqualTo(asked.minus(Duration.ofHours(1)));
        assertThat(text(confirmed.answer())).isEqualTo("\"one\"");
        clock.turn(Duration.ofMinutes(59));
        assertThat(fresh(ask(entity, read())).freshUntil()).isEqualTo(asked.plus(Duration.ofHours(1)));
        assertThat(downloads.requests).hasSize(2);
        assertThat(downloads.requests.getFirst().stored()).isNull();
        assertThat(Objects.requireNonNull(downloads.requests.getLast().stored()).source())
                .isEqualTo(Source.identity("a", "pat"));
    }

    @Test
    void forgetsALogThatGitHubNoLongerHas() {
        downloads.then(log("one")).then(answered(404, "gone")).then(log("two"));
        ActorRef<JobLog.Command> entity = start();
        ask(entity, read());
        clock.turn(Duration.ofHours(2));
        ReadReply.Filled gone = filled(ask(entity, read()));
        assertThat(gone.answer().status()).isEqualTo(404);
        assertThat(gone.freshUntil()).isNull();
        assertThat(gone.terminal()).isTrue();
        assertThat(fresh(ask(entity, read())).answer()).isEqualTo(gone.answer());
        assertThat(shelf.logs).isEmpty();
        clock.turn(Duration.ofMinutes(1));
        assertThat(text(filled(ask(entity, read())).answer())).isEqualTo("\"two\"");
    }

    @Test
    void remembersForAMinuteThatGitHubHasNoLog() {
        neighbours.job = job("in_progress");
        for (int status : List.of(404, 410, 422, 451)) {
            ActorRef<JobLog.Command> entity = start();
            downloads.requests.clear();
            downloads.then(answered(status, "none"));
            Instant asked = clock.instant();
            assertThat(filled(ask(entity, read()))).returns(null, ReadReply.Filled::freshUntil);
            clock.turn(Duration.ofSeconds(59));
            ReadReply.Fresh remembered = fresh(ask(entity, read()));
            assertThat(remembered.answer().status()).isEqualTo(status);
            assertThat(remembered.freshUntil()).isEqualTo(asked.plusSeconds(60));
            assertThat(downloads.requests).hasSize(1);
            clock.turn(Duration.ofSeconds(1));
            downloads.then(log("one"));
            assertThat(text(filled(ask(entity, read())).answer())).isEqualTo("\"one\"");
        }
    }

    @Test
    void asksAgainForAnAbsentLogWhereTheMemoryOfItDoesNotDo() {
        neighbours.job = job("in_progress");
        downloads.then(answered(404, "none"));
        ActorRef<JobLog.Command> entity = start();
        ask(entity, read());
        generation = 8;
        downloads
                .then(answered(404, "of another generation"))
                .then(answered(404, "recent"))
                .then(answered(403, "forbidden"))
                .then(log("one"))
                .then(log("two"));
        assertThat(text(filled(ask(entity, read())).answer())).isEqualTo("\"of another generation\"");
        clock.turn(Duration.ofSeconds(1));
        assertThat(text(filled(ask(entity, read("bounded", Duration.ZERO))).answer()))
                .isEqualTo("\"recent\"");
        neighbours.visibility = new RepoVisibility.Reply.NotPublic(clock.instant());
        assertThat(reason(ask(entity, read()))).isEqualTo("repo_not_public");
        neighbours.visibility = null;
        assertThat(text(fresh(ask(entity, read())).answer())).isEqualTo("\"recent\"");
        clock.turn(Duration.ofMinutes(1));
        assertThat(text(filled(ask(entity, read())).answer())).isEqualTo("\"forbidden\"");
        assertThat(text(filled(ask(entity, read())).answer())).isEqualTo("\"one\"");
        assertThat(text(filled(ask(entity, read())).answer())).isEqualTo("\"two\"");
    }

    @Test
    void tellsThatALogWhichACompletedJobDoesNotHaveWouldHaveBeenKept() {
        downloads.then(answered(404, "none"));
        assertThat(filled(ask(start(), read())))
                .returns(null, ReadReply.Filled::freshUntil)
                .returns(true, ReadReply.Filled::terminal);
        assertThat(shelf.logs).isEmpty();
    }

    @Test
    void tellsAllButOneOfThoseWhoWaitThatAnotherAsked() {
        downloads.then(log("one"));
        ActorRef<JobLog.Command> entity = start();
        ask(entity, read());
        clock.turn(Duration.ofHours(1));
        CompletableFuture<Fetched> confirmation = downloads.thenWait();
        entity.tell(read());
        entity.tell(read());
        confirmation.complete(stillThere());
        assertThat(List.of(replies.receiveMessage(), replies.receiveMessage()))
                .extracting(reply -> revalidated(reply).coalesced())
                .containsExactlyInAnyOrder(false, true);
    }

    @Test
    void takesTheLogThatComesInsteadOfAConfirmation() {
        downloads.then(log("one")).then(log("again"));
        ActorRef<JobLog.Command> entity = start();
        ask(entity, read());
        clock.turn(Duration.ofHours(2));
        assertThat(text(filled(ask(entity, read())).answer())).isEqualTo("\"again\"");
        assertThat(text(fresh(ask(entity, read())).answer())).isEqualTo("\"again\"");
    }

    @Test
    void letsAStoredLogStandInWhileGitHubCannotBeAsked() {
        downloads.then(log("one")).then(gaveUp(Reason.GITHUB_TIMEOUT)).then(gaveUp(Reason.REPO_NOT_PUBLIC));
        ActorRef<JobLog.Command> entity = start();
        ask(entity, read());
        clock.turn(Duration.ofHours(2));
        ReadReply.Stale stale = (ReadReply.Stale) ask(entity, read());
        assertThat(stale.reason()).isEqualTo("github_timeout");
        assertThat(reason(ask(entity, read()))).isEqualTo("repo_not_public");
    }

    @Test
    void downloadsAnewWhatIsAWeekOldOrOfAnotherGeneration() {
        downloads.then(log("one")).then(log("two")).then(log("three"));
        ActorRef<JobLog.Command> entity = start();
        ask(entity, read());
        generation = 8;
        assertThat(text(filled(ask(entity, read())).answer())).isEqualTo("\"two\"");
        clock.turn(Duration.ofDays(7));
        assertThat(text(filled(ask(entity, read())).answer())).isEqualTo("\"three\"");
        assertThat(downloads.requests).allMatch(request -> request.stored() == null);
    }

    @Test
    void downloadsAnewAWeekAfterTheDownloadHoweverOftenTheLogWasConfirmed() {
        downloads.then(log("one"));
        ActorRef<JobLog.Command> entity = start();
        Instant downloaded = clock.instant();
        ask(entity, read());
        for (int day = 1; day <= 6; day++) {
            clock.turn(Duration.ofDays(1));
            downloads.then(stillThere());
            revalidated(ask(entity, read()));
        }
        clock.turn(Duration.ofMinutes(23 * 60 + 30));
        Instant end = downloaded.plus(Duration.ofDays(7));
        downloads.then(stillThere());
        assertThat(revalidated(ask(entity, read())).freshUntil()).isEqualTo(end);
        assertThat(fresh(ask(entity, read())).freshUntil()).isEqualTo(end);
        clock.turn(Duration.ofMinutes(30));
        downloads.then(log("two"));
        assertThat(text(filled(ask(entity, read())).answer())).isEqualTo("\"two\"");
        assertThat(downloads.requests.getLast().stored()).isNull();
    }

    @Test
    void refusesTheLogOfARepositoryThatIsNotPublic() {
        downloads.then(log("one"));
        ActorRef<JobLog.Command> entity = start();
        ask(entity, read());
        neighbours.visibility = new RepoVisibility.Reply.NotPublic(clock.instant());
        assertThat(reason(ask(entity, read()))).isEqualTo("repo_not_public");
    }

    @Test
    void worksWithoutItsStore() {
        shelf.broken = true;
        downloads.then(log("one")).then(log("two"));
        ActorRef<JobLog.Command> entity = start();
        assertThat(text(filled(ask(entity, read())).answer())).isEqualTo("\"one\"");
        assertThat(text(filled(ask(entity, read())).answer())).isEqualTo("\"two\"");
    }

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

    private ReadReply ask(ActorRef<JobLog.Command> entity, JobLog.Read read) {
        entity.tell(read);
        return replies.receiveMessage();
    }

    private JobLog.Read read() {
        return read("r", null);
    }

    private JobLog.Read read(String requestId, @Nullable Duration maxAge) {
        return read(requestId, maxAge, Duration.ofSeconds(25));
    }

    private JobLog.Read read(String requestId, @Nullable Duration maxAge, Duration remaining) {
        return new JobLog.Read(
                new ReadQuery(requestId, "p", LOG, null, false, null, maxAge, remaining), replies.getRef());
    }

    /** Waits until the entity has handled all that it was told: a reader without time is told so at once. */
    private void awaitHandled(ActorRef<JobLog.Command> entity) {
        TestProbe<ReadReply> late = kit.createTestProbe(ReadReply.class);
        entity.tell(new JobLog.Read(read("late", null, Duration.ZERO).query(), late.getRef()));
        assertThat(reason(late.receiveMessage())).isEqualTo("github_timeout");
    }

    private ActorRef<JobLog.Command> start() {
        return kit.spawn(JobLog.create(KEY, downloads, shelf, neighbours, clock));
    }

    private Fetched log(String text) {
        return answered(200, text);
    }

    private Fetched answered(int status, String text) {
        return new Fetched.Obtained(
                status,
                new ResponseHeaders(Map.of("content-type", "text/plain", "x-ratelimit-remaining", "7")),
                Body.decode("text/plain", Bytes.utf8(text)),
                Source.identity("a", "pat"),
                null,
                proof(),
                LeaseReason.STICKY);
    }

    private Fetched stillThere() {
        return new Fetched.NotModified(ResponseHeaders.NONE, Source.identity("b", "pat"), proof(), LeaseReason.STICKY);
    }

    private static Fetched.GaveUp gaveUp(Reason reason) {
        return new Fetched.GaveUp(Refusal.fallback(reason), null, null, reason != Reason.NO_IDENTITY);
    }

    private ReadReply job(String status) {
        Answer answer = new Answer(
                200,
                "{}",
                "json",
                CompressedBody.of(("{\"status\":\"" + status + "\"}").getBytes(StandardCharsets.UTF_8)),
                Source.anonymous(),
                null,
                null,
                clock.instant());
        return new ReadReply.Fresh(answer, clock.instant(), null);
    }

    private Proof proof() {
        return new Proof(generation, clock.instant(), clock.instant().plusSeconds(30));
    }

    private static String text(Answer answer) {
        return new String(answer.body().text(), StandardCharsets.UTF_8);
    }

    private static @Nullable String reason(ReadReply reply) {
        assertThat(reply).isInstanceOf(ReadReply.Refused.class);
        return ((ReadReply.Refused) reply).refusal().reason();
    }

    private static ReadReply.Filled filled(ReadReply reply) {
        assertThat(reply).isInstanceOf(ReadReply.Filled.class);
        return (ReadReply.Filled) reply;
    }

    private static ReadReply.Revalidated revalidated(ReadReply reply) {
        assertThat(reply).isInstanceOf(ReadReply.Revalidated.class);
        return (ReadReply.Revalidated) reply;
    }

    private static ReadReply.Fresh fresh(ReadReply reply) {
        assertThat(reply).isInstanceOf(ReadReply.Fresh.class);
        return (ReadReply.Fresh) reply;
    }

    /** Downloads that bring what is on the list, in order. */
    private static final class Downloads implements LogFetch {

        private final List<FetchRequest> requests = new CopyOnWriteArrayList<>();
        private final Deque<CompletableFuture<Fetched>> script = new ArrayDeque<>();

        synchronized Downloads then(Fetched fetched) {
            script.add(CompletableFuture.completedFuture(fetched));
            return this;
        }

        synchronized CompletableFuture<Fetched> thenWait() {
            CompletableFuture<Fetched> later = new CompletableFuture<>();
            script.add(later);
            return later;
        }

        @Override
        public synchronized CompletionStage<Fetched> fetch(FetchRequest request) {
            requests.add(request);
            return script.removeFirst();
        }
    }

    /** A job of the status that the test sets, completed at first, in a repository of the visibility that it sets. */
    private final class Neighbours extends NoNeighbours {

        private final List<String> jobs = new CopyOnWriteArrayList<>();
        private final List<String> left = new CopyOnWriteArrayList<>();
        private volatile @Nullable CompletableFuture<ReadReply> laterJob;
        private @Nullable ReadReply job = job("completed");
        private RepoVisibility.@Nullable Reply visibility;

        @Override
        public CompletionStage<ReadReply> read(ReadQuery query) {
            jobs.add(query.request().target());
            CompletableFuture<ReadReply> later = laterJob;
            if (later != null) {
                return later;
            }
            ReadReply set = job;
            return set == null
                    ? CompletableFuture.failedStage(new IllegalStateException("no answer"))
                    : CompletableFuture.completedStage(set);
        }

        @Override
        public void leave(ReadQuery query) {
            left.add(query.requestId());
        }

        @Override
        public CompletionStage<RepoVisibility.Reply> prove(String repoKey) {
            assertThat(repoKey).isEqualTo("octo-org/hello");
            RepoVisibility.Reply set = visibility;
            return CompletableFuture.completedStage(set == null ? new RepoVisibility.Reply.Public(proof()) : set);
        }

        @Override
        public CompletionStage<Pool.LeaseReply> lease(String pool, LeaseQuery query) {
            throw new AssertionError("a log is not leased for");
        }

        @Override
        public void settle(String pool, LeaseTicket lease, CallResult result) {
            throw new AssertionError("nothing was leased");
        }

        @Override
        public CompletionStage<RepoVisibility.Reply> observedPublic(String repoKey, Instant askedAt) {
            throw new AssertionError("nothing was observed");
        }
    }
}
