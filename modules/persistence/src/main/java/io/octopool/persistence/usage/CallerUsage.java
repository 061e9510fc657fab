package io.octopool.persistence.usage;

import io.octopool.persistence.usage.Cell.CallerKey;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * What server spec 11.3 tells of a caller's window, and of the window of any of its clients.
 *
 * @param cells one for each client and route kind
 */
public record CallerUsage(List<Cell<CallerKey>> cells) {

    /** Usage of one client. */
    public record ClientUsage(String clientName, Instant latestSeenAt, Tally tally) {}

    private static final int MOST_CLIENTS = 40;

    public CallerUsage {
        cells = List.copyOf(cells);
    }

    public Tally total() {
        return Cell.total(cells);
    }

    /** The busiest route kinds, at most 12. */
    public List<RouteUsage> routes() {
        return RouteUsage.busiest(cells, CallerKey::routeKind);
    }

    /** The busiest clients, at most 40. */
    public List<ClientUsage> clients() {
        return Cell.busiest(cells, CallerKey::clientName, Comparator.<String>naturalOrder(), MOST_CLIENTS).stream()
                .map(cell -> new ClientUsage(cell.key(), cell.latestSeenAt(), cell.tally()))
                .toList();
    }

    /** What came from one client; it need not exist. */
    public CallerUsage ofClient(String clientName) {
        return new CallerUsage(cells.stream()
                .filter(cell -> cell.key().clientName().equals(clientName))
                .toList());
    }
}
