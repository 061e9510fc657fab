package io.octopool.github.routes;

import java.util.List;
import java.util.Optional;

/**
 * The reads that are relayed; everything else is denied (server spec 4). Matching walks a tree of path segments, so its cost
 * does not grow with the number of routes. Immutable, safe for all threads.
 */
public final class RouteCatalog {

    private static final int MAX_RAW_KEY = 200;

    private final List<Route> routes;
    private final SegmentTree tree;

    private RouteCatalog(List<Route> routes) {
        this.routes = routes;
        this.tree = SegmentTree.of(routes);
    }

    /** The catalogue of server spec 4.2. Building it costs about a millisecond: keep it. */
    public static RouteCatalog github() {
        return new RouteCatalog(RouteRow.readAll(RouteTable.ROWS));
    }

    /** All routes in the order of the table. */
    public List<Route> routes() {
        return routes;
    }

    /**
     * The route that the whole path fits (4.1). The path is taken as it was sent, escapes and all, and without query;
     * whether it is a path that may be sent at all is decided before, by {@code RequestPath}.
     */
    public Optional<RouteMatch> match(String path) {
        return tree.match(path);
    }

    /** The route key of any path: that of its route, else the beginning of the raw {@code GET path}, 200 characters at most (4.3). */
    public String routeKey(String path) {
        return match(path).map(RouteMatch::routeKey).orElseGet(() -> beginning("GET " + path));
    }

    private static String beginning(String key) {
        if (key.length() <= MAX_RAW_KEY) {
            return key;
        }
        return key.substring(0, Character.isHighSurrogate(key.charAt(MAX_RAW_KEY - 1)) ? MAX_RAW_KEY - 1 : MAX_RAW_KEY);
    }
}
