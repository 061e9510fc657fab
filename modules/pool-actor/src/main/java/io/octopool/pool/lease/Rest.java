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

    private static final Duration LONGEST = Duration.ofHours(1);
    private static final Duration SHORTEST_REPEATED = Duration.ofSeconds(60);

    /** The same rest for every call. */
    public Rest ofEverything() {
        return new Rest(ofOwner, Cooldown.EVERYTHING, reason, length);
    }

    /**
     * The cooldown that follows. Where the reason is one that grows, a call sent after the last rest began doubles it; one sent
     * before tells nothing new, save for a later end that GitHub names.
     *
     * @param previous the last rest of this scope and reason that no success has disproved, null if there is none
     * @param sentAt when the call was allowed
     * @return empty if the previous one stands as it is
     */
    public Optional<Cooldown> after(@Nullable Cooldown previous, Instant sentAt, Instant now) {
        if (previous == null
                || !previous.reason().equals(reason)
                || !previous.scope().equals(scope)
                || !previous.isRemembered()) {
            return Optional.of(new Cooldown(scope, reason, now, now.plus(length)));
        }
        if (!sentAt.isAfter(previous.start())) {
            Instant end = now.plus(length);
            return end.isAfter(previous.end()) && ofOwner
                    ? Optional.of(new Cooldown(scope, reason, previous.start(), end))
                    : Optional.empty();
        }
        Duration grown = longer(longer(previous.length().multipliedBy(2), SHORTEST_REPEATED), length);
        return Optional.of(new Cooldown(scope, reason, now, now.plus(grown.compareTo(LONGEST) > 0 ? LONGEST : grown)));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
