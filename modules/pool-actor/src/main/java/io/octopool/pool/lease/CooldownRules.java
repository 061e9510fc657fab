package io.octopool.pool.lease;

import io.octopool.pool.budget.Budget;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Which rest a result asks for (server spec 8.5, 17.5 items 2, 4 and 5; github-rules B4). A primary limit asks for none where the
 * ledger knows of it.
 */
public final class CooldownRules {

    /** The reason of a rest after failures of GitHub's own. */
    public static final String GITHUB_ERRORS = "github_errors";

    /** The rest of an identity whose credential is refused, or is not there. */
    public static final Duration ORDINARY = Duration.ofMinutes(2);

    static final String UNAUTHORIZED = "unauthorized";
    static final String MISCONFIGURED = "misconfigured";
    static final String SECONDARY_LIMIT = "secondary_limit";
    static final String RATE_LIMITED = "rate_limited";

    /** Reasons that somebody can mend: enabling or registering the identity again ends their rests. */
    static final Set<String> MENDABLE = Set.of(UNAUTHORIZED, MISCONFIGURED);

    /** Reasons of rests for which GitHub asked: each is its owner's, and given to no single identity. */
    static final Set<String> ASKED_FOR = Set.of(SECONDARY_LIMIT, RATE_LIMITED);

    /** Reasons whose rests grow with each repetition. */
    static final Set<String> GROWING = Set.of(UNAUTHORIZED, SECONDARY_LIMIT);

    /** The longest rest of an identity that GitHub does not accept: after another refusal it is disabled. */
    static final Duration LAST_QUARANTINE = Duration.ofMinutes(16);

    private static final Duration AFTER_LIMIT = Duration.ofSeconds(60);
    private static final Duration AFTER_FAILURES = Duration.ofSeconds(10);
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    /** The longest rest that a single refusal leads to. */
    static final Duration LONGEST = Duration.ofHours(1);

    private CooldownRules() {}

    /**
     * The rest that a result asks for; empty if none.
     *
     * @param resource the budget that the call was expected to spend
     * @param exhausted whether it is known after the call that nothing of that budget is left before its window ends
     */
    public static Optional<Rest> after(
            CallResult result, String routeKey, String resource, boolean exhausted, Instant now) {
        if (result.failure() == CallResult.Failure.MISCONFIGURED) {
            return Optional.of(new Rest(false, Cooldown.EVERYTHING, MISCONFIGURED, ORDINARY));
        }
        return switch (result.status()) {
            case 401 -> Optional.of(new Rest(false, Cooldown.EVERYTHING, UNAUTHORIZED, ORDINARY));
            case 403, 429 -> afterRefusal(result, routeKey, resource, exhausted, now);
            default -> afterFailure(result);
        };
    }

    /** GitHub is out of order, and says for how long. */
    private static Optional<Rest> afterFailure(CallResult result) {
        Duration asked = result.retryAfter();
        return result.status() < 500 || asked == null
                ? Optional.empty()
                : Optional.of(new Rest(false, Cooldown.EVERYTHING, GITHUB_ERRORS, clamped(asked, SHORTEST)));
    }

    /** The rest of a pooled identity with which GitHub failed again and again. */
    static Rest afterFailures() {
        return new Rest(false, Cooldown.EVERYTHING, GITHUB_ERRORS, AFTER_FAILURES);
    }

    private static Optional<Rest> afterRefusal(
            CallResult result, String routeKey, String resource, boolean exhausted, Instant now) {
        Duration asked = result.retryAfter();
        Budget budget = result.budget();
        if (result.secondaryLimit() || asked != null) {
            return Optional.of(secondary(asked == null ? AFTER_LIMIT : clamped(asked, SHORTEST)));
        }
        if (budget != null && budget.remaining() == 0) {
            Duration left = clamped(Duration.between(now, budget.resetAt()), AFTER_LIMIT);
            return exhausted
                    ? Optional.empty()
                    : Optional.of(new Rest(true, Cooldown.resourceScope(resource), RATE_LIMITED, left));
        }
        return Optional.of(
                result.status() == 429
                        ? secondary(AFTER_LIMIT)
                        : new Rest(false, routeKey, result.ssoRequired() ? "sso_required" : "forbidden", ORDINARY));
    }

    private static Rest secondary(Duration length) {
        return new Rest(true, Cooldown.EVERYTHING, SECONDARY_LIMIT, length);
    }

    private static Duration clamped(Duration length, Duration shortest) {
        return length.compareTo(shortest) < 0 ? shortest : length.compareTo(LONGEST) > 0 ? LONGEST : length;
    }
}
