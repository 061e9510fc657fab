package io.octopool.api.http;

import java.time.Instant;
import org.apache.pekko.event.LoggingAdapter;
import org.apache.pekko.http.ParsingErrorHandler;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.scaladsl.model.ErrorInfo;
import org.apache.pekko.http.scaladsl.model.StatusCode;
import org.apache.pekko.http.scaladsl.settings.ServerSettings;

/** Answers what is no HTTP request with our error body. Pekko finds it by its class name, as if it were a Scala object. */
public final class ParsingErrors extends ParsingErrorHandler {

    /** The field that a Scala object has. */
    @SuppressWarnings("unused") // read by Pekko
    public static final ParsingErrors MODULE$ = new ParsingErrors();

    private ParsingErrors() {}

    @Override
    public HttpResponse handle(StatusCode status, ErrorInfo info, LoggingAdapter log, ServerSettings settings) {
        String id = Exchange.newId();
        int code = status.intValue();
        ApiError error = code == 413
                ? ApiError.of(413, "request_too_large", "The body is larger than " + RequestBody.MAX_BYTES + " bytes.")
                : ApiError.of(code, "invalid_request", "The request is not valid HTTP.");
        return Responses.error(error, id, Instant.EPOCH).addHeader(Edge.requestId(id));
    }
}
