package io.octopool.github.client;

import io.octopool.github.Bytes;
import io.octopool.github.json.JsonText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The headers of an answer that callers may see (server spec 9.4). Nothing else leaves.
 *
 * @param values by lower-case name
 */
public record ResponseHeaders(Map<String, String> values) {

    private static final List<String> ALLOWED = List.of(
            "content-type",
            "etag",
            "last-modified",
            "link",
            "x-ratelimit-limit",
            "x-ratelimit-remaining",
            "x-ratelimit-reset",
            "x-ratelimit-resource",
            "x-ratelimit-used",
            "retry-after",
            "x-github-request-id");

    private static final Set<String> PAGING = Set.of("etag", "last-modified", "content-length", "link");

    /** No headers at all; initialised after the list its constructor reads. */
    public static final ResponseHeaders NONE = new ResponseHeaders(Map.of());

    /** Keeps what is allowed; whatever else {@code values} holds is dropped. */
    public ResponseHeaders {
        Map<String, String> all = values;
        Map<String, String> kept = new LinkedHashMap<>();
        ALLOWED.forEach(name -> {
            String value = all.get(name);
            if (value != null) {
                kept.put(name, value);
            }
        });
        values = Map.copyOf(kept);
    }

    public Optional<String> get(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** Without what describes a page or a representation other than the one that is shown (server spec 7.12). */
    public ResponseHeaders withoutPaging() {
        Map<String, String> kept = new LinkedHashMap<>(values);
        kept.keySet().removeAll(PAGING);
        return new ResponseHeaders(kept);
    }

    public Optional<String> contentType() {
        return get("content-type");
    }

    public Optional<String> etag() {
        return get("etag");
    }

    public Optional<String> lastModified() {
        return get("last-modified");
    }

    public RateHeaders rate() {
        return RateHeaders.of(values);
    }

    /** A compact JSON object, in the order of the allow-list. */
    public Bytes toJson() {
        StringBuilder json = new StringBuilder("{");
        for (String name : ALLOWED) {
            String value = values.get(name);
            if (value != null) {
                json.append(json.length() == 1 ? "\"" : ",\"")
                        .append(name)
                        .append("\":")
                        .append(JsonText.literal(value).text());
            }
        }
        return Bytes.utf8(json.append('}').toString());
    }
}
