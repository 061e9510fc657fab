package io.octopool.github.answer;

import io.octopool.github.request.CanonicalRequest;
import io.octopool.github.routes.Flag;
import io.octopool.github.routes.FreshFor.ByRevision;
import io.octopool.github.routes.FreshFor.ByState;
import io.octopool.github.routes.FreshFor.Fixed;
import io.octopool.github.routes.Placeholder;
import io.octopool.github.routes.RouteMatch;
import java.time.Duration;
import java.util.Optional;

/** How long answers are kept (server spec 7.4, 7.5, with 17.2 items 1 to 5). */
public final class CachePolicy {

    /** A named revision never changes. */
    private static final Lifetime IMMUTABLE = Lifetime.of(Duration.ofDays(1), Duration.ofDays(1));

    /** A branch, a tag or a short hash may move. */
    private static final Lifetime MOVING_REF = Lifetime.of(Duration.ofMinutes(2), Duration.ofMinutes(5));

    private static final Duration SETTLED_JOBS = Duration.ofHours(1);
    private static final Duration NEGATIVE = Duration.ofMinutes(1);

    private static final int ACCEPTED = 202;
    private static final int PARTIAL = 206;

    private CachePolicy() {}

    /**
     * The lifetime of an answer; empty if it is not cached: any status but 2xx, "still computing" (202), a part (206), and
     * routes whose answers are never kept or too large.
     *
     * @param request the request, whose {@code ref} may name a revision and whose variant tells of a verified hint
     * @param body the answer's body, which is streamed where its state decides
     */
    public static Optional<Lifetime> lifetime(RouteMatch match, CanonicalRequest request, int status, Body body) {
        if (!isWhole(status)
                || match.route().has(Flag.NO_CACHE)
                || match.route().has(Flag.LARGE)) {
            return Optional.empty();
        }
        return Optional.of(
                switch (match.route().fresh()) {
                    case Fixed fixed -> lasting(match, fixed.duration());
                    case ByState state ->
                        lasting(match, isSettled(match, request, state, body) ? state.settled() : state.moving());
                    case ByRevision revision -> isImmutable(match, request, revision) ? IMMUTABLE : MOVING_REF;
                });
    }

    /**
     * How long it is remembered that GitHub refused a read of a repository proven public (17.3 item 8); empty for statuses
     * that may be different the next time or for the next credential.
     */
    public static Optional<Duration> negative(int status) {
        return switch (status) {
            case 404, 410, 422, 451 -> Optional.of(NEGATIVE);
            default -> Optional.empty();
        };
    }

    /**
     * Whether the answer lists the jobs of one named attempt, all completed: it may be kept for long once the attempt itself
     * is proven completed (7.12), because a job may still be added to one that is running.
     */
    public static boolean awaitsAttemptProof(RouteMatch match, int status, Body body) {
        return match.kind().equals("run_jobs")
                && match.attempt().isPresent()
                && isWhole(status)
                && BodyState.allSay(body, "jobs", "status", "completed");
    }

    /** Whether {@code run}, the body of a run's attempt, says that just this attempt has completed (7.12). */
    public static boolean provesAttempt(Body run, int attempt) {
        return BodyState.says(run, "status", "completed") && BodyState.says(run, "run_attempt", attempt);
    }

    /** The lifetime of jobs whose attempt is proven completed (7.5, JOBS). */
    public static Lifetime settledJobs(RouteMatch match) {
        return lasting(match, SETTLED_JOBS);
    }

    private static boolean isWhole(int status) {
        return status >= 200 && status < 300 && status != ACCEPTED && status != PARTIAL;
    }

    private static Lifetime lasting(RouteMatch match, Duration fresh) {
        return Lifetime.of(fresh, match.route().stale().after(fresh));
    }

    private static boolean isSettled(RouteMatch match, CanonicalRequest request, ByState state, Body body) {
        return switch (state) {
            case PR -> BodyState.hasString(body, "merged_at");
            case ISSUE -> BodyState.says(body, "state", "closed");
            case RUN -> match.attempt().isPresent() && BodyState.says(body, "status", "completed");
            case RUNLIST -> BodyState.allSay(body, "workflow_runs", "status", "completed");
            case PRFILES -> request.variant() != null;
            case JOB -> BodyState.says(body, "status", "completed");
        };
    }

    private static boolean isImmutable(RouteMatch match, CanonicalRequest request, ByRevision revision) {
        Optional<String> name = switch (revision) {
            case SHA -> match.parameter("sha");
            case REF -> request.query().last("ref");
        };
        return name.filter(Placeholder::isFullSha).isPresent();
    }
}
