package io.octopool.api.relay;

import io.octopool.api.http.ApiError;
import io.octopool.github.actions.JobListPlan;
import io.octopool.github.actions.RunListPlan;
import io.octopool.github.request.CanonicalRequest;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Reads what was asked for, in the way that suits it, and puts the envelope around it. */
final class Reads {

    private static final String RUNS_SHAPE = "actions-summary-v1";
    private static final String JOBS_SHAPE = "actions-jobs-v1";

    private final Entries entries;
    private final RunLists runLists;
    private final JobLists jobLists;
    private final PrHints hints;

    Reads(Entries entries) {
        this.entries = entries;
        this.runLists = new RunLists(entries);
        this.jobLists = new JobLists(entries);
        this.hints = new PrHints(entries);
    }

    CompletionStage<Outcome> read(Admitted admitted) {
        return reply(admitted).thenApply(reply -> outcome(admitted, reply));
    }

    private CompletionStage<Reply> reply(Admitted admitted) {
        CanonicalRequest request = admitted.reading().canonical();
        Optional<String> shape = admitted.reading().asked().headers().shape();
        boolean conditional = admitted.reading().asked().headers().conditional();
        if (shape.filter(RUNS_SHAPE::equals).isPresent() && RunListPlan.appliesTo(admitted.match())) {
            return runLists.read(admitted, RunListPlan.of(admitted.match(), request, !conditional));
        }
        if (shape.filter(JOBS_SHAPE::equals).isPresent() && !conditional) {
            Optional<JobListPlan> plan = JobListPlan.of(admitted.match(), request);
            if (plan.isPresent()) {
                return jobLists.read(admitted, plan.get());
            }
        }
        return hints.verified(admitted, request).thenCompose(hinted -> entries.ask(admitted, hinted));
    }

    private static Outcome outcome(Admitted admitted, Reply reply) {
        return switch (reply) {
            case Reply.Served served -> {
                Envelope envelope = new Envelope(
                        admitted.pool(),
                        admitted.reading().requestId(),
                        admitted.match(),
                        ClientConditions.apply(admitted.reading().asked().headers(), served));
                yield envelope.bytes()
                        .<Outcome>map(bytes -> new Outcome.Answered(envelope, bytes))
                        .orElseGet(() -> new Outcome.Failed(
                                ApiError.fallback(
                                        "github_response_too_large", "The envelope would be larger than clients read."),
                                admitted.match(),
                                served.answer().source().identityId(),
                                served.cache()));
            }
            case Reply.Refused refused ->
                new Outcome.Failed(refused.error(), admitted.match(), refused.identityId(), refused.cache());
        };
    }
}
