package io.octopool.api.http;

import java.util.Optional;
import java.util.UUID;
import org.apache.pekko.http.javadsl.model.AttributeKey;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.Query;
import org.apache.pekko.http.scaladsl.model.IllegalUriException;

/**
 * One request with its id.
 *
 * @param requestId random UUID, in error bodies, envelopes, the audit and the header {@code x-request-id}
 */
public record Exchange(HttpRequest request, String requestId) {

    private static final AttributeKey<String> ID = AttributeKey.create("octopool-request-id", String.class);

    /** The request with a new id, which travels with it. */
    static HttpRequest identified(HttpRequest request, String requestId) {
        return request.addAttribute(ID, requestId);
    }

    static String newId() {
        return UUID.randomUUID().toString();
    }

    public static Exchange of(HttpRequest request) {
        return new Exchange(request, request.getAttribute(ID).orElseGet(Exchange::newId));
    }

    /** A header's value by its name in any case. */
    public Optional<String> header(String name) {
        return request.getHeader(name).map(HttpHeader::value);
    }

    /**
     * The parameters of the URL.
     *
     * @throws ApiFailure {@code invalid_request} if they are malformed
     */
    public Query query() {
        try {
            return request.getUri().query();
        } catch (IllegalUriException e) {
            throw ApiError.of(400, "invalid_request", "The query of the URL is malformed.")
                    .asFailure();
        }
    }

    /** Whether the client still waits. */
    public Presence presence() {
        return Presence.of(request);
    }

    public String contentType() {
        return request.entity().getContentType().toString();
    }
}
