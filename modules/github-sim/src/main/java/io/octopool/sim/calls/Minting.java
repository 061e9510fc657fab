package io.octopool.sim.calls;

import java.util.List;
import java.util.Map;

/**
 * The tokens of one installation of the App.
 *
 * @param tokensMinted how many it gave
 * @param permissions what was asked for last, refused or not: levels by name; empty if nothing was named
 * @param repositories which were asked for last; empty if none was named
 */
public record Minting(long tokensMinted, Map<String, String> permissions, List<String> repositories) {

    public Minting {
        permissions = Map.copyOf(permissions);
        repositories = List.copyOf(repositories);
    }
}
