package io.octopool.pool.cache;

import io.octopool.github.json.JsonText;
import io.octopool.github.request.CanonicalRequest;
import io.octopool.github.request.RequestQuery.Parameter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** The descriptive columns of a cached answer: its query and varying headers as compact JSON objects with sorted keys. */
final class StoredJson {

    private StoredJson() {}

    static String query(CanonicalRequest request) {
        return request.query().parameters().stream()
                .sorted(Comparator.comparing(Parameter::name))
                .map(parameter -> literal(parameter.name()) + ":" + value(parameter))
                .collect(Collectors.joining(",", "{", "}"));
    }

    static String vary(CanonicalRequest request) {
        List<String> headers = new ArrayList<>();
        if (!request.defaultAccept()) {
            headers.add("\"accept\":" + literal(request.accept()));
        }
        if (!request.apiVersion().equals(CanonicalRequest.DEFAULT_API_VERSION)) {
            headers.add("\"x-github-api-version\":" + literal(request.apiVersion()));
        }
        return "{" + String.join(",", headers) + "}";
    }

    private static String value(Parameter parameter) {
        return parameter.list()
                ? parameter.values().stream().map(StoredJson::literal).collect(Collectors.joining(",", "[", "]"))
                : literal(parameter.values().getFirst());
    }

    private static String literal(String text) {
        return JsonText.literal(text).text();
    }
}
