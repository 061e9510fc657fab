package io.octopool.persistence.sweep;

import java.time.Duration;

/**
 * How often the sweeper works.
 *
 * @param interval how long the sweeper rests when it has come to the end of what it may delete; positive
 */
public record SweeperSettings(Duration interval) {

    /** @throws IllegalArgumentException if the interval is not positive */
    public SweeperSettings {
        if (!interval.isPositive()) {
            throw new IllegalArgumentException("the sweeper's interval must be positive");
        }
    }
}
