package io.octopool.pool.logs;

import io.octopool.github.client.ResponseHeaders;
import io.octopool.github.request.CanonicalRequest;
import io.octopool.github.routes.RepoName;
import io.octopool.github.routes.RouteMatch;
import io.octopool.pool.FailurePlace;
import io.octopool.pool.cache.Answer;
import io.octopool.pool.cache.CompressedBody;
import io.octopool.pool.cache.ReadQuery;
import io.octopool.pool.cache.ReadReply;
import io.octopool.pool.fetch.FetchPorts;
import io.octopool.pool.fetch.FetchRequest;
import io.octopool.pool.fetch.Fetched;
import io.octopool.pool.fetch.Fetched.Obtained;
import io.octopool.pool.fetch.Refusal;
import io.octopool.pool.fetch.Refusal.Reason;
import io.octopool.pool.fetch.Validator;
import io.octopool.pool.visibility.Proof;
import io.octopool.pool.visibility.RepoVisibility;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One way to a job's log (server spec 7.13).
 *
 * <pre>
 *   proof ─▶ gone a moment ago? ── yes ─▶ pass on
 *              │ no
 *            stored? ── no ─▶ job completed? ── no, or not known ─▶ download, keep nothing
 *              │                    └── yes ──────────────────────▶ download, keep
 *              ├─ confirmed within the hour ─▶ serve
 *              └─ else ─▶ does GitHub still have it? ── no ─▶ forget, pass on
 *                               └── yes ─▶ serve
 * </pre>
 *
 * <p>Only the log of a completed job is stored, so that what is stored stands for the job's completion.
 *
 * <p>Its steps follow one another, never side by side. Every step has a deadline: that of the errand, or, for the store, its own.
 */
final class LogErrand {

    private static final Logger LOG = LoggerFactory.getLogger(LogErrand.class);

    private static final Duration STORE_PATIENCE = Duration.ofSeconds(5);

    /** How much longer than its deadline the errand may take before it is given up. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    /** What an errand needs of the world. */
    record Surroundings(LogFetch fetch, LogStore store, FetchPorts ports, InstantSource clock) {}

    /** A stored log that GitHub has yet to confirm, and the proof under which it may be served. */
    private record Doubtful(StoredLog log, Proof proof) {}

    private final String key;
    private final ReadQuery query;
    private final RouteMatch match;
    private final @Nullable Duration maxAge;
    private final Instant startedAt;
    private final Instant deadline;
    private final @Nullable Absence absence;
    private final LogFetch fetch;
    private final LogStore store;
    private final FetchPorts ports;
    private final InstantSource clock;
    private volatile Runnable endStep = () -> {};
    private volatile boolean cancelled;
    private volatile @Nullable Doubtful doubtful;

    /**
     * An errand that has not begun.
     *
     * @param key the cache key of the log's request
     * @param query what the first reader asked
     * @param maxAge the strictest bound on the age of what is stored among all readers, null for none
     * @param absence what is remembered of a log that GitHub does not have, null for nothing
     */
    LogErrand(
            String key,
            ReadQuery query,
            @Nullable Duration maxAge,
            Instant startedAt,
            Instant deadline,
            @Nullable Absence absence,
            Surroundings surroundings) {
        this.key = key;
        this.query = query;
        this.match = query.match();
        this.maxAge = maxAge;
        this.startedAt = startedAt;
        this.deadline = deadline;
        this.absence = absence;
        this.fetch = surroundings.fetch();
        this.store = surroundings.store();
        this.ports = surroundings.ports();
        this.clock = surroundings.clock();
    }

