package io.octopool.api.http;

import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** Answers one kind of request. Errors are {@link ApiFailure}s, thrown or in the stage. */
public interface Endpoint {

    CompletionStage<HttpResponse> answer(Exchange exchange);
}
