package io.octopool.persistence.usage;

import io.octopool.persistence.usage.Cell.BackendKey;
import io.octopool.persistence.usage.Cell.FallbackKey;
import io.octopool.persistence.usage.Cell.PoolKey;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * What server spec 11.3 tells of a pool's window.
 *
 * @param routes the busiest route kinds, at most 12
 * @param backends who answered, at most 20
 * @param fallbacks why clients were sent to GitHub, at most 20
 */
public record PoolUsage(
        Tally total,
        List<RouteUsage> routes,
        List<BackendUsage> backends,
        List<FallbackUsage> fallbacks,
        CacheTotals cache) {

    public record BackendUsage(String backend, String routeKind, Instant latestSeenAt, Tally tally) {}

    public record FallbackUsage(String reason, String routeKind, Instant latestSeenAt, long requests) {}

    /**
     * What the pool has cached.
     *
     * @param fresh entries that are served without asking GitHub
     * @param bodyBytes bytes of the bodies, not compressed
     */
    public record CacheTotals(long entries, long fresh, long bodyBytes) {

        public long expired() {
            return entries - fresh;
        }
    }

    static PoolUsage of(List<Cell<PoolKey>> cells, CacheTotals cache) {
        return new PoolUsage(
                Cell.total(cells),
                RouteUsage.busiest(cells, PoolKey::routeKind),
                backends(cells),
                fallbacks(cells),
                cache);
    }

    private static List<BackendUsage> backends(List<Cell<PoolKey>> pool) {
        List<Cell<PoolKey>> live =
                pool.stream().filter(cell -> !cell.key().backend().isEmpty()).toList();
        return Cell.busiest(
                        live,
                        key -> new BackendKey(key.backend(), key.routeKind()),
                        Comparator.comparing(BackendKey::backend).thenComparing(BackendKey::routeKind),
                        20)
                .stream()
                .map(cell -> new BackendUsage(
                        cell.key().backend(), cell.key().routeKind(), cell.latestSeenAt(), cell.tally()))
                .toList();
    }

    private static List<FallbackUsage> fallbacks(List<Cell<PoolKey>> pool) {
        List<Cell<PoolKey>> fallbacks = pool.stream()
                .filter(cell -> !cell.key().fallbackReason().isEmpty())
                .toList();
        return Cell.busiest(
                        fallbacks,
                        key -> new FallbackKey(key.fallbackReason(), key.routeKind()),
                        Comparator.comparing(FallbackKey::reason).thenComparing(FallbackKey::routeKind),
                        20)
                .stream()
                .map(cell -> new FallbackUsage(
                        cell.key().reason(),
                        cell.key().routeKind(),
                        cell.latestSeenAt(),
                        cell.tally().requests()))
                .toList();
    }
}
