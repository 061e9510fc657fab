package io.octopool.api.relay;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is said of an answer that was put together from several. */
final class Together {

    private Together() {}

    /**
     * The first answer with what is true of all: a hit if all were, stale if one was, else live; fresh until the first of them
     * is no longer.
     */
    static Reply.Served of(List<Reply.Served> parts) {
        Reply.Served first = parts.getFirst();
        CacheStatus cache = status(parts);
        boolean cached = cache == CacheStatus.HIT || cache == CacheStatus.STALE;
        boolean revalidated = cached && parts.stream().anyMatch(Reply.Served::revalidated);
        return new Reply.Served(
                first.answer(),
                cache,
                parts.stream().allMatch(Reply.Served::coalesced),
                revalidated,
                cached && !revalidated ? earliest(parts) : null,
                parts.stream()
                        .map(Reply.Served::staleReason)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null),
                cached
                        ? null
                        : parts.stream()
                                .map(Reply.Served::leaseReason)
                                .filter(Objects::nonNull)
                                .findFirst()
                                .orElse(null));
    }

    private static CacheStatus status(List<Reply.Served> parts) {
        Optional<CacheStatus> stale = parts.stream()
                .map(Reply.Served::cache)
                .filter(CacheStatus.STALE::equals)
                .findFirst();
        return stale.or(() -> parts.stream()
                        .map(Reply.Served::cache)
                        .filter(cache -> cache != CacheStatus.HIT)
                        .findFirst())
                .orElse(CacheStatus.HIT);
    }

    private static @Nullable Instant earliest(List<Reply.Served> parts) {
        return parts.stream()
                .map(Reply.Served::expiresAt)
                .filter(Objects::nonNull)
                .min(Instant::compareTo)
                .orElse(null);
    }
}
