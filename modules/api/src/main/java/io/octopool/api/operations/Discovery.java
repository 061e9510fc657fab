package io.octopool.api.operations;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.octopool.api.http.Endpoint;
import io.octopool.api.http.Exchange;
import io.octopool.api.http.Json;
import io.octopool.api.http.Origins;
import io.octopool.api.http.Responses;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code GET /.well-known/octopool}: what a client must know to use this server (server spec 1.7). */
public final class Discovery implements Endpoint {

    private static final int VERSION = 1;
    private static final String OLDEST_CLIENT = "0.2.2";

    private final Origins origins;
    private final String defaultPool;
    private final String allowedOrg;

    public Discovery(Origins origins, String defaultPool, String allowedOrg) {
        this.origins = origins;
        this.defaultPool = defaultPool;
        this.allowedOrg = allowedOrg;
    }

    @Override
    public CompletionStage<HttpResponse> answer(Exchange exchange) {
        String origin = origins.of(exchange.request());
        ObjectNode document = Json.object()
                .put("service", "octopool")
                .put("version", VERSION)
                .put("api_base", origin)
                .put("app_base", origin)
                .put("default_pool", defaultPool)
                .put("allowed_org", allowedOrg);
        document.putObject("auth").put("cli_github_token", true).put("web_login", true);
        document.put("min_cli_version", OLDEST_CLIENT);
        return CompletableFuture.completedStage(Responses.json(200, document, Responses.PUBLIC_5_MINUTES));
    }
}
