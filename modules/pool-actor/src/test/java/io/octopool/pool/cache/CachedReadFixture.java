package io.octopool.pool.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.octopool.github.request.CanonicalRequest;
import io.octopool.github.request.RequestPath;
import io.octopool.github.request.RequestQuery;
import io.octopool.pool.EntityTest;
import io.octopool.pool.cache.CachedRead.Discard.Cause;
import io.octopool.pool.fetch.FetchLadder;
import io.octopool.pool.fetch.FetchPorts;
import io.octopool.pool.fetch.NoNeighbours;
import io.octopool.pool.fetch.ScriptedGitHub;
import io.octopool.pool.lease.CallResult;
import io.octopool.pool.lease.LeaseQuery;
import io.octopool.pool.lease.LeaseTicket;
import io.octopool.pool.lease.Pool;
import io.octopool.pool.visibility.Proof;
import io.octopool.pool.visibility.RepoVisibility;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** One entity over a scripted GitHub that is read anonymously, because the pool has no identity. */
abstract class CachedReadFixture extends EntityTest {

    static final CanonicalRequest PULLS = request("/repos/octo-org/hello-world/pulls");
    static final CanonicalRequest ORGS = request("/users/carol/orgs");
    static final Duration PROOF_TTL = Duration.ofSeconds(30);

    final ScriptedGitHub github = new ScriptedGitHub();
    final TestProbe<ReadReply> replies = kit.createTestProbe(ReadReply.class);
    final TestProbe<CachedRead.Discarded> discards = kit.createTestProbe(CachedRead.Discarded.class);
    final MemoryBudget memory = new MemoryBudget(1 << 20);
    final AtomicInteger toldToLeave = new AtomicInteger();
    final AtomicInteger proofsAsked = new AtomicInteger();
    volatile long generation = 1;
    volatile RepoVisibility.@Nullable Reply visibility;
    volatile RepoVisibility.@Nullable Reply known;
    volatile @Nullable CompletableFuture<RepoVisibility.Reply> laterVisibility;
    volatile @Nullable Proof observedProof;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    CanonicalRequest asked = PULLS;

    @AfterEach
    void endClimbs() {
        threads.shutdownNow();
    }

    static CanonicalRequest request(String path) {
        return CanonicalRequest.of(RequestPath.of(path), RequestQuery.NONE);
    }

    String key() {
        return asked.cacheKey("p");
    }

    ActorRef<CachedRead.Command> start() {
        FetchPorts ports = new Neighbours();
        FetchLadder ladder = new FetchLadder(
                github,
                (_, _, _) -> CompletableFuture.failedStage(new UnsupportedOperationException("no logs")),
                (_, _) -> CompletableFuture.failedStage(new UnsupportedOperationException("no identities")),
                Optional.empty(),
                ports,
                threads,
                new FetchLadder.Limits(Duration.ofSeconds(15), 1000),
                clock);
        return kit.spawn(CachedRead.create(key(), ladder, ports, memory, _ -> toldToLeave.incrementAndGet(), clock));
    }

    ReadReply ask(ActorRef<CachedRead.Command> entity, CachedRead.Read read) {
        entity.tell(read);
        return replies.receiveMessage();
    }

    /** What a reader gets who takes any age and brings a proof. */
    ReadReply ask(ActorRef<CachedRead.Command> entity) {
        return ask(entity, read(proof(), null));
    }

    CachedRead.Read read(@Nullable Proof proof, @Nullable Duration maxAge) {
        return read("r", proof, maxAge);
    }

    CachedRead.Read read(String requestId, @Nullable Proof proof, @Nullable Duration maxAge) {
        return read(requestId, proof, maxAge, Duration.ofSeconds(25));
    }

    CachedRead.Read read(String requestId, @Nullable Proof proof, @Nullable Duration maxAge, Duration remaining) {
        return new CachedRead.Read(
                new ReadQuery(requestId, "p", asked, null, false, proof, maxAge, remaining), replies.getRef());
    }

