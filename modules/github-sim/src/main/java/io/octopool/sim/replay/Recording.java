package io.octopool.sim.replay;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One recorded answer.
 *
 * @param query sorted {@code name=value} pairs; null matches any query
 * @param headers by lower-case name
 * @param body as it is sent
 */
record Recording(@Nullable List<String> query, int status, Map<String, String> headers, String body) {

    boolean matches(List<String> sortedQuery) {
        return query == null || query.equals(sortedQuery);
    }
}
