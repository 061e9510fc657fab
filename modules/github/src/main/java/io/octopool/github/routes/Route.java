package io.octopool.github.routes;

import java.util.Set;

/**
 * One row of the catalogue: a family of GitHub reads and what is known of it (server spec 4.2).
 *
 * @param template the path with its placeholders, {@code /repos/{owner}/{repo}/pulls/{number}}
 * @param kind the name of the family, on the wire and in the audit
 * @param bucket the rate limit resource that it is charged to
 * @param lastResort what follows when a read without a pooled credential fails
 * @param anonymousApi whether the anonymous API may serve it
 * @param provesPublic whether an answer given without a credential proves the repository public
 * @param flags what sets it apart
 * @param fresh how long an answer is fresh
 * @param stale how long it may stand in afterwards
 */
public record Route(
        String template,
        String kind,
        Bucket bucket,
        LastResort lastResort,
        boolean anonymousApi,
        boolean provesPublic,
        Set<Flag> flags,
        FreshFor fresh,
        StaleFor stale) {

    public Route {
        flags = Set.copyOf(flags);
    }

    public boolean has(Flag flag) {
        return flags.contains(flag);
    }

    /** Whether its answers are cached at all: {@code relay.cacheable} of the envelope (server spec 5.1). */
    public boolean cacheable() {
        return !has(Flag.NO_CACHE);
    }
}
