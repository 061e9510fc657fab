package io.octopool.github.answer;

import io.octopool.github.request.RequestQuery;
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
    private static final Lifetime IMMUTABLE = Lifetime.ofSeconds(86_400, 86_400);

    /** A branch, a tag or a short hash may move. */
    private static final Lifetime MOVING_REF = Lifetime.ofSeconds(120, 300);

    private static final int ACCEPTED = 202;
    private static final int PARTIAL = 206;

    private CachePolicy() {}

    /**
     * The lifetime of an answer; empty if it is not cached: any status but 2xx, "still computing" (202), a part (206), and
     * routes whose answers are never kept or too large.
     *
     * @param query the request's query, whose {@code ref} may name a revision
     * @param body the answer's body, which is streamed where its state decides
     */
    public static Optional<Lifetime> lifetime(RouteMatch match, RequestQuery query, int status, Body body) {
        boolean kept = status >= 200 && status < 300 && status != ACCEPTED && status != PARTIAL;
        if (!kept || match.route().has(Flag.NO_CACHE) || match.route().has(Flag.LARGE)) {
            return Optional.empty();
        }
        return Optional.of(
                switch (match.route().fresh()) {
                    case Fixed fixed -> lasting(match, fixed.duration());
                    case ByState state ->
                        lasting(match, isSettled(match, state, body) ? state.settled() : state.moving());
                    case ByRevision revision -> isImmutable(match, query, revision) ? IMMUTABLE : MOVING_REF;
                });
    }

    private static Lifetime lasting(RouteMatch match, Duration fresh) {
        return new Lifetime(fresh, match.route().stale().after(fresh));
    }

    private static boolean isSettled(RouteMatch match, ByState state, Body body) {
        return switch (state) {
            case PR -> BodyState.hasString(body, "merged_at");
            case ISSUE -> BodyState.says(body, "state", "closed");
            case RUN -> match.attempt().isPresent() && BodyState.says(body, "status", "completed");
            case RUNLIST -> BodyState.allSay(body, "workflow_runs", "status", "completed");
            case JOB -> BodyState.says(body, "status", "completed");
        };
    }

    private static boolean isImmutable(RouteMatch match, RequestQuery query, ByRevision revision) {
        Optional<String> name = switch (revision) {
            case SHA -> match.parameter("sha");
            case REF -> query.last("ref");
        };
        return name.filter(Placeholder::isFullSha).isPresent();
    }
}
