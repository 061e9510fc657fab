package io.octopool.api.operations;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.octopool.api.http.Endpoint;
import io.octopool.api.http.Exchange;
import io.octopool.api.http.Json;
import io.octopool.api.http.Responses;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code GET /ready}: 200 when every check says {@code ok}, else 503. A check that hangs is cut off. */
public final class Readiness implements Endpoint {

    private static final String OK = "ok";
    private static final long MAX_MILLIS = 2_000;

    /** One thing that must work: its stage gives {@code ok} or what is wrong, or fails. */
    public interface Check extends Supplier<CompletionStage<String>> {}

    private final Map<String, Check> checks;

    /** The checks by name, in the order in which they are shown. */
    public Readiness(Map<String, Check> checks) {
        this.checks = new LinkedHashMap<>(checks);
    }

    @Override
    public CompletionStage<HttpResponse> answer(Exchange exchange) {
        return results().thenApply(results -> {
            boolean ready = results.values().stream().allMatch(OK::equals);
            ObjectNode body = Json.object().put("ready", ready);
            ObjectNode shown = body.putObject("checks");
            results.forEach(shown::put);
            return Responses.json(ready ? 200 : 503, body);
        });
    }

    /** Whether everything works now. */
    public CompletionStage<Boolean> isReady() {
        return results().thenApply(results -> results.values().stream().allMatch(OK::equals));
    }

    private CompletionStage<Map<String, String>> results() {
        CompletableFuture<Map<String, String>> all = CompletableFuture.completedFuture(new LinkedHashMap<>());
        for (Map.Entry<String, Check> check : checks.entrySet()) {
            CompletableFuture<String> result = run(check.getValue());
            all = all.thenCombine(result, (results, text) -> {
                results.put(check.getKey(), text);
                return results;
            });
        }
        return all;
    }

    private static CompletableFuture<String> run(Check check) {
        return check.get()
                .exceptionally(failure -> "failed")
                .toCompletableFuture()
                .copy()
                .completeOnTimeout("no answer within " + MAX_MILLIS + " ms", MAX_MILLIS, TimeUnit.MILLISECONDS);
    }
}
