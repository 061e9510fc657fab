package io.octopool.pool.cache;

import static io.octopool.pool.fetch.ScriptedGitHub.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.github.client.Outcome;
import io.octopool.github.request.CanonicalRequest;
import io.octopool.github.request.RequestPath;
import io.octopool.github.request.RequestQuery;
import io.octopool.pool.EntityTest;
import io.octopool.pool.fetch.FetchLadder;
import io.octopool.pool.fetch.FetchPorts;
import io.octopool.pool.fetch.NoNeighbours;
import io.octopool.pool.fetch.ScriptedGitHub;
import io.octopool.pool.lease.CallResult;
import io.octopool.pool.lease.LeaseQuery;
import io.octopool.pool.lease.Pool;
import io.octopool.pool.visibility.Proof;
import io.octopool.pool.visibility.RepoVisibility;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CachedReadTest extends EntityTest {

    private static final CanonicalRequest PULLS =
            CanonicalRequest.of(RequestPath.of("/repos/octo-org/hello-world/pulls"), RequestQuery.NONE);
    private static final String KEY = PULLS.cacheKey("p");

    private final ScriptedGitHub github = new ScriptedGitHub();
    private final TestProbe<ReadReply> replies = kit.createTestProbe(ReadReply.class);
    private long generation = 1;
    private RepoVisibility.@Nullable Reply visibility;

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
    void servesTheBytesAgainWhileTheyAreFresh() {
        github.then(json(200, "[1.0,12345678901234567890]"));
        ActorRef<CachedRead.Command> entity = start();
        Answer first = filled(ask(entity, read(null, null))).answer();
        clock.turn(Duration.ofSeconds(29));
        ReadReply.Fresh second = fresh(ask(entity, read(proof(), null)));
        assertThat(second.answer()).isEqualTo(first);
        assertThat(new String(second.answer().body().text(), StandardCharsets.UTF_8))
                .isEqualTo("[1.0,12345678901234567890]");
        assertThat(github.calls).hasSize(1);
    }

    @Test
    void fetchesAgainWhenTheAnswerIsNoLongerFresh() {
        github.then(json(200, "[1]")).then(json(200, "[2]"));
        ActorRef<CachedRead.Command> entity = start();
        ask(entity, read(null, null));
        clock.turn(Duration.ofSeconds(60));
        assertThat(text(filled(ask(entity, read(null, null))).answer())).isEqualTo("[2]");
    }

    @Test
    void asksForAProofBeforeItServesWithoutOne() {
        github.then(json(200, "[1]"));
        ActorRef<CachedRead.Command> entity = start();
        ask(entity, read(null, null));
        assertThat(fresh(ask(entity, read(null, null))).proof()).isEqualTo(proof());
    }

    @Test
    void refusesWhatIsStoredOnceTheRepositoryIsPrivate() {
        github.then(json(200, "[1]"));
        ActorRef<CachedRead.Command> entity = start();
        ask(entity, read(null, null));
        visibility = new RepoVisibility.Reply.NotPublic(clock.instant());
        ReadReply.Refused refused = (ReadReply.Refused) ask(entity, read(null, null));
        assertThat(refused.refusal().reason()).isEqualTo("repo_not_public");
    }

    @Test
    void servesNothingThatWasFetchedUnderAnotherGeneration() {
        github.then(json(200, "[1]")).then(json(200, "[2]"));
        ActorRef<CachedRead.Command> entity = start();
        ask(entity, read(null, null));
        generation = 3;
        assertThat(text(filled(ask(entity, read(proof(), null))).answer())).isEqualTo("[2]");
    }

    @Test
    void letsBoundedReadersShareTheNextFetchAndNeverAnEarlierOne() {
        CompletableFuture<Outcome> first = github.thenWait();
        CompletableFuture<Outcome> second = github.thenWait();
        ActorRef<CachedRead.Command> entity = start();
        entity.tell(read(null, null));
        replies.expectNoMessage(Duration.ofMillis(50));
        clock.turn(Duration.ofMillis(5));
        for (int i = 0; i < 10; i++) {
            entity.tell(read(null, Duration.ZERO));
        }
        first.complete(json(200, "[1]"));
        assertThat(text(filled(replies.receiveMessage()).answer())).isEqualTo("[1]");
        second.complete(json(200, "[2]"));
        for (int i = 0; i < 10; i++) {
            assertThat(text(filled(replies.receiveMessage()).answer())).isEqualTo("[2]");
        }
        assertThat(github.calls).hasSize(2);
    }

    @Test
    void countsTheTimeSpentWaitingForAnEarlierFetch() {
        CompletableFuture<Outcome> first = github.thenWait();
        github.then(json(200, "[2]"));
        ActorRef<CachedRead.Command> entity = start();
        entity.tell(read(null, null));
        replies.expectNoMessage(Duration.ofMillis(50));
        clock.turn(Duration.ofSeconds(1));
        entity.tell(read(null, Duration.ZERO));
        replies.expectNoMessage(Duration.ofMillis(50));
        clock.turn(Duration.ofSeconds(20));
        first.complete(json(200, "[1]"));
        replies.receiveMessage();
        replies.receiveMessage();
        assertThat(github.timeouts).containsExactly(Duration.ofSeconds(15), Duration.ofSeconds(5));
    }

    @Test
    void stopsEvenWhenItsLastWriteFails() {
        CompletableFuture<Outcome> answer = github.thenWait();
        ActorRef<CachedRead.Command> entity = start();
        entity.tell(read(null, null));
        entity.tell(new CachedRead.Stop());
        PersistenceTestKit.create(kit.system()).failNextPersisted("CachedRead|" + KEY);
        answer.complete(json(200, "[1]"));
        assertThat(replies.receiveMessage()).isInstanceOf(ReadReply.Filled.class);
        replies.expectTerminated(entity, Duration.ofSeconds(10));
    }

    @Test
    void doesNotKeepWhatIsNoSuccess() {
        github.then(json(404, "{}")).then(json(200, "[1]"));
        ActorRef<CachedRead.Command> entity = start();
        assertThat(filled(ask(entity, read(null, null))).freshUntil()).isNull();
        assertThat(filled(ask(entity, read(null, null))).answer().status()).isEqualTo(200);
    }

    @Test
    void handsARefusalToAllWhoWait() {
        CompletableFuture<Outcome> answer = github.thenWait();
        ActorRef<CachedRead.Command> entity = start();
        entity.tell(read(null, null));
        entity.tell(read(null, null));
        answer.complete(new Outcome.TimedOut());
        for (int i = 0; i < 2; i++) {
            ReadReply.Refused refused = (ReadReply.Refused) replies.receiveMessage();
            assertThat(refused.refusal().reason()).isEqualTo("github_timeout");
        }
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
        assertThat(text(fresh(ask(start(), read(proof(), null))).answer())).isEqualTo("[1]");
    }

    @Test
    void recoversTheAnswerItWrote() {
        String large = "[\"" + "x".repeat(50_000) + "\"]";
        github.then(json(200, large));
        ActorRef<CachedRead.Command> entity = start();
        ask(entity, read(null, null));
        entity.tell(new CachedRead.Stop());
        replies.expectTerminated(entity, Duration.ofSeconds(5));
        Answer recovered = fresh(ask(start(), read(proof(), null))).answer();
        assertThat(text(recovered)).isEqualTo(large);
        assertThat(recovered.body().storedBytes()).isLessThan(1000);
    }

    private ReadReply ask(ActorRef<CachedRead.Command> entity, CachedRead.Read read) {
        entity.tell(read);
        return replies.receiveMessage();
    }

    private CachedRead.Read read(@Nullable Proof proof, @Nullable Duration maxAge) {
        return new CachedRead.Read(
                new ReadQuery("r", "p", PULLS, null, false, proof, maxAge, Duration.ofSeconds(25)), replies.getRef());
    }

    private Proof proof() {
        return new Proof(generation, clock.instant(), clock.instant().plusSeconds(30));
    }

    private static String text(Answer answer) {
        return new String(answer.body().text(), StandardCharsets.UTF_8);
    }

    private static ReadReply.Filled filled(ReadReply reply) {
        assertThat(reply).isInstanceOf(ReadReply.Filled.class);
        return (ReadReply.Filled) reply;
    }

    private static ReadReply.Fresh fresh(ReadReply reply) {
        assertThat(reply).isInstanceOf(ReadReply.Fresh.class);
        return (ReadReply.Fresh) reply;
    }

    private ActorRef<CachedRead.Command> start() {
        FetchPorts ports = new Neighbours();
        FetchLadder ladder =
                new FetchLadder(github, _ -> Optional.empty(), ports, Runnable::run, Duration.ofSeconds(15), clock);
        return kit.spawn(Behaviors.setup(context -> new CachedRead(context, KEY, ladder, ports, clock)));
    }

    /** A pool without identities and a repository of the visibility that the test sets, public at first. */
    private final class Neighbours extends NoNeighbours {

        @Override
        public CompletionStage<Pool.LeaseReply> lease(String pool, LeaseQuery query) {
            return CompletableFuture.completedStage(new Pool.LeaseReply.NoIdentity(pool, true));
        }

        @Override
        public void settle(String pool, long leaseId, CallResult result) {
            throw new AssertionError("nothing was leased");
        }

        @Override
        public CompletionStage<RepoVisibility.Reply> prove(String repoKey) {
            RepoVisibility.Reply set = visibility;
            return CompletableFuture.completedStage(set == null ? new RepoVisibility.Reply.Public(proof()) : set);
        }

        @Override
        public CompletionStage<RepoVisibility.Reply> observedPublic(String repoKey) {
            return CompletableFuture.completedStage(new RepoVisibility.Reply.Public(proof()));
        }
    }
}
