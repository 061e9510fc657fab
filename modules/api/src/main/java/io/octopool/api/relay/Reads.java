package io.octopool.api.relay;

import io.octopool.api.http.ApiError;
import io.octopool.github.actions.JobListPlan;
import io.octopool.github.actions.RunListPlan;
import io.octopool.github.request.CanonicalRequest;
import io.octopool.github.request.RelayHeaders;
import io.octopool.github.routes.RouteMatch;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Reads what was asked for, in the way that suits it, and puts the envelope around it. */
final class Reads {

    private static final String RUNS_SHAPE = "actions-summary-v1";
    private static final String JOBS_SHAPE = "actions-jobs-v1";

    private static final ApiError TOO_LARGE =
            ApiError.fallback("github_response_too_large", "The envelope would be larger than clients read.");

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
        CanonicalRequest request = admitted.canonical();
        RelayHeaders headers = admitted.asked().headers();
        Optional<RunListPlan> runs = runList(admitted.match(), request, headers);
        if (runs.isPresent()) {
            return runLists.read(admitted, runs.get());
        }
        Optional<JobListPlan> jobs = jobList(admitted.match(), request, headers);
        return jobs.isPresent()
                ? jobLists.read(admitted, jobs.get())
                : hints.verified(admitted, request).thenCompose(hinted -> entries.ask(admitted, hinted));
    }

    private static Optional<RunListPlan> runList(RouteMatch match, CanonicalRequest request, RelayHeaders headers) {
        boolean planned = headers.shape().filter(RUNS_SHAPE::equals).isPresent() && RunListPlan.appliesTo(match);
        return planned ? Optional.of(RunListPlan.of(match, request, !headers.conditional())) : Optional.empty();
    }

    private static Optional<JobListPlan> jobList(RouteMatch match, CanonicalRequest request, RelayHeaders headers) {
        boolean planned = headers.shape().filter(JOBS_SHAPE::equals).isPresent() && !headers.conditional();
        return planned ? JobListPlan.of(match, request) : Optional.empty();
    }

    private static Outcome outcome(Admitted admitted, Reply reply) {
        return switch (reply) {
            case Reply.Served served -> {
                Envelope envelope = new Envelope(
                        admitted.pool(),
                        admitted.requestId(),
                        admitted.match(),
                        ClientConditions.apply(admitted.asked().headers(), served));
                yield envelope.bytes()
                        .<Outcome>map(bytes -> new Outcome.Answered(envelope, bytes))
                        .orElseGet(() -> failed(admitted, served.withheld(TOO_LARGE)));
            }
            case Reply.Refused refused -> failed(admitted, refused);
        };
    }

    private static Outcome failed(Admitted admitted, Reply.Refused refused) {
        return new Outcome.Failed(refused.error(), admitted.match(), refused.identityId(), refused.cache());
    }
}
