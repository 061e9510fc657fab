package io.octopool.github.request;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The query of a request: names in the caller's order, each with one value or a list of values (server spec 3.3). An invalid
 * one is refused with {@code invalid_query}. Counts and lengths are capped (17.1 item 15).
 *
 * @param parameters the parameters; no name twice, at most 64 values, at most 8,192 characters once encoded
 */
public record RequestQuery(List<Parameter> parameters) {

    public static final RequestQuery NONE = new RequestQuery(List.of());

    private static final int MAX_VALUES = 64;
    private static final int MAX_ENCODED_LENGTH = 8_192;

    /**
     * One name with its value or values.
     *
     * @param name the name in the caller's case
     * @param values the values in the caller's order, duplicates included; exactly one unless {@code list}
     * @param list whether the caller sent a list, which is never folded in the cache key (7.2)
     */
    public record Parameter(String name, List<String> values, boolean list) {

        public Parameter {
            values = List.copyOf(values);
            QueryRules.checkName(name);
            values.forEach(QueryRules::checkValue);
            if (!list && values.size() != 1) {
                throw new IllegalArgumentException("a parameter that is no list has one value");
            }
        }

        public static Parameter one(String name, String value) {
            return new Parameter(name, List.of(value), false);
        }

        public static Parameter many(String name, List<String> values) {
            return new Parameter(name, values, true);
        }
    }

    public RequestQuery {
        parameters = List.copyOf(parameters);
        Set<String> names = new HashSet<>();
        int values = 0;
        int length = 0;
        for (Parameter parameter : parameters) {
            if (!names.add(parameter.name)) {
                throw new InvalidRequest(InvalidRequest.QUERY, "query must not name a parameter twice");
            }
            values += parameter.values.size();
            for (String value : parameter.values) {
                length += parameter.name.length()
                        + 2
                        + PercentEncoding.ofForm(value).length();
            }
        }
        if (values > MAX_VALUES || length > MAX_ENCODED_LENGTH) {
            throw new InvalidRequest(InvalidRequest.QUERY, "query is too long");
        }
    }

    public boolean has(String name) {
        return parameters.stream().anyMatch(parameter -> parameter.name.equals(name));
    }

    /** The value of a parameter that was sent as a single string. */
    public Optional<String> single(String name) {
        return parameters.stream()
                .filter(parameter -> !parameter.list && parameter.name.equals(name))
                .map(parameter -> parameter.values.getFirst())
                .findFirst();
    }

    /** The last value of a parameter, however it was sent: the one that GitHub goes by. */
    public Optional<String> last(String name) {
        return parameters.stream()
                .filter(parameter -> parameter.name.equals(name) && !parameter.values.isEmpty())
                .map(parameter -> parameter.values.getLast())
                .findFirst();
    }

    /** Form-encoded in the caller's order, lists as repeated names; empty if there is nothing to send. */
    public String encoded() {
        StringBuilder encoded = new StringBuilder();
        for (Parameter parameter : parameters) {
            for (String value : parameter.values) {
                encoded.append(encoded.isEmpty() ? "" : "&")
                        .append(parameter.name)
                        .append('=')
                        .append(PercentEncoding.ofForm(value));
            }
        }
        return encoded.toString();
    }
}
