package io.octopool.persistence.usage;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** Usage of one route kind. */
public record RouteUsage(String routeKind, Instant latestSeenAt, Tally tally) {

    private static final int MOST = 12;

    static <K> List<RouteUsage> busiest(Collection<Cell<K>> cells, Function<K, String> kind) {
        return Cell.busiest(cells, kind, Comparator.<String>naturalOrder(), MOST).stream()
                .map(cell -> new RouteUsage(cell.key(), cell.latestSeenAt(), cell.tally()))
                .toList();
    }
}
