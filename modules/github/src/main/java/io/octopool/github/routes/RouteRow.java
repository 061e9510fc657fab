package io.octopool.github.routes;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads one line of the {@link RouteTable}. */
final class RouteRow {

    private static final int COLUMNS = 9;
    private static final String REPOSITORY = "/repos/{owner}/{repo}";

    private RouteRow() {}

    static List<Route> readAll(String table) {
        return table.lines().skip(1).map(RouteRow::read).toList();
    }

    private static Route read(String line) {
        String[] cells = line.strip().split(" +", -1);
        if (cells.length != COLUMNS) {
            throw new IllegalArgumentException("not a route: " + line);
        }
        return new Route(
                path(cells[0]),
                cells[1],
                Bucket.valueOf(constant(cells[2])),
                LastResort.valueOf(constant(cells[3])),
                cells[4].equals("anon"),
                cells[5].equals("proof"),
                flags(cells[6]),
                fresh(cells[7]),
                stale(cells[8]));
    }

    private static String path(String cell) {
        return cell.startsWith("R") ? REPOSITORY + cell.substring(1) : cell;
    }

    private static Set<Flag> flags(String cell) {
        if (cell.equals("-")) {
            return Set.of();
        }
        return Arrays.stream(cell.split(",", -1))
                .map(name -> name.equals("nocache") ? Flag.NO_CACHE : Flag.valueOf(constant(name)))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static FreshFor fresh(String cell) {
        if (Character.isDigit(cell.charAt(0))) {
            return new FreshFor.Fixed(Duration.ofSeconds(Long.parseLong(cell)));
        }
        return switch (cell) {
            case "SHA", "REF" -> FreshFor.ByRevision.valueOf(cell);
            default -> FreshFor.ByState.valueOf(cell);
        };
    }

    private static StaleFor stale(String cell) {
        boolean longWhenSettled = cell.endsWith("T");
        String seconds = longWhenSettled ? cell.substring(0, cell.length() - 1) : cell;
        return new StaleFor(Duration.ofSeconds(Long.parseLong(seconds)), longWhenSettled);
    }

    private static String constant(String cell) {
        return cell.toUpperCase(Locale.ROOT);
    }
}
