package io.octopool.api.relay;

import io.octopool.api.http.ApiError;
import io.octopool.github.Bytes;
import io.octopool.github.actions.JobListPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A run's jobs in the reduced shape: complete, from pages that many questions share, or not at all (server spec 7.12).
 *
 * <p>While jobs are added, cached pages of different age tell different totals. GitHub is then asked for all of them once more.
 */
final class JobLists {

    private static final ApiError EXHAUSTED =
            ApiError.fallback("pagination_exhausted", "The run has more jobs than could be read together.");

    private final Entries entries;

    JobLists(Entries entries) {
        this.entries = entries;
    }

    CompletionStage<Reply> read(Admitted admitted, JobListPlan plan) {
        Pages pages = new Pages(admitted, plan, admitted.maxAge());
        return pages.read(() -> {
            Pages anew = new Pages(admitted, plan, Duration.ZERO);
            return anew.read(() -> CompletableFuture.completedStage(anew.exhausted()));
        });
    }

    /** One reading of all pages, none older than {@code maxAge}. */
    private final class Pages {

        private final Admitted admitted;
        private final JobListPlan plan;

        @Nullable
        private final Duration maxAge;

        private final List<Reply.Served> served = new ArrayList<>();

        Pages(Admitted admitted, JobListPlan plan, @Nullable Duration maxAge) {
            this.admitted = admitted;
            this.plan = plan;
            this.maxAge = maxAge;
        }

        /** All jobs, or why there are none; {@code disagreeing} answers if the pages do not fit together. */
        CompletionStage<Reply> read(Supplier<CompletionStage<Reply>> disagreeing) {
            return ask(1).thenCompose(reply -> switch (reply) {
                case Reply.Refused refused -> CompletableFuture.completedStage(refused);
                case Reply.Served first -> {
                    served.add(first);
                    Optional<Bytes> page = first.json();
                    if (page.isEmpty()) {
                        yield CompletableFuture.completedStage(first.withoutPaging());
                    }
                    OptionalInt pages = plan.pages(page.get());
                    yield pages.isEmpty()
                            ? CompletableFuture.completedStage(exhausted())
                            : following(pages.getAsInt(), disagreeing);
                }
            });
        }

        /** Asks for one page after the other, so that nothing more is asked once a page is missing. */
        private CompletionStage<Reply> following(int pages, Supplier<CompletionStage<Reply>> disagreeing) {
            if (served.size() == pages) {
                return merged(disagreeing);
            }
            return ask(served.size() + 1).thenCompose(reply -> switch (reply) {
                case Reply.Refused refused -> CompletableFuture.completedStage(missing(refused));
                case Reply.Served next -> {
                    served.add(next);
                    yield next.json().isPresent()
                            ? following(pages, disagreeing)
                            : CompletableFuture.completedStage(exhausted());
                }
            });
        }

        private CompletionStage<Reply> ask(int page) {
            return entries.ask(admitted, admitted.match(), plan.page(page), maxAge, admitted.deadline());
        }

        private CompletionStage<Reply> merged(Supplier<CompletionStage<Reply>> disagreeing) {
            List<Bytes> pages = served.stream()
                    .map(Reply.Served::json)
                    .flatMap(Optional::stream)
                    .toList();
            return plan.merged(pages)
                    .<CompletionStage<Reply>>map(view ->
                            CompletableFuture.completedStage(Together.of(served).cutTo(view)))
                    .orElseGet(disagreeing);
        }

        /** Why a later page was not read, in the relay's own words where they send the client to GitHub. */
        private static Reply missing(Reply.Refused refused) {
            return refused.error().isFallback()
                    ? refused
                    : new Reply.Refused(EXHAUSTED, refused.identityId(), refused.cache());
        }

        private Reply exhausted() {
            return served.reversed().stream()
                    .filter(Reply.Served::live)
                    .findFirst()
                    .orElseGet(served::getLast)
                    .withheld(EXHAUSTED);
        }
    }
}
