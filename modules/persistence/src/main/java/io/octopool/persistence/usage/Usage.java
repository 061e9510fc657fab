package io.octopool.persistence.usage;

import io.octopool.persistence.database.Database;
import io.octopool.persistence.usage.Cell.BackendKey;
import io.octopool.persistence.usage.Cell.CallerKey;
import io.octopool.persistence.usage.Cell.FallbackKey;
import io.octopool.persistence.usage.Cell.PoolKey;
import io.octopool.persistence.usage.UsageReport.BackendUsage;
import io.octopool.persistence.usage.UsageReport.ClientUsage;
import io.octopool.persistence.usage.UsageReport.FallbackUsage;
import io.octopool.persistence.usage.UsageReport.RouteUsage;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Answers questions about usage. */
public interface Usage {

    /** Fails when the database does not answer within a few seconds. */
    CompletionStage<UsageReport> of(UsageQuestion question);

    static Usage in(Database database) {
        return question -> database.run(connection -> report(
                CellQueries.ofPool(connection, question.pool(), question.from()),
                CellQueries.ofCaller(connection, question.pool(), question.callerId(), question.from()),
                question.client(),
                CellQueries.cache(connection, question.pool(), question.now())));
    }

    private static UsageReport report(
            List<Cell<PoolKey>> pool, List<Cell<CallerKey>> caller, String clientName, UsageReport.CacheTotals cache) {
        List<Cell<CallerKey>> client = caller.stream()
                .filter(cell -> cell.key().clientName().equals(clientName))
                .toList();
        return new UsageReport(
                Cell.total(pool),
                Cell.total(caller),
                Cell.total(client),
                routes(pool, PoolKey::routeKind),
                routes(caller, CallerKey::routeKind),
                routes(client, CallerKey::routeKind),
                clients(caller),
                backends(pool),
                fallbacks(pool),
                cache);
    }

    private static <K> List<RouteUsage> routes(Collection<Cell<K>> cells, Function<K, String> kind) {
        return Cell.busiest(cells, kind, Comparator.<String>naturalOrder(), 12).stream()
                .map(cell -> new RouteUsage(cell.key(), cell.latestSeenAt(), cell.tally()))
                .toList();
    }

    private static List<ClientUsage> clients(Collection<Cell<CallerKey>> cells) {
        return Cell.busiest(cells, CallerKey::clientName, Comparator.<String>naturalOrder(), 40).stream()
                .map(cell -> new ClientUsage(cell.key(), cell.latestSeenAt(), cell.tally()))
                .toList();
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
