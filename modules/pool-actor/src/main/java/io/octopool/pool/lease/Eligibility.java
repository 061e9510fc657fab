package io.octopool.pool.lease;

import io.octopool.pool.budget.BudgetKey;
import io.octopool.pool.budget.BudgetLedger;
import io.octopool.pool.budget.BudgetLedger.Claim;
import io.octopool.pool.budget.OwnerLoads;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether one identity may be leased now, whatever the others do. */
final class Eligibility {

    /**
     * How an identity stands.
     *
     * @param verdict one of USABLE, COOLING_DOWN, EXHAUSTED, AT_CAP, AWAITING_WORD and PACED
     * @param usable requests that may be leased; may be negative
     * @param headroom the same, as far as GitHub says, which after a start may be more
     * @param until when it may be leased again, null when unknown or when it may
     */
    record Position(
            Identity identity,
            Verdict verdict,
            long usable,
            long headroom,
            @Nullable Instant until) {

        boolean isUsable() {
            return verdict == Verdict.USABLE;
        }

        /** Whether it becomes usable by itself within moments. */
        boolean isBusy() {
            return verdict == Verdict.AT_CAP || verdict == Verdict.AWAITING_WORD || verdict == Verdict.PACED;
        }

        double weighted() {
            return headroom * (Math.max(1, identity.weight()) / 100.0);
        }
    }

    private final BudgetLedger ledger;
    private final CooldownBook cooldowns;
    private final OwnerLoads loads;

    Eligibility(BudgetLedger ledger, CooldownBook cooldowns, OwnerLoads loads) {
        this.ledger = ledger;
        this.cooldowns = cooldowns;
        this.loads = loads;
    }

    /** An owner with several identities keeps the largest of their reserves. */
    void learn(Collection<Identity> identities) {
        Map<String, Integer> reserves = new HashMap<>();
        identities.forEach(identity -> reserves.merge(identity.budgetOwner(), identity.reserve(), Math::max));
        ledger.keepInReserve(reserves);
    }

    Position of(Identity identity, LeaseQuery query, Instant now) {
        String owner = identity.budgetOwner();
        BudgetKey key = new BudgetKey(owner, query.resource());
        Claim claim = new Claim(key, identity.id(), identity.share());
        long usable = ledger.usable(claim, now);
        long headroom = ledger.headroom(claim, now);
        Instant rested = cooldowns.restsUntil(identity, query.routeKey(), query.resource(), now);
        if (rested != null) {
            return new Position(identity, Verdict.COOLING_DOWN, usable, headroom, rested);
        }
        if (usable < query.units() && !ledger.awaitsWord(key, query.units(), now)) {
            return new Position(identity, Verdict.EXHAUSTED, usable, headroom, ledger.moreAt(key, now));
        }
        if (loads.isAtCap(owner)) {
            return new Position(identity, Verdict.AT_CAP, usable, headroom, null);
        }
        if (awaitsWord(key, query.units(), now)) {
            return new Position(identity, Verdict.AWAITING_WORD, usable, headroom, null);
        }
        Instant paced = loads.pacedUntil(owner, query.units(), now);
        return new Position(identity, paced == null ? Verdict.USABLE : Verdict.PACED, usable, headroom, paced);
    }

    /** Whether the owner is not too busy for one call more. */
    boolean hasRoom(BudgetKey budget, Instant now) {
        return !loads.isAtCap(budget.owner())
                && !awaitsWord(budget, 1, now)
                && loads.pacedUntil(budget.owner(), 1, now) == null;
    }

    private boolean awaitsWord(BudgetKey budget, int units, Instant now) {
        return ledger.awaitsFirstWord(budget) || ledger.awaitsWord(budget, units, now);
    }
}
