package io.octopool.sim.settings;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How much may be asked (github-rules B1, B2).
 *
 * @param hourly requests per hour, and GraphQL points per hour, of each owner that is not the address
 * @param anonymous requests per hour of the address; 0 refuses every anonymous call, also searches
 * @param owners requests per hour of owners that have a number of their own, such as {@code user:bob}
 * @param pointsPerMinute secondary limit of each owner; null: none
 * @param concurrent calls that one owner may have in progress; null: any number
 */
public record Limits(
        int hourly,
        int anonymous,
        Map<String, Integer> owners,
        @Nullable Integer pointsPerMinute,
        @Nullable Integer concurrent) {

    static final Limits OF_GITHUB = new Limits(5000, 60, Map.of(), 900, 100);

    public Limits {
        owners = Map.copyOf(owners);
    }

    Limits withHourly(int value) {
        return new Limits(value, anonymous, owners, pointsPerMinute, concurrent);
    }

    Limits withAnonymous(int value) {
        return new Limits(hourly, value, owners, pointsPerMinute, concurrent);
    }

    /** With a number of its own for one owner; empty: the number of all. */
    Limits withOwner(String owner, Optional<Integer> value) {
        Map<String, Integer> changed = new HashMap<>(owners);
        value.ifPresentOrElse(limit -> changed.put(owner, limit), () -> changed.remove(owner));
        return new Limits(hourly, anonymous, changed, pointsPerMinute, concurrent);
    }

    Limits withPointsPerMinute(@Nullable Integer value) {
        return new Limits(hourly, anonymous, owners, value, concurrent);
    }

    Limits withConcurrent(@Nullable Integer value) {
        return new Limits(hourly, anonymous, owners, pointsPerMinute, value);
    }
}
