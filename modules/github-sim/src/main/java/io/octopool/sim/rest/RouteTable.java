package io.octopool.sim.rest;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Templates and who answers them; the first that fits wins. {@code {name}} stands for one segment, {@code {name+}} at the
 * end for one or more.
 */
final class RouteTable<H> {

    /** A handler that fits, and the decoded values of its placeholders. */
    record Found<H>(H handler, Map<String, String> parameters) {}

    private record Entry<H>(List<String> template, H handler) {}

    private final List<Entry<H>> entries = new ArrayList<>();

    void add(String template, H handler) {
        entries.add(new Entry<>(List.of(template.split("/", -1)), handler));
    }

    Optional<Found<H>> find(String rawPath) {
        List<String> path = List.of(rawPath.split("/", -1));
        for (Entry<H> entry : entries) {
            Optional<Map<String, String>> parameters = match(entry.template, path);
            if (parameters.isPresent()) {
                return Optional.of(new Found<>(entry.handler, parameters.get()));
            }
        }
        return Optional.empty();
    }

    private static Optional<Map<String, String>> match(List<String> template, List<String> path) {
        boolean open = template.getLast().endsWith("+}");
        if (open ? path.size() < template.size() : path.size() != template.size()) {
            return Optional.empty();
        }
        Map<String, String> parameters = new HashMap<>();
        for (int i = 0; i < template.size(); i++) {
            String segment = template.get(i);
            if (!segment.startsWith("{")) {
                if (!segment.equals(path.get(i))) {
                    return Optional.empty();
                }
            } else if (segment.endsWith("+}")) {
                String rest = String.join("/", path.subList(i, path.size()));
                parameters.put(segment.substring(1, segment.length() - 2), decode(rest));
            } else if (path.get(i).isEmpty()) {
                return Optional.empty();
            } else {
                parameters.put(segment.substring(1, segment.length() - 1), decode(path.get(i)));
            }
        }
        return Optional.of(parameters);
    }

    static String decode(String rawSegment) {
        return URLDecoder.decode(rawSegment.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
