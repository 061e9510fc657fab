package io.octopool.pool.lease;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Which rest a result asks for (server spec 8.5, with {@code retry-after} capped at an hour: 17.5 item 5). */
final class CooldownRules {

    private static final Duration ORDINARY = Duration.ofMinutes(2);
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofHours(1);

    private CooldownRules() {}

    static Optional<Cooldown> after(CallResult result, String routeKey, String resource, Instant now) {
        if (result.failure() == CallResult.Failure.MISCONFIGURED) {
            return rest(Cooldown.EVERYTHING, "secret_missing", ORDINARY, now);
        }
        return switch (result.status()) {
            case 401 -> rest(Cooldown.EVERYTHING, "unauthorized", retryAfterOr(result, ORDINARY), now);
            case 403, 429 -> refused(result, routeKey, resource, now);
            default -> Optional.empty();
        };
    }

    private static Optional<Cooldown> refused(CallResult result, String routeKey, String resource, Instant now) {
        if (result.retryAfter() != null) {
            return rest(Cooldown.EVERYTHING, "retry_after", retryAfterOr(result, ORDINARY), now);
        }
        if (result.status() == 429) {
            String named = result.resource() == null ? resource : result.resource();
            return rest(Cooldown.resourceScope(named), "rate_limited", ORDINARY, now);
        }
        return rest(routeKey, "forbidden", ORDINARY, now);
    }

    private static Duration retryAfterOr(CallResult result, Duration otherwise) {
        Duration asked = result.retryAfter() == null ? otherwise : result.retryAfter();
        return asked.compareTo(SHORTEST) < 0 ? SHORTEST : asked.compareTo(LONGEST) > 0 ? LONGEST : asked;
    }

    private static Optional<Cooldown> rest(String scope, String reason, Duration length, Instant now) {
        return Optional.of(new Cooldown(scope, reason, now, now.plus(length)));
    }
}
