package io.octopool.pool.lease;

import io.octopool.pool.budget.Budget;
import io.octopool.pool.budget.BudgetKey;
import io.octopool.pool.budget.BudgetLedger;
import io.octopool.pool.budget.BudgetLedger.Balance;
import io.octopool.pool.budget.BudgetMark;
import io.octopool.pool.budget.OwnerCall;
import io.octopool.pool.budget.OwnerLoads;
import io.octopool.pool.budget.Reservations;
import io.octopool.pool.budget.Reservations.Ended;
import io.octopool.pool.budget.Reservations.Reservation;
import io.octopool.pool.events.PoolEvent;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Leases under way and what they cost: units of a budget, a place among the owner's calls in flight, points of the minute. Each
 * is given back or paid for once, when the result comes or the lease expires. Not thread-safe: the lease book owns it.
 */
final class OpenLeases {

    private static final int NOT_MODIFIED = 304;

    /** The spender, and the route key, of calls that were made outside this pool. */
    private static final String ELSEWHERE = "";

    /** What a reservation was made for. */
    private record Lease(Identity identity, String routeKey) {}

    private final String pool;
    private final BudgetLedger ledger;
    private final OwnerLoads loads;
    private final Reservations<Lease> leases;

    OpenLeases(String pool, BudgetLedger ledger, OwnerLoads loads, Instant started) {
        this.pool = pool;
        this.ledger = ledger;
        this.loads = loads;
        this.leases = new Reservations<>(ledger, started);
    }

    /** Opens a lease. The sentAt: when the call was allowed, which is not later than now. */
    LeaseTicket open(Identity identity, LeaseQuery query, Instant sentAt, Instant now) {
        BudgetKey budget = new BudgetKey(identity.budgetOwner(), query.resource());
        loads.takeOff(budget.owner(), query.units(), now);
        long id = leases.reserve(
                budget,
                identity.id(),
                query.units(),
                new Lease(identity, query.routeKey()),
                sentAt,
                now.plus(query.remaining()));
        return new LeaseTicket(
                id, identity.id(), budget.owner(), query.routeKey(), query.resource(), query.units(), sentAt);
    }

    /**
     * Ends a lease. One that is not known any more was leased before the pool was started again: its call is paid for now.
     *
     * @return the identity as it was leased, empty if the lease is not known
     */
    Optional<Identity> close(LeaseTicket ticket, CallResult result, Instant now) {
        Optional<Ended<Lease>> ended = leases.settle(ticket.id());
        String owner = ticket.budgetOwner();
        boolean held = ended.isPresent() && !ended.get().late();
        if (held) {
            loads.land(owner);
            if (result.isUnsent()) {
                loads.giveBack(owner, ticket.units(), now);
            }
        }
        int unpaid = result.isUnsent() ? 0 : ticket.units() * (result.calls() - (ended.isPresent() ? 1 : 0));
        loads.pay(owner, unpaid, now);
        int units = unpaid + (held ? ticket.units() : 0);
        Instant sentAt = ended.isPresent() ? ledger.afterStart(ticket.grantedAt()) : ticket.grantedAt();
        charge(budget(ticket), ticket.identityId(), units, sentAt, result, now);
        return ended.map(known -> known.reservation().purpose().identity());
    }

    /** What the call was allowed for, as it stands after {@link #close}; of the budget that GitHub charged. */
    LeaseTerms terms(LeaseTicket ticket, CallResult result, Instant now) {
        return terms(ticket.routeKey(), budget(ticket), ticket.grantedAt(), result, now);
    }

    private LeaseTerms terms(String routeKey, BudgetKey expected, Instant sentAt, CallResult result, Instant now) {
        BudgetKey charged = charged(expected, result);
        return new LeaseTerms(routeKey, charged.resource(), sentAt, ledger.isExhausted(charged, now));
    }

    /** GitHub says which resource it charged, which need not be the one that was reserved. */
    private static BudgetKey charged(BudgetKey expected, CallResult result) {
        return result.resource() == null ? expected : new BudgetKey(expected.owner(), result.resource());
    }

    private static BudgetKey budget(LeaseTicket ticket) {
        return new BudgetKey(ticket.budgetOwner(), ticket.resource());
    }

    /** Takes in what a call showed that somebody else made at the owner's expense. */
    LeaseTerms overhear(OwnerCall call, Instant now) {
        BudgetKey expected = new BudgetKey(call.owner(), call.resource());
        loads.pay(call.owner(), call.points(), now);
        charge(expected, ELSEWHERE, call.points(), call.sentAt(), call.result(), now);
        return terms(ELSEWHERE, expected, call.sentAt(), call.result(), now);
    }

    /** The units: 0 if counted already. */
    private void charge(BudgetKey expected, String spender, int units, Instant sentAt, CallResult result, Instant now) {
        BudgetKey charged = charged(expected, result);
        Budget reading = result.budget();
        int cost = charged(units, result, ledger.balance(charged, now));
        if (reading != null) {
            ledger.observe(charged, reading, spender, cost, sentAt, now);
            ledger.confirm(expected, sentAt, now);
        } else if (result.isSuccess()) {
            ledger.confirm(expected, sentAt, now);
        } else if (cost > 0 && result.maySpendSilently()) {
            ledger.spendSilently(charged, spender, cost, now);
        }
    }

    /** What the journal should hear of the budgets; it is told once. */
    List<PoolEvent> marks(Instant now) {
        return ledger.news(now).stream().map(mark -> event(mark, now)).toList();
    }

    private PoolEvent event(BudgetMark mark, Instant now) {
        Budget budget = mark.budget();
        return new PoolEvent.BudgetMarked(
                pool,
                mark.owner(),
                mark.resource(),
                budget.limit(),
                budget.remaining(),
                mark.certain(),
                budget.resetAt(),
                now);
    }

    /** GitHub counts no conditional call that finds nothing changed: what the remaining fell by is the most that it cost. */
    private static int charged(int units, CallResult result, Balance before) {
        Budget reading = result.budget();
        return reading == null || result.status() != NOT_MODIFIED
                ? units
                : Math.clamp(before.remaining() - reading.remaining(), 0, units);
    }

    /** Ends what has expired; returns the owners that have fewer calls in flight for it. */
    List<String> expire(Instant now) {
        List<String> owners =
                leases.expire(now).stream().map(lease -> lease.budget().owner()).toList();
        owners.forEach(loads::land);
        return owners;
    }

    /** The oldest leases, a bounded number. */
    List<BookView.OpenLease> shown() {
        return leases.open().stream()
                .sorted(Comparator.comparingLong(Reservation::id))
                .limit(Overview.MAX_SHOWN)
                .map(lease -> new BookView.OpenLease(
                        lease.id(), lease.spender(), lease.purpose().routeKey(), lease.until()))
                .toList();
    }
}
