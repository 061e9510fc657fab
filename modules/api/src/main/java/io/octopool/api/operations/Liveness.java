package io.octopool.api.operations;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.octopool.api.http.Endpoint;
import io.octopool.api.http.Exchange;
import io.octopool.api.http.Json;
import io.octopool.api.http.Responses;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code GET /alive}: that it answers is the answer. */
public final class Liveness implements Endpoint {

    @Override
    public CompletionStage<HttpResponse> answer(Exchange exchange) {
        ObjectNode body = Json.object().put("ready", true);
        body.putObject("checks").put("http", "ok");
        return CompletableFuture.completedStage(Responses.json(200, body));
    }
}
