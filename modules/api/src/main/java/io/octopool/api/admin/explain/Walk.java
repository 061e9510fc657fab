package io.octopool.api.admin.explain;

import io.octopool.api.access.Asking;
import io.octopool.api.admin.explain.Held.Log.Job;
import io.octopool.api.relay.Rehearsal;
import io.octopool.github.request.CanonicalRequest;
import io.octopool.github.routes.Flag;
import io.octopool.github.routes.RouteCatalog;
import io.octopool.github.routes.RouteMatch;
import io.octopool.pool.budget.PublicBudget;
import io.octopool.pool.cache.Peeked;
import io.octopool.pool.cache.ReadQuery;
import io.octopool.pool.logs.JobView;
import io.octopool.pool.logs.PeekedLog;
import io.octopool.pool.visibility.Proof;
import io.octopool.pool.visibility.RepoVisibility;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The way of one read past the answers that it is made of, one after the other. */
final class Walk implements Rehearsal.Look {

    private static final RouteCatalog ROUTES = RouteCatalog.github();

    /**
     * Whose way it is.
     *
     * @param tokenFree whether only transports without a pooled credential may serve it
     * @param readerIsApp whether a public reader is configured; the anonymous API takes its place otherwise
     * @param reader the budget of reads without an identity, null where it does not answer
     */
    record Traveller(
            String pool,
            String requestId,
            boolean tokenFree,
            boolean readerIsApp,
            PublicBudget.@Nullable Status reader) {}

    private final Peeks peeks;
    private final Traveller traveller;
    private final InstantSource clock;
    private final List<Step> steps = new ArrayList<>();

    Walk(Peeks peeks, Traveller traveller, InstantSource clock) {
        this.peeks = peeks;
        this.traveller = traveller;
        this.clock = clock;
    }

    /** What was come past, in order; at least one once the walk has ended. */
    List<Step> steps() {
        return List.copyOf(steps);
    }

    @Override
    public CompletionStage<Rehearsal.Seen> at(RouteMatch match, CanonicalRequest request, @Nullable Duration maxAge) {
        return step(match, request, maxAge).thenApply(Step::seen);
    }

    private CompletionStage<Step> step(RouteMatch match, CanonicalRequest request, @Nullable Duration maxAge) {
        return peeks.visibility(match)
                .thenCompose(known -> held(match, query(match, request, known, maxAge))
                        .thenCompose(held -> step(match, request, known, held)));
    }

    private CompletionStage<Step> step(
            RouteMatch match, CanonicalRequest request, Optional<RepoVisibility.Reply> known, Held held) {
        RepoVisibility.Reply visibility = known.orElse(null);
        return peeks.standings(traveller.pool(), match, held.revalidator(visibility))
                .thenApply(standings -> {
                    Evidence evidence = new Evidence(
                            match,
                            traveller.tokenFree(),
                            visibility,
                            held,
                            traveller.readerIsApp(),
                            traveller.reader(),
                            standings,
                            clock.instant());
                    Step step = new Step(request, evidence, Prognosis.of(evidence));
                    steps.add(step);
                    return step;
                });
    }

    private ReadQuery query(
            RouteMatch match,
            CanonicalRequest request,
            Optional<RepoVisibility.Reply> known,
            @Nullable Duration maxAge) {
        Proof proof = known.orElse(null) instanceof RepoVisibility.Reply.Public(Proof holding) ? holding : null;
        return new ReadQuery(
                traveller.requestId(),
                traveller.pool(),
                request,
                match.searched(),
                traveller.tokenFree(),
                proof,
                maxAge,
                Asking.PATIENCE);
    }

    private CompletionStage<Held> held(RouteMatch match, ReadQuery query) {
        return match.route().has(Flag.LOG)
                ? peeks.log(query).thenCompose(peeked -> job(match, peeked).thenApply(job -> new Held.Log(peeked, job)))
                : peeks.cached(query).thenApply(Held.Cached::new);
    }

    /** Before a log is downloaded its job is read; of one that is kept the job is completed. */
    private CompletionStage<Job> job(RouteMatch log, PeekedLog peeked) {
        Optional<CanonicalRequest> job = JobView.ofLog(log);
        if (peeked.refusal() != null || job.isEmpty()) {
            return CompletableFuture.completedStage(Job.UNKNOWN);
        }
        return switch (peeked.rule()) {
            case SERVE, CONFIRM -> CompletableFuture.completedStage(Job.COMPLETED);
            case DOWNLOAD, EXPIRE ->
                step(ROUTES.match(job.get().path().text()).orElseThrow(), job.get(), null)
                        .thenApply(Walk::job);
        };
    }

    private static Job job(Step step) {
        Peeked.Entry entry = step.entry();
        return switch (step.prognosis().outcome()) {
            case WOULD_FETCH -> Job.UNKNOWN;
            case HIT, STALE, REFUSED ->
                JobView.isCompleted(entry == null ? null : entry.answer()) ? Job.COMPLETED : Job.NOT_COMPLETED;
        };
    }
}
