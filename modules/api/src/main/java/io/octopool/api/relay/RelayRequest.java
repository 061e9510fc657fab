package io.octopool.api.relay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.octopool.api.http.ApiError;
import io.octopool.api.http.ApiFailure;
import io.octopool.api.http.Fields;
import io.octopool.github.request.InvalidRequest;
import io.octopool.github.request.RelayHeaders;
import io.octopool.github.request.RequestPath;
import io.octopool.github.request.RequestQuery;
import io.octopool.github.request.RequestQuery.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A relay request that is well formed (server spec 3). Whether it is allowed is decided later. Unknown fields are accepted and
 * dropped.
 *
 * @param hint what the caller knows of the pull request it reads, null for nothing
 */
public record RelayRequest(
        String pool,
        RequestPath path,
        RequestQuery query,
        RelayHeaders headers,
        @Nullable PrHint hint) {

    /** @throws ApiFailure for the first rule that is broken, in the order of server spec 3 */
    static RelayRequest of(ObjectNode body) {
        String pool = Fields.text(body, "pool");
        String method = Fields.text(body, "method").toUpperCase(Locale.ROOT);
        String path = Fields.text(body, "path");
        try {
            RequestPath validPath = RequestPath.of(path);
            if (!method.equals("GET")) {
                throw ApiError.of(403, "method_denied", "Only GET is relayed.").asFailure();
            }
            return new RelayRequest(
                    pool,
                    validPath,
                    query(body.get("query")),
                    headers(body.get("headers")),
                    PrHint.of(body.get("route_hint")));
        } catch (InvalidRequest e) {
            throw ApiError.of(400, e.code(), e.message()).asFailure();
        }
    }

    private static RequestQuery query(@Nullable JsonNode query) {
        if (query == null || query.isNull()) {
            return RequestQuery.NONE;
        }
        if (!query.isObject()) {
            throw new InvalidRequest(InvalidRequest.QUERY, "query must be an object");
        }
        List<Parameter> parameters = new ArrayList<>();
        query.properties().forEach(entry -> parameters.add(parameter(entry.getKey(), entry.getValue())));
        return new RequestQuery(parameters);
    }

    private static Parameter parameter(String name, JsonNode value) {
        if (value.isTextual()) {
            return Parameter.one(name, value.textValue());
        }
        if (!value.isArray()) {
            throw notText();
        }
        List<String> values = new ArrayList<>();
        for (JsonNode item : value) {
            if (!item.isTextual()) {
                throw notText();
            }
            values.add(item.textValue());
        }
        return Parameter.many(name, values);
    }

    private static InvalidRequest notText() {
        return new InvalidRequest(InvalidRequest.QUERY, "query values must be strings or lists of strings");
    }

    private static RelayHeaders headers(@Nullable JsonNode headers) {
        if (headers == null || headers.isNull()) {
            return RelayHeaders.NONE;
        }
        if (!headers.isObject()) {
            throw new InvalidRequest(InvalidRequest.HEADERS, "headers must be an object");
        }
        Map<String, String> texts = new LinkedHashMap<>();
        headers.properties().forEach(entry -> {
            if (entry.getValue().isTextual()) {
                texts.put(entry.getKey(), entry.getValue().textValue());
            }
        });
        return RelayHeaders.of(texts);
    }
}
