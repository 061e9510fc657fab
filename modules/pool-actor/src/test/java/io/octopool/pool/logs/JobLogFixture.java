package io.octopool.pool.logs;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** One log over scripted downloads and neighbours, with a shelf in memory. */
abstract class JobLogFixture extends EntityTest {

    static final CanonicalRequest LOG =
            CanonicalRequest.of(RequestPath.of("/repos/Octo-Org/hello/actions/jobs/5/logs"), RequestQuery.NONE);
    static final String KEY = LOG.cacheKey("p");
    static final Fetched.GaveUp TOO_LARGE = gaveUp(Reason.GITHUB_RESPONSE_TOO_LARGE);

    final LogShelf shelf = new LogShelf();
    final Downloads downloads = new Downloads();
    final Neighbours neighbours = new Neighbours();
    final TestProbe<ReadReply> replies = kit.createTestProbe(ReadReply.class);
    long generation = 7;

    ReadReply ask(ActorRef<JobLog.Command> entity, JobLog.Read read) {
        entity.tell(read);
        return replies.receiveMessage();
    }

    JobLog.Read read() {
        return read("r", null);
    }

    JobLog.Read read(String requestId, @Nullable Duration maxAge) {
        return read(requestId, maxAge, Duration.ofSeconds(25));
    }

    JobLog.Read read(String requestId, @Nullable Duration maxAge, Duration remaining) {
        return new JobLog.Read(
                new ReadQuery(requestId, "p", LOG, null, false, null, maxAge, remaining), replies.getRef());
    }

    /** Waits until the entity has handled all that it was told: a reader without time is told so at once. */
    void awaitHandled(ActorRef<JobLog.Command> entity) {
        TestProbe<ReadReply> late = kit.createTestProbe(ReadReply.class);
        entity.tell(new JobLog.Read(read("late", null, Duration.ZERO).query(), late.getRef()));
        assertThat(reason(late.receiveMessage())).isEqualTo("github_timeout");
    }

    ActorRef<JobLog.Command> start() {
        return kit.spawn(JobLog.create(KEY, downloads, shelf, neighbours, clock));
    }

    Fetched log(String text) {
        return answered(200, text);
    }

    Fetched answered(int status, String text) {
        return new Fetched.Obtained(
                status,
                new ResponseHeaders(Map.of("content-type", "text/plain", "x-ratelimit-remaining", "7")),
                Body.decode("text/plain", Bytes.utf8(text)),
                Source.identity("a", "pat"),
                null,
                proof(),
                LeaseReason.STICKY);
    }

    Fetched stillThere() {
        return new Fetched.NotModified(ResponseHeaders.NONE, Source.identity("b", "pat"), proof(), LeaseReason.STICKY);
    }

    static Fetched.GaveUp gaveUp(Reason reason) {
        return new Fetched.GaveUp(Refusal.fallback(reason), null, null, reason != Reason.NO_IDENTITY);
    }

    ReadReply job(String status) {
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

    Proof proof() {
        return new Proof(generation, clock.instant(), clock.instant().plusSeconds(30));
    }

    static String text(Answer answer) {
        return new String(answer.body().text(), StandardCharsets.UTF_8);
    }

    static @Nullable String reason(ReadReply reply) {
        assertThat(reply).isInstanceOf(ReadReply.Refused.class);
        return ((ReadReply.Refused) reply).refusal().reason();
    }

    static ReadReply.Filled filled(ReadReply reply) {
        assertThat(reply).isInstanceOf(ReadReply.Filled.class);
        return (ReadReply.Filled) reply;
    }

    static ReadReply.Revalidated revalidated(ReadReply reply) {
        assertThat(reply).isInstanceOf(ReadReply.Revalidated.class);
        return (ReadReply.Revalidated) reply;
    }

    static ReadReply.Fresh fresh(ReadReply reply) {
        assertThat(reply).isInstanceOf(ReadReply.Fresh.class);
        return (ReadReply.Fresh) reply;
    }

    /** Downloads that bring what is on the list, in order. */
    static final class Downloads implements LogFetch {

        final List<FetchRequest> requests = new CopyOnWriteArrayList<>();
        final Deque<CompletableFuture<Fetched>> script = new ArrayDeque<>();

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
    final class Neighbours extends NoNeighbours {

        final List<String> jobs = new CopyOnWriteArrayList<>();
        final List<String> left = new CopyOnWriteArrayList<>();
        volatile @Nullable CompletableFuture<ReadReply> laterJob;

        @Nullable
        ReadReply job = job("completed");

        RepoVisibility.@Nullable Reply visibility;

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
