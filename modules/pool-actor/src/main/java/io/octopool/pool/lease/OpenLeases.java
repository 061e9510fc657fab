package io.octopool.pool.lease;

import io.octopool.pool.budget.Budget;
import io.octopool.pool.budget.BudgetKey;
import io.octopool.pool.budget.BudgetLedger;
import io.octopool.pool.budget.BudgetLedger.Balance;
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

    /** What a reservation was made for. */
    private record Lease(Identity identity, String routeKey) {}

    /** A lease whose result came. */
    record Closed(Identity identity, LeaseTerms terms) {}

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

    /** Opens a lease and returns its id. The sentAt: when the call was allowed, which is not later than now. */
    long open(Identity identity, LeaseQuery query, Instant sentAt, Instant now) {
        BudgetKey budget = new BudgetKey(identity.budgetOwner(), query.resource());
        loads.takeOff(budget.owner(), query.units(), now);
        return leases.reserve(
                budget,
                identity.id(),
                query.units(),
                new Lease(identity, query.routeKey()),
                sentAt,
                now.plus(query.remaining()));
    }

    /** Ends a lease, and adds to the news what the journal should hear of its budget; empty if it is not known any more. */
    Optional<Closed> close(long leaseId, CallResult result, Instant now, List<PoolEvent> news) {
        Ended<Lease> ended = leases.settle(leaseId).orElse(null);
        if (ended == null) {
            return Optional.empty();
        }
        Reservation<Lease> lease = ended.reservation();
        String owner = lease.budget().owner();
        if (!ended.late()) {
            loads.land(owner);
            if (result.failure() == CallResult.Failure.NOT_SENT) {
                loads.giveBack(owner, lease.units(), now);
            }
        }
        charge(ended, result, now).ifPresent(news::add);
        LeaseTerms terms = new LeaseTerms(
                lease.purpose().routeKey(),
                lease.budget().resource(),
                lease.madeAt(),
                ledger.isExhausted(lease.budget(), now));
        return Optional.of(new Closed(lease.purpose().identity(), terms));
    }

    /** GitHub says which resource it charged, which need not be the one that was reserved. */
    private Optional<PoolEvent> charge(Ended<Lease> ended, CallResult result, Instant now) {
        Reservation<Lease> lease = ended.reservation();
        BudgetKey expected = lease.budget();
        String resource = result.resource() == null ? expected.resource() : result.resource();
        BudgetKey charged = new BudgetKey(expected.owner(), resource);
        Budget reading = result.budget();
        int units = ended.late() ? 0 : charged(lease.units(), result, ledger.balance(charged, now));
        if (reading != null) {
            Budget known = ledger.observe(charged, reading, lease.spender(), units, lease.madeAt(), now);
            ledger.confirm(expected);
            return Optional.ofNullable(known)
                    .map(mark -> new PoolEvent.BudgetMarked(
                            pool, charged.owner(), resource, mark.limit(), mark.remaining(), mark.resetAt(), now));
        }
        if (result.isSuccess()) {
            ledger.confirm(expected);
        } else if (units > 0 && result.maySpendSilently()) {
            ledger.spendSilently(charged, lease.spender(), units, now);
        }
        return Optional.empty();
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