    CachedRead.Discarded discard(ActorRef<CachedRead.Command> entity, Cause cause) {
        entity.tell(new CachedRead.Discard(cause, discards.getRef()));
        return discards.receiveMessage();
    }

    /** Waits until the entity has handled all that it was told. */
    void awaitHandled(ActorRef<CachedRead.Command> entity) {
        TestProbe<Peeked> peeks = kit.createTestProbe(Peeked.class);
        entity.tell(new CachedRead.Peek(read(null, null).query(), peeks.getRef()));
        peeks.receiveMessage();
    }

    /** Waits until GitHub has been called that often. */
    void awaitCalls(int calls) {
        await().until(() -> github.calls.size() >= calls);
    }

    void stop(ActorRef<CachedRead.Command> entity) {
        entity.tell(new CachedRead.Stop());
        replies.expectTerminated(entity, Duration.ofSeconds(5));
    }

    Proof proof() {
        return new Proof(generation, clock.instant(), clock.instant().plus(PROOF_TTL));
    }

    /** Waits until the entity has written that many events: readers are answered first. */
    void assertWritten(int events) {
        PersistenceTestKit journal = PersistenceTestKit.create(kit.system());
        await().untilAsserted(() ->
                assertThat(journal.persistedInStorage("CachedRead|" + key())).hasSize(events));
    }

    static String text(Answer answer) {
        return new String(answer.body().text(), StandardCharsets.UTF_8);
    }

    static ReadReply.Filled filled(ReadReply reply) {
        assertThat(reply).isInstanceOf(ReadReply.Filled.class);
        return (ReadReply.Filled) reply;
    }

    static ReadReply.Fresh fresh(ReadReply reply) {
        assertThat(reply).isInstanceOf(ReadReply.Fresh.class);
        return (ReadReply.Fresh) reply;
    }

    static ReadReply.Stale stale(ReadReply reply) {
        assertThat(reply).isInstanceOf(ReadReply.Stale.class);
        return (ReadReply.Stale) reply;
    }

    static ReadReply.Revalidated revalidated(ReadReply reply) {
        assertThat(reply).isInstanceOf(ReadReply.Revalidated.class);
        return (ReadReply.Revalidated) reply;
    }

    static @Nullable String refusal(ReadReply reply) {
        assertThat(reply).isInstanceOf(ReadReply.Refused.class);
        return ((ReadReply.Refused) reply).refusal().reason();
    }

    /** A pool without identities and a repository of the visibility that the test sets, public at first. */
    private final class Neighbours extends NoNeighbours {

        @Override
        public CompletionStage<Pool.LeaseReply> lease(String pool, LeaseQuery query) {
            return CompletableFuture.completedStage(new Pool.LeaseReply.NoIdentity(true));
        }

        @Override
        public void settle(String pool, LeaseTicket lease, CallResult result) {
            throw new AssertionError("nothing was leased");
        }

        @Override
        public CompletionStage<RepoVisibility.Reply> prove(String repoKey) {
            proofsAsked.incrementAndGet();
            CompletableFuture<RepoVisibility.Reply> later = laterVisibility;
            if (later != null) {
                return later;
            }
            RepoVisibility.Reply set = visibility;
            return CompletableFuture.completedStage(set == null ? new RepoVisibility.Reply.Public(proof()) : set);
        }

        @Override
        public CompletionStage<Optional<RepoVisibility.Reply>> known(String repoKey) {
            return CompletableFuture.completedStage(Optional.ofNullable(known));
        }

        @Override
        public CompletionStage<RepoVisibility.Reply> observedPublic(String repoKey, Instant askedAt) {
            Proof observed = observedProof;
            return CompletableFuture.completedStage(
                    new RepoVisibility.Reply.Public(observed == null ? proof() : observed));
        }
    }
}
