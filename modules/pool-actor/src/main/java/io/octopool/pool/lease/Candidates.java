package io.octopool.pool.lease;

import io.octopool.pool.policy.Policy;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which identities may serve a repository at all (server spec 8.2). */
final class Candidates {

    private Candidates() {}

    /**
     * The active identities whose scopes reach the repository, in the order in which they are tried: a later tier serves when
     * nobody of the earlier ones can. For owners that the policy allows, identities for everybody's public repositories are
     * the last tier (server spec 17.2 item 17).
     *
     * @param owner null for routes without an owner: every active identity may serve them
     */
    static List<List<Identity>> tiers(
            Collection<Identity> identities, Policy policy, @Nullable String owner, @Nullable String repo) {
        List<Identity> active = identities.stream().filter(Identity::isActive).toList();
        if (owner == null) {
            return List.of(active);
        }
        List<Identity> open = active.stream()
                .filter(identity -> identity.kind().equals(Identity.PAT))
                .filter(identity -> identity.scopes().stream().anyMatch(IdentityScope::coversAnyPublicRepository))
                .toList();
        if (!policy.allowsOwner(owner)) {
            return List.of(open);
        }
        List<Identity> scoped = active.stream()
                .filter(identity -> identity.scopes().stream().anyMatch(scope -> scope.covers(owner, repo)))
                .toList();
        return List.of(
                scoped,
                open.stream().filter(identity -> !scoped.contains(identity)).toList());
    }
}
