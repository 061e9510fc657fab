package io.octopool.api.admin.explain;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.octopool.api.http.ApiError;
import io.octopool.api.http.ApiFailure;
import io.octopool.api.http.Json;
import io.octopool.api.relay.PrHint;
import io.octopool.api.relay.RelayRequest;
import io.octopool.github.request.InvalidRequest;
import io.octopool.github.request.RelayHeaders;
import io.octopool.github.request.RequestPath;
import io.octopool.github.request.RequestQuery;
import io.octopool.github.request.RequestQuery.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.http.javadsl.model.Query;
import org.apache.pekko.http.scaladsl.model.IllegalUriException;
import org.jspecify.annotations.Nullable;

/**
 * A read to explain, in the parameters of a URL: {@code path}, with its own query behind it, the headers {@code accept} and {@code
 * shape}, and what a client may say that it knows of a pull request, {@code pr_state} and {@code pr_head_sha}.
 */
final class ReadAsked {

    private static final String PATH = "path";

    private ReadAsked() {}

    /**
     * The read.
     *
     * @throws ApiFailure {@code invalid_request} without a path, {@code invalid_path} or {@code invalid_query} as of a read; each
     *     names {@code path}
     */
    static RelayRequest of(String pool, Query parameters) {
        String text = parameters
                .get(PATH)
                .filter(path -> !path.isBlank())
                .orElseThrow(() -> ApiError.invalidField(PATH, "path must be the path of a read, percent-encoded.")
                        .asFailure());
        int mark = text.indexOf('?');
        Map<String, String> headers = new LinkedHashMap<>();
        parameters.get("accept").ifPresent(accept -> headers.put("accept", accept));
        parameters.get("shape").ifPresent(shape -> headers.put("x-octopool-public-shape", shape));
        try {
            return new RelayRequest(
                    pool,
                    RequestPath.of(mark < 0 ? text : text.substring(0, mark)),
                    query(mark < 0 ? "" : text.substring(mark + 1)),
                    RelayHeaders.of(headers),
                    hint(parameters));
        } catch (InvalidRequest e) {
            throw ApiError.ofField(400, e.code(), PATH, e.message()).asFailure();
        }
    }

    private static @Nullable PrHint hint(Query parameters) {
        ObjectNode hint = Json.object();
        for (String name : List.of("pr_state", "pr_head_sha")) {
            parameters.get(name).ifPresent(value -> hint.put(name, value));
        }
        return PrHint.of(hint);
    }

    private static RequestQuery query(String raw) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        try {
            Query.create(raw)
                    .toList()
                    .forEach(pair -> values.computeIfAbsent(pair.first(), _ -> new ArrayList<>())
                            .add(pair.second()));
        } catch (IllegalUriException e) {
            throw new InvalidRequest(InvalidRequest.QUERY, "the query of the path is malformed");
        }
        return new RequestQuery(values.entrySet().stream()
                .filter(entry -> !raw.isEmpty())
                .map(entry -> entry.getValue().size() == 1
                        ? Parameter.one(entry.getKey(), entry.getValue().getFirst())
                        : Parameter.many(entry.getKey(), entry.getValue()))
                .toList());
    }
}
