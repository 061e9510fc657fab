package io.octopool.pool.lease;

import io.octopool.pool.policy.Policy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which identities may serve a repository at all (server spec 8.2). */
final class Candidates {

    private Candidates() {}

    /**
     * The active identities whose scopes reach the repository, in the order in which they are tried: a later tier serves when
     * nobody of the earlier ones can. For owners that the policy allows, identities for everybody's public repositories come
     * after those of the owner (server spec 17.2 item 17). Identities of weight 0 come after all others.
     *
     * @param owner null for routes without an owner: every active identity may serve them that may be used anywhere
     */
    static List<List<Identity>> tiers(
            Collection<Identity> identities, Policy policy, @Nullable String owner, @Nullable String repo) {
        List<List<Identity>> tiers =
                List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        boolean allowed = owner == null || policy.allowsOwner(owner);
        for (Identity identity : identities) {
            boolean scoped = allowed && isScoped(identity, owner, repo);
            if (identity.isActive() && !identity.servesNothing() && (scoped || isOpen(identity))) {
                tiers.get((identity.weight() == 0 ? 2 : 0) + (scoped ? 0 : 1)).add(identity);
            }
        }
        return tiers;
    }

    private static boolean isScoped(Identity identity, @Nullable String owner, @Nullable String repo) {
        return owner == null || identity.scopes().stream().anyMatch(scope -> scope.covers(owner, repo));
    }

    private static boolean isOpen(Identity identity) {
        return identity.kind().equals(Identity.PAT)
                && identity.scopes().stream().anyMatch(IdentityScope::coversAnyPublicRepository);
    }
}
