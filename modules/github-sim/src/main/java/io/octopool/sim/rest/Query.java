package io.octopool.sim.rest;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A decoded query, in its order. */
public record Query(List<Parameter> parameters) {

    private static final int MAX_PER_PAGE = 100;

    /** One name and value. */
    public record Parameter(String name, String value) {}

    public Query {
        parameters = List.copyOf(parameters);
    }

    public static Query parse(String raw) {
        List<Parameter> parameters = new ArrayList<>();
        for (String part : raw.split("&", -1)) {
            if (!part.isEmpty()) {
                int equals = part.indexOf('=');
                String name = equals < 0 ? part : part.substring(0, equals);
                parameters.add(new Parameter(decode(name), equals < 0 ? "" : decode(part.substring(equals + 1))));
            }
        }
        return new Query(parameters);
    }

    Optional<String> get(String name) {
        return parameters.stream()
                .filter(parameter -> parameter.name().equals(name))
                .map(Parameter::value)
                .findFirst();
    }

    /** At least 1. */
    int page() {
        return Math.max(1, number("page", 1));
    }

    /** From 1 to 100, 30 unless asked otherwise. */
    int perPage() {
        return Math.clamp(number("per_page", 30), 1, MAX_PER_PAGE);
    }

    private int number(String name, int otherwise) {
        return get(name)
                .filter(text -> text.matches("[0-9]{1,6}"))
                .map(Integer::parseInt)
                .orElse(otherwise);
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
