package io.octopool.pool.logs;

import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.pool.cache.ReadReply;
import io.octopool.pool.cache.Source;
import io.octopool.pool.fetch.Fetched;
import io.octopool.pool.fetch.Refusal;
import io.octopool.pool.fetch.Refusal.Reason;
import io.octopool.pool.visibility.RepoVisibility;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;

class JobLogTest extends JobLogFixture {

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
}
