package io.octopool.sim.calls;

import java.util.Map;

/**
 * What the simulator saw since the counters were last cleared; calls of the control API are not among it.
 *
 * @param notModified answered 304
 * @param conditional asked with {@code If-None-Match} or {@code If-Modified-Since}
 * @param refused answered 401, 403 or 429, also where a failure was injected
 * @param maxInFlight most calls in progress at once
 * @param byPath by method and raw path without query, such as {@code GET /repos/octo-org/hello-world}
 * @param quotaUsed units taken, by owner and resource
 * @param installations what the App's installations were asked for, by number
 */
public record CallReport(
        long total,
        long notModified,
        long conditional,
        long refused,
        int maxInFlight,
        Map<String, Long> byCredential,
        Map<String, Long> byPath,
        Map<String, Map<String, Long>> quotaUsed,
        Map<Long, Minting> installations) {

    /** Tokens minted for an installation. */
    public long minted(long installation) {
        Minting minting = installations.get(installation);
        return minting == null ? 0 : minting.tokensMinted();
    }

    /** Calls of one method and path, such as {@code GET /graphql}. */
    public long to(String methodAndPath) {
        return byPath.getOrDefault(methodAndPath, 0L);
    }

    /** Calls of one credential. */
    public long by(String credential) {
        return byCredential.getOrDefault(credential, 0L);
    }

    /** Units taken from one budget, such as {@code user:alice} and {@code core}. */
    public long spent(String owner, String resource) {
        return quotaUsed.getOrDefault(owner, Map.of()).getOrDefault(resource, 0L);
    }

    /** Units taken from all budgets. */
    public long spent() {
        return quotaUsed.values().stream()
                .flatMap(budgets -> budgets.values().stream())
                .mapToLong(Long::longValue)
                .sum();
    }
}
