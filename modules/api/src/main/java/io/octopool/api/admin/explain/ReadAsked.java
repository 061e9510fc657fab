package io.octopool.api.admin.explain;

import io.octopool.api.http.ApiError;
import io.octopool.api.http.ApiFailure;
import io.octopool.api.relay.Reads;
import io.octopool.github.request.CanonicalRequest;
import io.octopool.github.request.InvalidRequest;
import io.octopool.github.request.RelayHeaders;
import io.octopool.github.request.RequestPath;
import io.octopool.github.request.RequestQuery;
import io.octopool.github.request.RequestQuery.Parameter;
import io.octopool.github.routes.RouteMatch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.http.javadsl.model.Query;
import org.apache.pekko.http.scaladsl.model.IllegalUriException;

/** A read to explain: {@code path}, with its own query behind it, and the headers {@code accept} and {@code shape}. */
record ReadAsked(RequestPath path, RequestQuery query, RelayHeaders headers) {

    /** @throws ApiFailure {@code invalid_request} without a path, {@code invalid_path} or {@code invalid_query} as of a read */
    static ReadAsked of(Query parameters) {
        String text = parameters
                .get("path")
                .filter(path -> !path.isBlank())
                .orElseThrow(() -> ApiError.invalidField("path", "path must be the path of a read, percent-encoded.")
                        .asFailure());
        int mark = text.indexOf('?');
        Map<String, String> headers = new LinkedHashMap<>();
        parameters.get("accept").ifPresent(accept -> headers.put("accept", accept));
        parameters.get("shape").ifPresent(shape -> headers.put("x-octopool-public-shape", shape));
        try {
            return new ReadAsked(
                    RequestPath.of(mark < 0 ? text : text.substring(0, mark)),
                    query(mark < 0 ? "" : text.substring(mark + 1)),
                    RelayHeaders.of(headers));
        } catch (InvalidRequest e) {
            throw ApiError.of(400, e.code(), e.message()).asFailure();
        }
    }

    CanonicalRequest canonical() {
        return CanonicalRequest.of(path, query, headers);
    }

    /** What is read first where the read is of that route: of the shapes that the relay knows, the page that it cuts from. */
    CanonicalRequest read(RouteMatch match) {
        return Reads.first(match, canonical(), headers);
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
