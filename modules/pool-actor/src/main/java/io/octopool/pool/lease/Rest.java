package io.octopool.pool.lease;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A rest that a refusal asks for.
 *
 * @param ofOwner whether it is meant for every identity of the budget owner
 * @param scope as of a {@link Cooldown}
 * @param length how long at least
 */
public record Rest(boolean ofOwner, String scope, String reason, Duration length) {

    /** So much later an end is not worth telling: calls that were under way together fail one soon after the other. */
    private static final Duration NEGLIGIBLE = Duration.ofSeconds(5);

    private static final Duration SHORTEST_REPEATED = Duration.ofSeconds(60);

    /** The same rest for every call. */
    public Rest ofEverything() {
        return new Rest(ofOwner, Cooldown.EVERYTHING, reason, length);
    }

    /**
     * The cooldown that follows. A call sent before the last rest began tells nothing new, save for a notably later end, which
     * only an owner is given where the reason is one that grows. There, a call sent after it began doubles it.
     *
     * @param previous the last rest of this scope and reason that no success has disproved, null if there is none
     * @param sentAt when the call was allowed
     * @return empty if the previous one stands as it is
     */
    public Optional<Cooldown> after(@Nullable Cooldown previous, Instant sentAt, Instant now) {
        if (previous == null || !previous.isOf(scope, reason)) {
            return Optional.of(new Cooldown(scope, reason, now, now.plus(length)));
        }
        boolean grows = previous.isRemembered();
        if (!sentAt.isAfter(previous.start())) {
            Instant end = now.plus(length);
            return end.isAfter(previous.end().plus(NEGLIGIBLE)) && (ofOwner || !grows)
                    ? Optional.of(new Cooldown(scope, reason, grows ? previous.start() : now, end))
                    : Optional.empty();
        }
        if (!grows) {
            return Optional.of(new Cooldown(scope, reason, now, now.plus(length)));
        }
        Duration grown = longer(longer(previous.length().multipliedBy(2), SHORTEST_REPEATED), length);
        return Optional.of(new Cooldown(
                scope,
                reason,
                now,
                now.plus(grown.compareTo(CooldownRules.LONGEST) > 0 ? CooldownRules.LONGEST : grown)));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
