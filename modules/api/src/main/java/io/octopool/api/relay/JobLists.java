package io.octopool.api.relay;

import io.octopool.api.http.ApiError;
import io.octopool.github.Bytes;
import io.octopool.github.actions.JobListPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A run's jobs in the reduced shape: complete, from pages that many questions share, or not at all (server spec 7.12). */
final class JobLists {

    private static final ApiError EXHAUSTED =
            ApiError.fallback("pagination_exhausted", "The run has more jobs than could be read together.");

    private final Entries entries;

    JobLists(Entries entries) {
        this.entries = entries;
    }

    CompletionStage<Reply> read(Admitted admitted, JobListPlan plan) {
        return entries.ask(admitted, plan.page(1)).thenCompose(reply -> switch (reply) {
            case Reply.Refused refused -> CompletableFuture.completedStage(refused);
            case Reply.Served first -> {
                Optional<Bytes> page = first.json();
                yield page.isPresent()
                        ? rest(admitted, plan, first, page.get())
                        : CompletableFuture.completedStage(first.withoutPaging());
            }
        });
    }

    private CompletionStage<Reply> rest(Admitted admitted, JobListPlan plan, Reply.Served first, Bytes page) {
        OptionalInt pages = plan.pages(page);
        List<Reply.Served> served = new ArrayList<>(List.of(first));
        return pages.isEmpty()
                ? CompletableFuture.completedStage(exhausted(first))
                : following(admitted, plan, pages.getAsInt(), served);
    }

    /** Asks for one page after the other, so that nothing more is asked once a page is missing. */
    private CompletionStage<Reply> following(
            Admitted admitted, JobListPlan plan, int pages, List<Reply.Served> served) {
        if (served.size() == pages) {
            return CompletableFuture.completedStage(merged(plan, served));
        }
        return entries.ask(admitted, plan.page(served.size() + 1)).thenCompose(reply -> {
            if (reply instanceof Reply.Served next && next.json().isPresent()) {
                served.add(next);
                return following(admitted, plan, pages, served);
            }
            return CompletableFuture.completedStage(exhausted(served.getFirst()));
        });
    }

    private static Reply merged(JobListPlan plan, List<Reply.Served> served) {
        List<Bytes> pages = served.stream()
                .map(Reply.Served::json)
                .flatMap(Optional::stream)
                .toList();
        return plan.merged(pages)
                .<Reply>map(view -> Together.of(served).cutTo(view))
                .orElseGet(() -> exhausted(served.getFirst()));
    }

    private static Reply exhausted(Reply.Served first) {
        return new Reply.Refused(EXHAUSTED, first.answer().source().identityId(), first.cache());
    }
}
