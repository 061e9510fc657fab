package io.octopool.api.relay;

import com.github.benmanes.caffeine.cache.Ticker;
import io.octopool.api.access.Remembered;
import io.octopool.api.http.ApiError;
import io.octopool.github.request.CanonicalRequest;
import io.octopool.github.routes.Flag;
import io.octopool.github.routes.RepoName;
import io.octopool.github.routes.RouteMatch;
import io.octopool.pool.cache.Answer;
import io.octopool.pool.cache.CachedRead;
import io.octopool.pool.cache.ReadQuery;
import io.octopool.pool.cache.ReadReply;
import io.octopool.pool.fetch.Refusal;
import io.octopool.pool.lease.LeaseReason;
import io.octopool.pool.visibility.Proof;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Asks the entity that has the answer: one ask a read. Proofs that repositories are public are remembered and passed along,
 * so that the entity need not ask for them in turn.
 */
final class Reads {

    private static final int PROOFS = 20_000;

    /** What the way to the entity and back may take beyond the reader's own deadline. */
    private static final Duration GRACE = Duration.ofMillis(500);

    private static final String TOO_LARGE = "github_response_too_large";

    private final ClusterSharding sharding;
    private final Remembered<String, Proof> proofs;
    private final InstantSource clock;

    Reads(ClusterSharding sharding, Ticker ticker, InstantSource clock) {
        this.sharding = sharding;
        this.proofs = new Remembered<>(PROOFS, ticker);
        this.clock = clock;
    }

    /** The stage fails when the entity does not answer. */
    CompletionStage<Outcome> read(Reading reading, RouteMatch match, Duration remaining) {
        CanonicalRequest request = reading.canonical();
        String pool = reading.asked().pool();
        Optional<String> repo = match.repository().map(RepoName::key);
        Proof proof = repo.flatMap(proofs::get)
                .filter(known -> known.holdsAt(clock.instant()))
                .orElse(null);
        Duration maxAge = reading.asked().headers().maxAge().orElse(null);
        long asked = proofs.epoch();
        return sharding.entityRefFor(CachedRead.KEY, request.cacheKey(pool))
                .<ReadReply>ask(
                        replyTo -> new CachedRead.Read(
                                new ReadQuery(
                                        reading.requestId(),
                                        pool,
                                        request,
                                        match.searched(),
                                        false,
                                        proof,
                                        maxAge,
                                        remaining),
                                replyTo),
                        remaining.plus(GRACE))
                .thenApply(reply -> outcome(reading, match, reply, repo, asked));
    }

    /** Forgets the proof for owner/repo, in lower case. */
    void visibilityFlipped(String repoKey) {
        proofs.forget((repo, _) -> repo.equals(repoKey));
    }

    private Outcome outcome(Reading reading, RouteMatch match, ReadReply reply, Optional<String> repo, long asked) {
        return switch (reply) {
            case ReadReply.Fresh(Answer answer, Instant freshUntil, Proof proof) -> {
                remember(repo, proof, asked);
                yield answered(reading, match, answer, CacheStatus.HIT, false, freshUntil, null);
            }
            case ReadReply.Filled filled -> {
                remember(repo, filled.proof(), asked);
                yield filled(reading, match, filled);
            }
            case ReadReply.Revalidated revalidated -> {
                remember(repo, revalidated.proof(), asked);
                yield answered(reading, match, revalidated.answer(), CacheStatus.HIT, false, null, null);
            }
            case ReadReply.Stale stale -> {
                remember(repo, stale.proof(), asked);
                yield answered(reading, match, stale.answer(), CacheStatus.HIT, false, null, null);
            }
            case ReadReply.Refused(Refusal refusal, String identityId) ->
                new Outcome.Failed(error(refusal), match, identityId, missOrBypass(match));
        };
    }

    /** A follower of a fetch whose answer is cached now is served from the cache, in effect. */
    private static Outcome filled(Reading reading, RouteMatch match, ReadReply.Filled filled) {
        Instant freshUntil = filled.freshUntil();
        return filled.coalesced() && freshUntil != null
                ? answered(reading, match, filled.answer(), CacheStatus.HIT, true, freshUntil, null)
                : answered(
                        reading,
                        match,
                        filled.answer(),
                        missOrBypass(match),
                        filled.coalesced(),
                        null,
                        filled.leaseReason());
    }

    private static Outcome answered(
            Reading reading,
            RouteMatch match,
            Answer answer,
            CacheStatus cache,
            boolean coalesced,
            @Nullable Instant expiresAt,
            @Nullable LeaseReason leaseReason) {
        Envelope envelope = new Envelope(
                reading.asked().pool(), reading.requestId(), match, answer, cache, coalesced, expiresAt, leaseReason);
        ByteString bytes = envelope.bytes();
        return bytes.size() <= Envelope.MAX_BYTES
                ? new Outcome.Answered(envelope, bytes)
                : new Outcome.Failed(
                        ApiError.fallback(TOO_LARGE, "The envelope would be larger than clients read."),
                        match,
                        answer.source().identityId(),
                        cache);
    }

    private void remember(Optional<String> repo, @Nullable Proof proof, long asked) {
        if (repo.isPresent() && proof != null && proof.holdsAt(clock.instant())) {
            proofs.remember(repo.get(), proof, asked);
        }
    }

    private static ApiError error(Refusal refusal) {
        String reason = refusal.reason();
        return new ApiError(
                refusal.httpStatus(),
                refusal.code(),
                refusal.message(),
                reason == null ? Map.of() : Map.of("reason", reason),
                refusal.retryAt());
    }

    private static CacheStatus missOrBypass(RouteMatch match) {
        return match.route().cacheable() && !match.route().has(Flag.LARGE) ? CacheStatus.MISS : CacheStatus.BYPASS;
    }
}
