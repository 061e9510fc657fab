package io.octopool.api.relay;

import io.octopool.api.http.ApiError;
import io.octopool.github.Bytes;
import io.octopool.github.routes.RouteMatch;
import io.octopool.pool.cache.Answer;
import io.octopool.pool.cache.CompressedBody;
import io.octopool.pool.cache.ReadReply;
import io.octopool.pool.fetch.Refusal;
import io.octopool.pool.lease.LeaseReason;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What one entry of the cache, or several together, gave a reader, in the terms of the wire (server spec 5.1, 11.2). */
sealed interface Reply {

    String JSON = "json";

    int OK = 200;

    /**
     * An answer.
     *
     * @param coalesced whether another reader's call brought it
     * @param revalidated whether GitHub was asked for this reader and said that the stored answer still holds
     * @param expiresAt until when the stored answer is fresh; null unless it was served from the cache
     * @param staleReason why a stale answer stands in; null unless one does
     * @param leaseReason why its identity was chosen; null unless an identity brought the answer for this reader
     */
    record Served(
            Answer answer,
            CacheStatus cache,
            boolean coalesced,
            boolean revalidated,
            @Nullable Instant expiresAt,
            @Nullable String staleReason,
            @Nullable LeaseReason leaseReason)
            implements Reply {

        /** Whether GitHub was asked for it, by this reader or by one that it followed, rather than the cache alone. */
        boolean live() {
            return revalidated
                    || switch (cache) {
                        case MISS, BYPASS, UNKNOWN -> true;
                        case HIT, STALE -> false;
                    };
        }

        /**
         * The refusal of a reader who cannot be given this answer. It saved GitHub nothing, so it is no hit; an identity has part
         * in it only if it was used.
         */
        Refused withheld(ApiError error) {
            CacheStatus refused = switch (cache) {
                case HIT, STALE -> CacheStatus.MISS;
                case MISS, BYPASS, UNKNOWN -> cache;
            };
            return new Refused(error, live() ? answer.source().identityId() : null, refused);
        }

        /** The same with another answer. */
        Served showing(Answer shown) {
            return new Served(shown, cache, coalesced, revalidated, expiresAt, staleReason, leaseReason);
        }

        /** The body, if GitHub answered 200 with JSON. */
        Optional<Bytes> json() {
            return answer.status() == OK && answer.encoding().equals(JSON)
                    ? Optional.of(Bytes.owning(answer.body().text()))
                    : Optional.empty();
        }

        /** The same with a view of the body; whatever describes the whole of it is gone from the headers (7.12). */
        Served cutTo(Bytes view) {
            return withoutPaging(new CompressedBody(view.shared(), false, view.length()));
        }

        /** The same without the headers that describe the whole of it. */
        Served withoutPaging() {
            return withoutPaging(answer.body());
        }

        private Served withoutPaging(CompressedBody body) {
            return showing(new Answer(
                    answer.status(),
                    PagingHeaders.removedFrom(answer.headersJson()),
                    answer.encoding(),
                    body,
                    answer.source(),
                    null,
                    null,
                    answer.fetchedAt()));
        }
    }

    /**
     * No answer.
     *
     * @param identityId the identity tried last, null if there was none
     * @param cache {@code UNKNOWN} if the cache did not answer
     */
    record Refused(ApiError error, @Nullable String identityId, CacheStatus cache) implements Reply {}

    static Reply of(ReadReply reply, RouteMatch match) {
        return switch (reply) {
            case ReadReply.Fresh fresh ->
                new Served(fresh.answer(), CacheStatus.HIT, false, false, fresh.freshUntil(), null, null);
            case ReadReply.Filled filled -> filled(filled, match);
            case ReadReply.Revalidated revalidated ->
                new Served(
                        revalidated.answer(),
                        CacheStatus.HIT,
                        revalidated.coalesced(),
                        !revalidated.coalesced(),
                        null,
                        null,
                        null);
            case ReadReply.Stale stale ->
                new Served(stale.answer(), CacheStatus.STALE, false, false, stale.freshUntil(), stale.reason(), null);
            case ReadReply.Refused refused ->
                new Refused(
                        error(refused.refusal()),
                        refused.identityId(),
                        refused.terminal() ? CacheStatus.MISS : CacheStatus.asked(match));
        };
    }

    /** A follower of a fetch whose answer is cached by then is served from the cache, in effect. */
    private static Served filled(ReadReply.Filled filled, RouteMatch match) {
        boolean kept = filled.freshUntil() != null;
        if (kept && filled.coalesced()) {
            return new Served(filled.answer(), CacheStatus.HIT, true, false, filled.freshUntil(), null, null);
        }
        CacheStatus cache = kept || filled.terminal() ? CacheStatus.MISS : CacheStatus.asked(match);
        return new Served(filled.answer(), cache, filled.coalesced(), false, null, null, filled.leaseReason());
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
}
