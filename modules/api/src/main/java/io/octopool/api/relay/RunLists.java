package io.octopool.api.relay;

import io.octopool.github.Bytes;
import io.octopool.github.actions.RunListPlan;
import io.octopool.github.request.CanonicalRequest;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Lists of runs in the reduced shape: cut out of a wide page that many questions share (server spec 7.12). */
final class RunLists {

    private final Entries entries;

    RunLists(Entries entries) {
        this.entries = entries;
    }

    CompletionStage<Reply> read(Admitted admitted, RunListPlan plan) {
        Optional<CanonicalRequest> superset = plan.superset();
        if (superset.isEmpty()) {
            return exact(admitted, plan);
        }
        return entries.ask(admitted, superset.get()).thenCompose(reply -> switch (reply) {
            case Reply.Refused refused -> CompletableFuture.completedStage(refused);
            case Reply.Served served -> {
                Optional<Bytes> page = served.json();
                if (page.isEmpty()) {
                    yield CompletableFuture.completedStage(served.withoutPaging());
                }
                yield plan.narrow(page.get())
                        .<CompletionStage<Reply>>map(view -> CompletableFuture.completedStage(served.cutTo(view)))
                        .orElseGet(() -> exact(admitted, plan));
            }
        });
    }

    /** The client's own validators are compared before the headers that carry GitHub's are taken away. */
    private CompletionStage<Reply> exact(Admitted admitted, RunListPlan plan) {
        return entries.ask(admitted, plan.exact()).thenApply(reply -> switch (reply) {
            case Reply.Refused refused -> refused;
            case Reply.Served served -> {
                Reply.Served held = ClientConditions.apply(admitted.asked().headers(), served);
                yield held.json().map(page -> held.cutTo(plan.cut(page))).orElseGet(held::withoutPaging);
            }
        });
    }
}
