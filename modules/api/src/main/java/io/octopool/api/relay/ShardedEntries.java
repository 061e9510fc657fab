package io.octopool.api.relay;

import com.github.benmanes.caffeine.cache.Ticker;
import io.octopool.api.access.Remembered;
import io.octopool.api.http.ApiError;
import io.octopool.github.request.CanonicalRequest;
import io.octopool.github.routes.RepoName;
import io.octopool.github.routes.RouteMatch;
import io.octopool.pool.FailurePlace;
import io.octopool.pool.cache.ReadQuery;
import io.octopool.pool.cache.ReadReply;
import io.octopool.pool.visibility.Proof;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the entities that have the answers: one ask an entry. Proofs that repositories are public are remembered and passed
 * along, so that the entity need not ask for them in turn.
 *
 * <p>Invariants: an ask never fails and is answered by its deadline and a moment, whatever becomes of the entity; when the client leaves, the
 * entity is told so and nothing more is asked.
 */
final class ShardedEntries implements Entries {

    private static final Logger LOG = LoggerFactory.getLogger(ShardedEntries.class);

    private static final int PROOFS = 20_000;

    /** What the way to the entity and back may take beyond the reader's own deadline. */
    private static final Duration GRACE = Duration.ofMillis(500);

    private static final ApiError TIMEOUT = ApiError.fallback("github_timeout", "GitHub did not answer in time.");
    private static final ApiError GONE = ApiError.fallback("client_left", "The client did not wait for the answer.");

    private final ClusterSharding sharding;
    private final Remembered<String, Proof> proofs;
    private final InstantSource clock;

    ShardedEntries(ClusterSharding sharding, Ticker ticker, InstantSource clock) {
        this.sharding = sharding;
        this.proofs = new Remembered<>(PROOFS, ticker);
        this.clock = clock;
    }

    @Override
    public CompletionStage<Reply> ask(
            Admitted admitted,
            RouteMatch match,
            CanonicalRequest request,
            @Nullable Duration maxAge,
            Instant deadline) {
        Duration remaining = Duration.between(clock.instant(), deadline);
        if (!remaining.isPositive()) {
            return CompletableFuture.completedStage(new Reply.Refused(TIMEOUT, null, CacheStatus.UNKNOWN));
        }
        Optional<String> repo = match.repository().map(RepoName::key);
        String requestId = admitted.requestId();
        ReadQuery query = new ReadQuery(
                requestId,
                admitted.pool(),
                request,
                match.searched(),
                admitted.tokenFree(),
                repo.flatMap(this::proof).orElse(null),
                maxAge,
                remaining);
        Entry entry = Entry.of(sharding, match, request.cacheKey(admitted.pool()));
        long epoch = proofs.epoch();
        CompletableFuture<Reply> reply = new CompletableFuture<>();
        CompletionStage<?> _ = entry.ask(query, remaining.plus(GRACE))
                .thenApply(said -> {
                    remember(repo, earned(said, query), epoch);
                    return Reply.of(said, match);
                })
                .exceptionally(failure -> new Reply.Refused(unanswered(failure, deadline), null, CacheStatus.UNKNOWN))
                .thenAccept(reply::complete);
        admitted.presence().onDeparture(() -> {
            if (reply.complete(new Reply.Refused(GONE, null, CacheStatus.UNKNOWN))) {
                entry.leave(requestId);
            }
        });
        return reply;
    }

    /** Forgets the proof for owner/repo, in lower case. */
    void visibilityFlipped(String repoKey) {
        proofs.forget((repo, _) -> repo.equals(repoKey));
    }

    private Optional<Proof> proof(String repoKey) {
        return proofs.get(repoKey).filter(this::isOfUse);
    }

    private void remember(Optional<String> repo, @Nullable Proof proof, long epoch) {
        if (repo.isPresent() && proof != null && isOfUse(proof)) {
            proofs.remember(repo.get(), proof, epoch);
        }
    }

    /** A proof is not passed along once it should be asked for anew: the entity then asks, and so keeps it fresh. */
    private boolean isOfUse(Proof proof) {
        return clock.instant().isBefore(proof.refreshAt());
    }

    /** The proof that came with the reply, unless it is the one that went with the question: that one grows no younger. */
    private static @Nullable Proof earned(ReadReply reply, ReadQuery query) {
        Proof proof = proofIn(reply);
        return Objects.equals(proof, query.proof()) ? null : proof;
    }

    private static @Nullable Proof proofIn(ReadReply reply) {
        return switch (reply) {
            case ReadReply.Fresh fresh -> fresh.proof();
            case ReadReply.Filled filled -> filled.proof();
            case ReadReply.Revalidated revalidated -> revalidated.proof();
            case ReadReply.Stale stale -> stale.proof();
            case ReadReply.Refused _ -> null;
        };
    }

    /** An entity that does not answer in time waits for GitHub, or has no database, no room or no node. */
    private ApiError unanswered(Throwable failure, Instant deadline) {
        Throwable cause = FailurePlace.unwrap(failure);
        if (!(cause instanceof TimeoutException)) {
            LOG.warn("A read failed unexpectedly: {}", FailurePlace.of(cause));
        }
        return clock.instant().isBefore(deadline) ? ApiError.OVERLOADED_RELAY : TIMEOUT;
    }
}
