package io.octopool.pool.lease;

import io.octopool.pool.lease.Pool.CheckStart;
import io.octopool.pool.lease.Pool.Emptiness;
import io.octopool.pool.lease.Pool.ExplainReply;
import io.octopool.pool.lease.Pool.LeaseReply;
import io.octopool.pool.lease.Pool.PolicyReply;
import io.octopool.pool.lease.Pool.ViewReply;
import io.octopool.pool.policy.Policy;
import java.time.InstantSource;

/** What a pool replies to those who ask, from what its lease book knows. */
final class PoolAnswers {

    private final LeaseBook book;
    private final InstantSource clock;

    PoolAnswers(LeaseBook book, InstantSource clock) {
        this.book = book;
        this.clock = clock;
    }

    PolicyReply policy() {
        Policy policy = book.facts().policy();
        return policy == null
                ? new PolicyReply.NoSuchPool()
                : new PolicyReply.Found(policy, book.facts().switchedOff() != null);
    }

    Emptiness emptiness() {
        return new Emptiness(book.facts().identities().values().stream().noneMatch(Identity::isActive));
    }

    HealthReply health() {
        return book.facts().exists() ? book.health(clock.instant()) : new HealthReply.NoSuchPool();
    }

    ViewReply view() {
        return book.facts().exists()
                ? new ViewReply.View(book.facts(), book.view(clock.instant()))
                : new ViewReply.NoSuchPool();
    }

    ExplainReply explain(LeaseQuery query) {
        return book.facts().exists()
                ? new ExplainReply.Explained(book.survey(query, clock.instant()))
                : new ExplainReply.NoSuchPool();
    }

    CheckStart check(String identityId) {
        Identity identity = book.facts().identities().get(identityId);
        if (identity == null) {
            return book.facts().exists() ? new CheckStart.NoSuchIdentity() : new CheckStart.NoSuchPool();
        }
        return book.slowedDown(identity, clock.instant())
                .<CheckStart>map(rest -> new CheckStart.Resting(identity, rest))
                .orElseGet(() -> new CheckStart.Ready(identity));
    }

    LeaseReply lease(LeaseOutcome outcome) {
        return switch (outcome) {
            case LeaseOutcome.Granted granted ->
                new LeaseReply.Leased(granted.ticket(), granted.identity(), granted.reason());
            case LeaseOutcome.None _ -> new LeaseReply.NoIdentity(emptiness().empty());
            case LeaseOutcome.Resting resting -> new LeaseReply.CoolingDown(resting.until());
            case LeaseOutcome.Busy busy -> new LeaseReply.Saturated(busy.until());
        };
    }
}
