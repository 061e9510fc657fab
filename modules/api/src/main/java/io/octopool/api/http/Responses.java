package io.octopool.api.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.util.ByteString;

/** Makes answers. */
public final class Responses {

    public static final HttpHeader NO_STORE = RawHeader.create("cache-control", "no-store");
    public static final HttpHeader PUBLIC_5_MINUTES = RawHeader.create("cache-control", "public, max-age=300");

    private Responses() {}

    /** JSON that must not be stored. */
    public static HttpResponse json(int status, ObjectNode body) {
        return json(status, body, NO_STORE);
    }

    public static HttpResponse json(int status, ObjectNode body, HttpHeader cacheControl) {
        return json(status, ByteString.fromArrayUnsafe(Json.bytes(body)), cacheControl);
    }

    /** Bytes that are JSON already. */
    public static HttpResponse json(int status, ByteString body, HttpHeader cacheControl) {
        return with(status, HttpEntities.create(ContentTypes.APPLICATION_JSON, body), cacheControl);
    }

    public static HttpResponse html(int status, String page, HttpHeader cacheControl) {
        return with(
                status, HttpEntities.create(ContentTypes.TEXT_HTML_UTF8, ByteString.fromString(page)), cacheControl);
    }

    /** The error body of server spec 1.3, with {@code retry-after} where it is known how long to wait. */
    public static HttpResponse error(ApiError error, String requestId, Instant now) {
        ObjectNode body = Json.object();
        ObjectNode inner = body.putObject("error")
                .put("code", error.code())
                .put("message", error.message())
                .put("request_id", requestId);
        if (!error.details().isEmpty()) {
            ObjectNode details = inner.putObject("details");
            new TreeMap<>(error.details()).forEach(details::put);
        }
        HttpResponse response = json(error.status(), body);
        Instant retryAt = error.retryAt();
        if (retryAt == null) {
            return response;
        }
        long millis = Duration.between(now, retryAt).toMillis();
        long seconds = Math.max(1, (millis + 999) / 1000);
        return response.addHeader(RawHeader.create("retry-after", Long.toString(seconds)));
    }

    private static HttpResponse with(int status, HttpEntity.Strict entity, HttpHeader cacheControl) {
        return HttpResponse.create()
                .withStatus(StatusCodes.get(status))
                .withEntity(entity)
                .withHeaders(List.of(cacheControl));
    }
}