    /** Runs it. */
    CompletionStage<Landing> run() {
        return proof().thenCompose(this::under)
                .toCompletableFuture()
                .orTimeout(left().plus(GRACE).toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((_, failure) -> {
                    if (failure != null) {
                        cancel();
                    }
                });
    }

    /** Ends the step that is under way, if it costs anything; none that does is begun any more. */
    void cancel() {
        cancelled = true;
        endStep.run();
    }

    /** What a reader is told whose time is over before the errand is: the stored log where that may stand in. */
    ReadReply whenTooLate() {
        Doubtful stored = doubtful;
        Landing refused = Landing.refused(Reason.GITHUB_TIMEOUT);
        return stored == null
                ? refused.reply()
                : standIn(stored.log(), Reason.GITHUB_TIMEOUT.wireName(), stored.proof())
                        .orElse(refused)
                        .reply();
    }

    /** How the step under way is ended. */
    private void endsBy(Runnable end) {
        endStep = end;
        if (cancelled) {
            end.run();
        }
    }

    private CompletionStage<RepoVisibility.Reply> proof() {
        Proof known = query.proof();
        return known != null && known.holdsAt(clock.instant())
                ? CompletableFuture.completedStage(new RepoVisibility.Reply.Public(known))
                : ports.prove(repository())
                        .exceptionally(_ -> new RepoVisibility.Reply.Undecided(RepoVisibility.Reply.Cause.OVERLOADED));
    }

    private CompletionStage<Landing> under(RepoVisibility.Reply visibility) {
        return switch (visibility) {
            case RepoVisibility.Reply.Public(Proof proof) -> under(proof);
            case RepoVisibility.Reply.NotPublic _ ->
                CompletableFuture.completedStage(Landing.refused(Reason.REPO_NOT_PUBLIC));
            case RepoVisibility.Reply.Undecided(var cause) ->
                CompletableFuture.completedStage(Landing.refused(Reason.of(cause)));
        };
    }

    private CompletionStage<Landing> under(Proof proof) {
        Absence known = absence;
        return known != null && known.suits(proof, maxAge, clock.instant())
                ? CompletableFuture.completedStage(
                        Landing.of(new ReadReply.Fresh(known.answer(), known.until(), proof)))
                : stored(store, key).thenCompose(found -> served(found.orElse(null), proof));
    }

    private CompletionStage<Boolean> isCompleted(Proof proof) {
        Optional<CanonicalRequest> job = JobView.ofLog(match);
        if (job.isEmpty() || cancelled) {
            return CompletableFuture.completedStage(false);
        }
        ReadQuery asked =
                new ReadQuery(query.requestId() + "/job", query.pool(), job.get(), null, false, proof, null, left());
        CompletionStage<ReadReply> answer = ports.read(asked);
        endsBy(() -> ports.leave(asked));
        return answer.thenApply(reply -> JobView.isCompleted(JobView.answer(reply)))
                .exceptionally(unanswered -> {
                    LOG.warn("the job of a log could not be read: {}", FailurePlace.of(unanswered));
                    return false;
                });
    }

    /** The log under a key; empty, too, while the store does not answer. */
    static CompletionStage<Optional<StoredLog>> stored(LogStore store, String key) {
        return bounded(() -> store.find(key), "found").exceptionally(_ -> Optional.empty());
    }

    private CompletionStage<Landing> served(@Nullable StoredLog log, Proof proof) {
        LogRules rule = LogRules.of(log, proof, maxAge, clock.instant());
        if (log == null || rule == LogRules.DOWNLOAD || rule == LogRules.EXPIRE) {
            CompletionStage<?> cleared = rule == LogRules.EXPIRE ? forget() : CompletableFuture.completedStage(null);
            return cleared.thenCompose(_ -> isCompleted(proof))
                    .thenCompose(completed -> fetched(proof, null).thenApply(fetched -> landing(fetched, completed)));
        }
        return rule == LogRules.SERVE
                ? CompletableFuture.completedStage(Landing.of(new ReadReply.Fresh(
                        log.answer(), LogRules.freshUntil(log.createdAt(), log.confirmedAt()), proof)))
                : confirmed(log, proof);
    }

    private CompletionStage<Landing> confirmed(StoredLog log, Proof proof) {
        doubtful = new Doubtful(log, proof);
        return fetched(proof, log).thenApply(fetched -> confirmed(fetched, log, proof));
    }

    private Landing confirmed(Fetched fetched, StoredLog log, Proof proof) {
        return switch (fetched) {
            case Fetched.NotModified still ->
                Landing.of(
                        new ReadReply.Revalidated(
                                confirmedBy(still, log.answer()),
                                LogRules.freshUntil(log.createdAt(), startedAt),
                                still.leaseReason(),
                                false,
                                proof),
                        () -> bounded(() -> store.confirmed(key, startedAt), "confirmed"));
            case Obtained obtained
            when isGone(obtained.status()) -> Landing.of(live(obtained, null, true), this::forget);
            case Obtained obtained
            when obtained.isServerError() ->
                standIn(log, Refusal.SERVER_ERROR, proof).orElseGet(() -> landing(fetched, true));
            case Obtained _, Fetched.Proven _ -> landing(fetched, true);
            case Fetched.GaveUp gaveUp ->
                gaveUp.refusal()
                        .staleReason()
                        .flatMap(reason -> standIn(log, reason, proof))
                        .orElseGet(() -> landing(fetched, true));
        };
    }

    /** The stored log as of this errand; its source is who asked. */
    private Answer confirmedBy(Fetched.NotModified still, Answer stored) {
        return new Answer(
                stored.status(),
                stored.headersJson(),
                stored.encoding(),
                stored.body(),
                still.source(),
                stored.etag(),
                stored.lastModified(),
                startedAt,
                stored.bodyAt());
    }

    /** The stored log, where readers take what may be old and its repository still counts as public. */
    private Optional<Landing> standIn(StoredLog log, String reason, Proof proof) {
        return maxAge == null && proof.holdsAt(clock.instant())
                ? Optional.of(Landing.of(stale(log, reason, proof)))
                : Optional.empty();
    }

    private static ReadReply stale(StoredLog log, String reason, Proof proof) {
        return new ReadReply.Stale(
                log.answer(), LogRules.freshUntil(log.createdAt(), log.confirmedAt()), reason, proof);
    }

    /** What a download comes to; the log of a completed job is kept. */
    private Landing landing(Fetched fetched, boolean completed) {
        return switch (fetched) {
            case Fetched.NotModified _, Fetched.Proven _ -> Landing.refused(Reason.GITHUB_RESPONSE_UNREADABLE);
            case Fetched.GaveUp gaveUp -> Landing.of(gaveUp, completed);
            case Obtained obtained -> {
                Proof proof = obtained.proof();
                if (!completed || obtained.status() != 200 || proof == null) {
                    yield Landing.of(live(obtained, null, completed));
                }
                ReadReply.Filled filled = live(obtained, LogRules.freshUntil(startedAt, startedAt), true);
                StoredLog log = kept(filled.answer(), obtained, proof);
                yield Landing.of(filled, () -> bounded(() -> store.put(log), "kept"));
            }
        };
    }

    private ReadReply.Filled live(Obtained obtained, @Nullable Instant freshUntil, boolean terminal) {
        Answer answer = new Answer(
                obtained.status(),
                obtained.headers().toJson().text(),
                obtained.body().encoding().wireName(),
                CompressedBody.of(obtained.body().json().shared()),
                obtained.source(),
                obtained.headers().etag().orElse(null),
                obtained.headers().lastModified().orElse(null),
                startedAt);
        return new ReadReply.Filled(answer, freshUntil, obtained.leaseReason(), false, obtained.proof(), terminal);
    }

    /** What is kept is served with its content type and no other header. */
    private StoredLog kept(Answer answer, Obtained obtained, Proof proof) {
        ResponseHeaders headers = new ResponseHeaders(obtained.headers()
                .contentType()
                .map(type -> Map.of("content-type", type))
                .orElse(Map.of()));
        Answer served = new Answer(
                answer.status(),
                headers.toJson().text(),
                answer.encoding(),
                answer.body(),
                answer.source(),
                answer.etag(),
                answer.lastModified(),
                answer.fetchedAt());
        return new StoredLog(key, query.pool(), repository(), proof.generation(), served, clock.instant(), startedAt);
    }

    private CompletionStage<Fetched> fetched(@Nullable Proof proof, @Nullable StoredLog log) {
        if (cancelled) {
            return CompletableFuture.failedStage(new CancellationException());
        }
        Validator validator = log == null
                ? null
                : new Validator(
                        log.answer().source(), log.answer().etag(), log.answer().lastModified());
        CompletableFuture<Fetched> running = fetch.fetch(
                        new FetchRequest(query.pool(), query.request(), match, false, proof, validator, deadline))
                .toCompletableFuture();
        endsBy(() -> running.cancel(true));
        return running;
    }

    private CompletionStage<Void> forget() {
        return bounded(() -> store.delete(key), "forgotten").exceptionally(_ -> null);
    }

    /** A step of the store's with a deadline; what goes wrong is logged and passed on. */
    private static <T> CompletionStage<T> bounded(Supplier<CompletionStage<T>> step, String wanted) {
        return CompletableFuture.completedStage(wanted)
                .thenCompose(_ -> step.get())
                .thenApply(Function.identity())
                .toCompletableFuture()
                .orTimeout(STORE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((_, failure) -> {
                    if (failure != null) {
                        LOG.warn("a log could not be {}: {}", wanted, FailurePlace.of(failure));
                    }
                });
    }

    private String repository() {
        return match.repository().map(RepoName::key).orElseThrow();
    }

    /** GitHub does not keep logs for ever. */
    private static boolean isGone(int status) {
        return status == 404 || status == 410;
    }

    private Duration left() {
        Duration left = Duration.between(clock.instant(), deadline);
        return left.isNegative() ? Duration.ZERO : left;
    }
}
