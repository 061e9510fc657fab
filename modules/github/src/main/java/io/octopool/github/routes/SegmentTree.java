package io.octopool.github.routes;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The templates of all routes as a tree of path segments. A literal segment is found by one look-up; the placeholders of one
 * place are tried in the table's order, and where none of them leads to a route the search steps back.
 */
final class SegmentTree {

    /** A placeholder below a node: what it accepts, the parameter it fills, and what follows it. */
    private record Branch(Placeholder placeholder, String parameter, Node next) {}

    private static final class Node {
        final Map<String, Node> literals = new HashMap<>();
        final List<Branch> branches = new ArrayList<>();

        @Nullable
        Route route;
    }

    private record Capture(String parameter, String text) {}

    private final Node root = new Node();

    private SegmentTree() {}

    static SegmentTree of(List<Route> routes) {
        SegmentTree tree = new SegmentTree();
        routes.forEach(tree::add);
        return tree;
    }

    private void add(Route route) {
        Node node = root;
        for (String segment : route.template().substring(1).split("/", -1)) {
            node = segment.startsWith("{")
                    ? branch(node, segment.substring(1, segment.length() - 1))
                    : node.literals.computeIfAbsent(segment, s -> new Node());
        }
        if (node.route != null) {
            throw new IllegalArgumentException("two routes for " + route.template());
        }
        node.route = route;
    }

    private static Node branch(Node node, String name) {
        Placeholder placeholder = Placeholder.named(name);
        String parameter = Placeholder.parameter(name);
        for (Branch branch : node.branches) {
            if (branch.placeholder == placeholder && branch.parameter.equals(parameter)) {
                return branch.next;
            }
        }
        Branch added = new Branch(placeholder, parameter, new Node());
        node.branches.add(added);
        return added.next;
    }

    Optional<RouteMatch> match(String path) {
        if (!path.startsWith("/")) {
            return Optional.empty();
        }
        Deque<Capture> captures = new ArrayDeque<>();
        Route route = find(root, path, 1, captures);
        if (route == null) {
            return Optional.empty();
        }
        Map<String, String> parameters = new HashMap<>();
        captures.forEach(capture -> parameters.put(capture.parameter, capture.text));
        return Optional.of(new RouteMatch(route, parameters, null));
    }

    /** The route below {@code node} that the path fits from {@code from} on; depth is bounded by the templates. */
    private static @Nullable Route find(Node node, String path, int from, Deque<Capture> captures) {
        if (from > path.length()) {
            return node.route;
        }
        int slash = path.indexOf('/', from);
        int end = slash < 0 ? path.length() : slash;
        String segment = path.substring(from, end);
        Node literal = node.literals.get(segment);
        if (literal != null) {
            Route route = find(literal, path, end + 1, captures);
            if (route != null) {
                return route;
            }
        }
        for (Branch branch : node.branches) {
            boolean rest = branch.placeholder == Placeholder.REST;
            String text = rest ? path.substring(from) : segment;
            if (branch.placeholder.accepts(text)) {
                captures.push(new Capture(branch.parameter, text));
                Route route = find(branch.next, path, rest ? path.length() + 1 : end + 1, captures);
                if (route != null) {
                    return route;
                }
                captures.pop();
            }
        }
        return null;
    }
}
