package io.octopool.sim.world;

import org.jspecify.annotations.Nullable;

/**
 * What an event touched; null where it has no such thing.
 *
 * @param number of the issue or pull request
 * @param id of the run, comment, review or release
 * @param sha of the commit
 */
public record Happened(
        @Nullable Integer number,
        @Nullable Long id,
        @Nullable String sha) {

    static Happened toNumber(int number) {
        return new Happened(number, null, null);
    }
}
