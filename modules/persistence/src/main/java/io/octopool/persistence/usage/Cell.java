package io.octopool.persistence.usage;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Requests that have a key in common.
 *
 * @param latestSeenAt when the latest of them was recorded
 */
public record Cell<K>(K key, Tally tally, Instant latestSeenAt) {

    /** A pool's finest cells; an empty text stands for none. */
    record PoolKey(String routeKind, String backend, String fallbackReason) {}

    /** A caller's finest cells. */
    public record CallerKey(String clientName, String routeKind) {}

    /** Who answered what. */
    record BackendKey(String backend, String routeKind) {}

    /** Why a client was sent to GitHub for what. */
    record FallbackKey(String reason, String routeKind) {}

    static Tally total(Collection<? extends Cell<?>> cells) {
        return cells.stream().map(Cell::tally).reduce(Tally.NONE, Tally::plus);
    }

    /**
     * The cells by a coarser key, busiest first.
     *
     * @param ties orders cells with as many requests
     */
    static <K, C> List<Cell<C>> busiest(
            Collection<Cell<K>> cells, Function<? super K, ? extends C> coarser, Comparator<? super C> ties, int most) {
        Map<C, Cell<C>> merged = new HashMap<>();
        for (Cell<K> cell : cells) {
            C key = coarser.apply(cell.key());
            merged.merge(key, new Cell<>(key, cell.tally(), cell.latestSeenAt()), Cell::merge);
        }
        return merged.values().stream()
                .sorted(Comparator.<Cell<C>>comparingLong(cell -> -cell.tally().requests())
                        .thenComparing(Cell::key, ties))
                .limit(most)
                .toList();
    }

    private static <K> Cell<K> merge(Cell<K> one, Cell<K> other) {
        return new Cell<>(
                one.key(),
                one.tally().plus(other.tally()),
                one.latestSeenAt().isAfter(other.latestSeenAt()) ? one.latestSeenAt() : other.latestSeenAt());
    }
}
