package io.octopool.pool.lease;

import io.octopool.pool.budget.BudgetKey;
import io.octopool.pool.budget.BudgetLedger;
import io.octopool.pool.budget.BudgetLedger.Balance;
import io.octopool.pool.budget.OwnerLoads;
import io.octopool.pool.lease.BookView.BudgetInUse;
import io.octopool.pool.lease.Eligibility.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the lease book knows, put together for people to read. */
final class Overview {

    /** How many rests, budgets and leases are shown. */
    static final int MAX_SHOWN = 100;

    private static final double MILLIS_PER_MINUTE = 60_000;

    /** Those that keep most reads off come first, so that many rests of single routes hide none of them. */
    private static final Comparator<CooldownInForce> WIDEST_FIRST = Comparator.comparingInt(
                    (CooldownInForce rest) -> Cooldown.breadth(rest.scope()))
            .reversed()
            .thenComparing(CooldownInForce::end, Comparator.reverseOrder())
            .thenComparing(CooldownInForce::identityId);

    private final BudgetLedger ledger;
    private final CooldownBook cooldowns;
    private final OwnerLoads loads;
    private final Eligibility eligibility;

    Overview(BudgetLedger ledger, CooldownBook cooldowns, OwnerLoads loads, Eligibility eligibility) {
        this.ledger = ledger;
        this.cooldowns = cooldowns;
        this.loads = loads;
        this.eligibility = eligibility;
    }

    /** The verdict: null for what becomes of the identity by itself. */
    Standing standing(Identity identity, LeaseQuery query, @Nullable Verdict verdict, Instant now) {
        Position position = eligibility.of(identity, query, now);
        Balance balance = ledger.balance(new BudgetKey(identity.budgetOwner(), query.resource()), now);
        return new Standing(
                identity.id(),
                verdict == null ? position.verdict() : verdict,
                query.resource(),
                balance.limit(),
                balance.remaining(),
                balance.reserved(),
                position.usable(),
                loads.inFlight(identity.budgetOwner()),
                position.until(),
                cooldowns.inForce(identity, now));
    }

    /** How many of the identities have a cooldown in force. */
    int cooling(Collection<Identity> identities, Instant now) {
        return (int) identities.stream()
                .filter(identity -> !cooldowns.inForce(identity, now).isEmpty())
                .count();
    }

    /** The cooldowns in force: of every call, then of a resource, then of a route; of these, those that end last first. */
    List<CooldownInForce> cooldowns(Collection<Identity> identities, Instant now) {
        return identities.stream()
                .flatMap(identity -> cooldowns.inForce(identity, now).stream())
                .sorted(WIDEST_FIRST)
                .limit(MAX_SHOWN)
                .toList();
    }

    List<BudgetInUse> budgets(Instant now) {
        return ledger.balances(now).stream()
                .limit(MAX_SHOWN)
                .map(balance -> inUse(balance, now))
                .toList();
    }

    private BudgetInUse inUse(Balance balance, Instant now) {
        String owner = balance.key().owner();
        long usable = balance.usable();
        return new BudgetInUse(
                owner,
                balance.key().resource(),
                balance.limit(),
                balance.remaining(),
                balance.reserved(),
                balance.reserve(),
                usable,
                balance.resetAt(),
                loads.inFlight(owner),
                loads.pointsLeft(owner, now),
                balance.spendPerMinute(),
                emptyAt(usable, balance, now));
    }

    private static @Nullable Instant emptyAt(long usable, Balance balance, Instant now) {
        Instant resetAt = balance.resetAt();
        if (resetAt == null) {
            return null;
        }
        if (usable <= 0) {
            return now;
        }
        if (balance.spendPerMinute() == 0) {
            return null;
        }
        double minutes = usable / balance.spendPerMinute();
        Instant empty = now.plus(Duration.ofMillis((long) (minutes * MILLIS_PER_MINUTE)));
        return empty.isBefore(resetAt) ? empty : null;
    }
}
