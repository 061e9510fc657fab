package io.octopool.pool.fetch;

import io.octopool.github.Bytes;
import io.octopool.github.answer.Body;
import io.octopool.github.answer.CachePolicy;
import io.octopool.github.answer.Encoding;
import io.octopool.github.request.CanonicalRequest;
import io.octopool.github.request.RequestPath;
import io.octopool.github.request.RequestQuery;
import io.octopool.github.routes.RepoName;
import io.octopool.github.routes.RouteMatch;
import io.octopool.pool.cache.Answer;
import io.octopool.pool.cache.ReadQuery;
import io.octopool.pool.cache.ReadReply;
import io.octopool.pool.fetch.Climb.Ended;
import io.octopool.pool.fetch.Fetched.NotModified;
import io.octopool.pool.fetch.Fetched.Obtained;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Whether the jobs of an attempt may be kept for long: one more read, of the attempt itself, tells whether it has completed
 * (server spec 7.12): when they come, and again each time that GitHub confirms them. Its failure is harmless.
 */
final class AttemptProof {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** What is left for the jobs themselves to be answered with. */
    private static final Duration LEFT_FOR_ANSWER = Duration.ofSeconds(1);

    private AttemptProof() {}

    static Fetched applied(Climb climb, Fetched fetched) {
        RouteMatch match = climb.request().match();
        Basis basis = climb.request().basis();
        if (fetched instanceof Obtained obtained
                && obtained.lifetime() != null
                && CachePolicy.awaitsAttemptProof(match, obtained.status(), obtained.body())
                && isProven(climb, match)) {
            return obtained.lasting(CachePolicy.settledJobs(match));
        }
        if (fetched instanceof NotModified unchanged
                && basis != null
                && CachePolicy.awaitsAttemptProof(match, basis.answer().status(), basis.body())
                && (wasProven(basis, match) || isProven(climb, match))) {
            return unchanged.lasting(CachePolicy.settledJobs(match));
        }
        return fetched;
    }

    /** An attempt that has completed does so once and for all. */
    private static boolean wasProven(Basis basis, RouteMatch match) {
        return basis.lifetime().equals(CachePolicy.settledJobs(match));
    }

    private static boolean isProven(Climb climb, RouteMatch match) {
        Optional<RepoName> repository = match.repository();
        Optional<String> run = match.parameter("id");
        Duration patience = Collections.min(List.of(PATIENCE, climb.left().minus(LEFT_FOR_ANSWER)));
        if (repository.isEmpty()
                || run.isEmpty()
                || match.attempt().isEmpty()
                || climb.isOver()
                || !patience.isPositive()) {
            return false;
        }
        int attempt = match.attempt().getAsInt();
        CanonicalRequest request = CanonicalRequest.of(
                RequestPath.of("/repos/" + repository.get() + "/actions/runs/" + run.get() + "/attempts/" + attempt),
                RequestQuery.NONE);
        ReadQuery query = new ReadQuery(
                UUID.randomUUID().toString(),
                climb.request().pool(),
                request,
                null,
                climb.request().tokenFree(),
                climb.hasHoldingProof() ? climb.proof().orElse(null) : null,
                null,
                patience);
        FetchPorts ports = climb.outside().ports();
        try {
            return proves(climb.ask(ports.read(query), patience), attempt);
        } catch (Ended unanswered) {
            ports.leave(query);
            return false;
        }
    }

    private static boolean proves(ReadReply reply, int attempt) {
        return switch (reply) {
            case ReadReply.Fresh fresh -> proves(fresh.answer(), attempt);
            case ReadReply.Filled filled -> proves(filled.answer(), attempt);
            case ReadReply.Revalidated revalidated -> proves(revalidated.answer(), attempt);
            case ReadReply.Stale _, ReadReply.Refused _ -> false;
        };
    }

    private static boolean proves(Answer run, int attempt) {
        return run.status() == 200
                && run.encoding().equals(Encoding.JSON.wireName())
                && CachePolicy.provesAttempt(
                        new Body(Encoding.JSON, Bytes.owning(run.body().text())), attempt);
    }
}
