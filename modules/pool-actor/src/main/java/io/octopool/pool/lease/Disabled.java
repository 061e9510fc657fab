package io.octopool.pool.lease;

import io.octopool.pool.events.Attribution;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * That something is switched off.
 *
 * @param by who did it
 * @param why null when nobody said
 */
public record Disabled(String by, @Nullable String why, Instant at) {

    static Disabled of(Attribution attribution, Instant at) {
        return new Disabled(attribution.by(), attribution.why(), at);
    }
}
