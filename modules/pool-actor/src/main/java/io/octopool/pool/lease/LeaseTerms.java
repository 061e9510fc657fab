package io.octopool.pool.lease;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What a call was allowed for.
 *
 * @param resource the budget that it was expected to spend
 * @param sentAt when it was allowed
 * @param exhausted whether it is known after the call that nothing of that budget is left before its window ends
 */
record LeaseTerms(String routeKey, String resource, Instant sentAt, boolean exhausted) {

    /** The route key of calls that somebody makes to check an identity. */
    static final String CHECK = "check";

    /** What checks spend. */
    static final String CORE = "core";

    boolean isCheck() {
        return routeKey.equals(CHECK);
    }

    /** The scopes of which a success of the call shows that there is no reason to rest. */
    List<String> scopesDisprovedBy(CallResult success) {
        List<String> scopes = new ArrayList<>(List.of(Cooldown.EVERYTHING, Cooldown.resourceScope(resource)));
        if (success.status() < 400) {
            scopes.add(routeKey);
        }
        return scopes;
    }
}
