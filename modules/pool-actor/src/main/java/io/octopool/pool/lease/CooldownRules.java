package io.octopool.pool.lease;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Which rest a result asks for (server spec 8.5, with {@code retry-after} capped at an hour: 17.5 items 4 and 5). */
public final class CooldownRules {

    /** The reason of a rest after failures of GitHub's own. */
    public static final String GITHUB_ERRORS = "github_errors";

    private static final Duration ORDINARY = Duration.ofMinutes(2);
    private static final Duration AFTER_SECONDARY_LIMIT = Duration.ofSeconds(60);
    private static final Duration AFTER_FAILURES = Duration.ofSeconds(10);
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofHours(1);

    private CooldownRules() {}

    /** The rest of a credential, whatever is read with it; empty if the result asks for none. */
    public static Optional<Cooldown> ofCredential(CallResult result, Instant now) {
        if (result.failure() == CallResult.Failure.MISCONFIGURED) {
            return rest("misconfigured", ORDINARY, now);
        }
        boolean limited = result.status() == 403 || result.status() == 429;
        if (result.status() == 401) {
            return rest("unauthorized", retryAfterOr(result, ORDINARY), now);
        }
        if (limited && result.retryAfter() != null) {
            return rest("retry_after", retryAfterOr(result, ORDINARY), now);
        }
        return limited && result.secondaryLimit()
                ? rest("secondary_limit", AFTER_SECONDARY_LIMIT, now)
                : Optional.empty();
    }

    /** The rest of a pooled identity. */
    static Optional<Cooldown> after(CallResult result, String routeKey, String resource, Instant now) {
        return ofCredential(result, now).or(() -> switch (result.status()) {
            case 403 -> Optional.of(new Cooldown(routeKey, "forbidden", now, now.plus(ORDINARY)));
            case 429 -> {
                String charged = result.resource() == null ? resource : result.resource();
                yield Optional.of(
                        new Cooldown(Cooldown.resourceScope(charged), "rate_limited", now, now.plus(ORDINARY)));
            }
            default -> Optional.empty();
        });
    }

    /** The rest of a pooled identity with which GitHub failed again and again. */
    static Cooldown afterFailures(Instant now) {
        return Cooldown.ofEverything(GITHUB_ERRORS, AFTER_FAILURES, now);
    }

    private static Duration retryAfterOr(CallResult result, Duration otherwise) {
        Duration asked = result.retryAfter() == null ? otherwise : result.retryAfter();
        return asked.compareTo(SHORTEST) < 0 ? SHORTEST : asked.compareTo(LONGEST) > 0 ? LONGEST : asked;
    }

    private static Optional<Cooldown> rest(String reason, Duration length, Instant now) {
        return Optional.of(Cooldown.ofEverything(reason, length, now));
    }
}
