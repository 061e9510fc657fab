package io.octopool.api.operations;

import io.octopool.api.http.Endpoint;
import io.octopool.api.http.Exchange;
import io.octopool.api.http.Json;
import io.octopool.api.http.Responses;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/** {@code GET /}: a page for browsers, JSON for everybody else. */
public final class Probe implements Endpoint {

    private static final HttpHeader VARY = RawHeader.create("vary", "Accept");
    private static final String PAGE = """
            <!doctype html>
            <html lang="en">
            <head><meta charset="utf-8"><meta name="robots" content="noindex"><title>octopool</title></head>
            <body>
            <h1>Octopool</h1>
            <p>This server lets a team read GitHub through a shared pool of identities and one cache.</p>
            <p>Clients find their way by <a href="/.well-known/octopool">/.well-known/octopool</a>.</p>
            </body>
            </html>
            """;

    @Override
    public CompletionStage<HttpResponse> answer(Exchange exchange) {
        boolean browser = exchange.header("accept")
                .filter(accept -> accept.contains("text/html"))
                .isPresent();
        HttpResponse response = browser
                ? Responses.html(200, PAGE, Responses.PUBLIC_5_MINUTES)
                : Responses.json(
                        200,
                        Json.object()
                                .put("ok", true)
                                .put("service", "octopool")
                                .put("request_id", exchange.requestId()));
        return CompletableFuture.completedStage(response.addHeader(VARY));
    }
}
