package io.octopool.pool.lease;

import io.octopool.pool.budget.Budget;
import io.octopool.pool.budget.BudgetKey;
import io.octopool.pool.budget.BudgetLedger;
import io.octopool.pool.events.PoolEvent;
import io.octopool.pool.policy.Policy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * What the lease desk knows and decides, in memory.
 *
 * <p>Invariants: an identity is never leased while it cools down, its owner's budget is exhausted, it is disabled, or its
 * scopes do not reach the repository. Every lease reserves its units until it is settled or expires.
 *
 * <p>Selection (design, "Pool"): the preferred identity while usable; else the one that served this route key within the
 * last 10 s while it has less than half its cap in flight; else the one with most usable headroom, weighted.
 *
 * <p>Not thread-safe: the lease desk owns it. Time comes with each call.
 */
final class LeaseBook {

    /** Calls one identity may have in flight before a route key stops sticking to it: half of its cap of 20. */
    static final int STICKY_IN_FLIGHT = 10;

    static final Duration STICKY_FOR = Duration.ofSeconds(10);

    /** Route keys whose stickiness is remembered; beyond it the memory starts anew. */
    private static final int MAX_STICKY_KEYS = 10_000;

    private record Lease(String identityId, BudgetKey budget, String routeKey, int units) {}

    private record Expiry(long leaseId, Instant at) {}

    private record Sticky(String identityId, Instant until) {}

    private final String pool;
    private final BudgetLedger ledger = new BudgetLedger();
    private final Map<String, List<Cooldown>> cooldowns = new HashMap<>();
    private final Map<String, Integer> inFlight = new HashMap<>();
    private final Map<String, Sticky> sticky = new HashMap<>();
    private final Map<Long, Lease> leases = new HashMap<>();
    private final PriorityQueue<Expiry> expiries = new PriorityQueue<>(Comparator.comparing(Expiry::at));
    private PoolState facts = PoolState.EMPTY;
    private long lastLeaseId;

    /** The started: distinguishes this book's leases from those of an earlier one, whose results may still arrive. */
    LeaseBook(String pool, Instant started) {
        this.pool = pool;
        this.lastLeaseId = started.toEpochMilli() << 20;
    }

    PoolState facts() {
        return facts;
    }

    /** Takes over what the journal holds; what is known here and newer stays. */
    void learn(PoolState journalled) {
        facts = journalled;
        journalled.cooldowns().forEach((identityId, resting) -> resting.forEach(rest -> remember(identityId, rest)));
        journalled
                .budgets()
                .forEach(known -> ledger.restore(new BudgetKey(known.owner(), known.resource()), known.budget()));
    }

    /** Decides who may call GitHub now. */
    LeaseOutcome lease(LeaseQuery query, Instant now) {
        expire(now);
        Policy policy = facts.policy();
        if (policy == null) {
            return new LeaseOutcome.None();
        }
        List<Identity> resting = new ArrayList<>();
        for (List<Identity> tier : Candidates.tiers(facts.identities().values(), policy, query.owner(), query.repo())) {
            List<Identity> untried = tier.stream()
                    .filter(identity -> !query.excluded().contains(identity.id()))
                    .toList();
            List<Identity> usable = untried.stream()
                    .filter(identity -> isUsable(identity, query, now))
                    .toList();
            if (!usable.isEmpty()) {
                return choose(usable, query, now);
            }
            resting.addAll(untried);
        }
        return resting.isEmpty() ? new LeaseOutcome.None() : new LeaseOutcome.Resting(earliestEnd(resting, query, now));
    }

    private LeaseOutcome choose(List<Identity> usable, LeaseQuery query, Instant now) {
        return preferred(usable, query)
                .or(() -> sticking(usable, query, now))
                .map(identity -> grant(identity, LeaseReason.STICKY, query, now))
                .orElseGet(() -> grant(mostHeadroom(usable, query, now), LeaseReason.HIGHEST_REMAINING, query, now));
    }

    /** Takes in a result: ends the lease and returns the facts that the journal should hold. */
    List<PoolEvent> settle(long leaseId, CallResult result, Instant now) {
        expire(now);
        Lease lease = leases.remove(leaseId);
        if (lease == null) {
            return List.of();
        }
        close(lease);
        List<PoolEvent> worthJournalling = new ArrayList<>();
        Budget reading = result.budget();
        if (reading != null) {
            String resource = result.resource() == null ? lease.budget().resource() : result.resource();
            BudgetKey key = new BudgetKey(lease.budget().owner(), resource);
            if (ledger.observe(key, reading)) {
                Budget known = ledger.budget(key);
                worthJournalling.add(new PoolEvent.BudgetMarked(
                        pool, key.owner(), resource, known.limit(), known.remaining(), known.resetAt(), now));
            }
        }
        CooldownRules.after(result, lease.routeKey(), lease.budget().resource(), now)
                .ifPresent(rest -> {
                    remember(lease.identityId(), rest);
                    worthJournalling.add(new PoolEvent.CooldownStarted(
                            pool, lease.identityId(), rest.scope(), rest.reason(), rest.start(), rest.end()));
                });
        return worthJournalling;
    }

    private LeaseOutcome grant(Identity identity, LeaseReason reason, LeaseQuery query, Instant now) {
        BudgetKey budget = new BudgetKey(identity.budgetOwner(), query.resource());
        long id = ++lastLeaseId;
        Instant expiresAt = now.plus(query.remaining());
        leases.put(id, new Lease(identity.id(), budget, query.routeKey(), query.units()));
        expiries.add(new Expiry(id, expiresAt));
        ledger.reserve(budget, query.units());
        inFlight.merge(identity.id(), 1, Integer::sum);
        if (reason == LeaseReason.HIGHEST_REMAINING) {
            if (sticky.size() >= MAX_STICKY_KEYS) {
                sticky.clear();
            }
            sticky.put(query.routeKey(), new Sticky(identity.id(), now.plus(STICKY_FOR)));
        }
        return new LeaseOutcome.Granted(id, identity, reason);
    }

    private Optional<Identity> preferred(List<Identity> usable, LeaseQuery query) {
        return usable.stream()
                .filter(identity -> identity.id().equals(query.preferred()))
                .findFirst();
    }

    private Optional<Identity> sticking(List<Identity> usable, LeaseQuery query, Instant now) {
        Sticky last = sticky.get(query.routeKey());
        if (last == null || !last.until().isAfter(now)) {
            return Optional.empty();
        }
        return usable.stream()
                .filter(identity -> identity.id().equals(last.identityId()))
                .filter(identity -> inFlight.getOrDefault(identity.id(), 0) < STICKY_IN_FLIGHT)
                .findFirst();
    }

    private Identity mostHeadroom(List<Identity> usable, LeaseQuery query, Instant now) {
        return usable.stream()
                .max(Comparator.comparingDouble(identity -> weightedHeadroom(identity, query.resource(), now)))
                .orElseThrow();
    }

    private double weightedHeadroom(Identity identity, String resource, Instant now) {
        double weight = Math.max(1, identity.weight()) / 100.0;
        return headroom(identity, resource, now) * weight;
    }

    private long headroom(Identity identity, String resource, Instant now) {
        return ledger.headroom(new BudgetKey(identity.budgetOwner(), resource), now);
    }

    private boolean isUsable(Identity identity, LeaseQuery query, Instant now) {
        boolean resting = cooldowns.getOrDefault(identity.id(), List.of()).stream()
                .anyMatch(rest -> rest.appliesTo(query.routeKey(), query.resource(), now));
        return !resting && headroom(identity, query.resource(), now) >= query.units();
    }

    private @Nullable Instant earliestEnd(List<Identity> candidates, LeaseQuery query, Instant now) {
        return candidates.stream()
                .flatMap(identity -> cooldowns.getOrDefault(identity.id(), List.of()).stream()
                        .filter(rest -> rest.appliesTo(query.routeKey(), query.resource(), now))
                        .map(Cooldown::end))
                .min(Comparator.naturalOrder())
                .or(() -> candidates.stream()
                        .map(identity -> ledger.budget(new BudgetKey(identity.budgetOwner(), query.resource()))
                                .resetAt())
                        .filter(now::isBefore)
                        .min(Comparator.naturalOrder()))
                .orElse(null);
    }

    private void remember(String identityId, Cooldown rest) {
        cooldowns.merge(identityId, List.of(rest), (known, _) -> PoolState.withCooldown(known, rest));
    }

    private void expire(Instant now) {
        for (Expiry next = expiries.peek(); next != null && !next.at().isAfter(now); next = expiries.peek()) {
            expiries.remove();
            Lease lease = leases.remove(next.leaseId());
            if (lease != null) {
                close(lease);
            }
        }
    }

    private void close(Lease lease) {
        ledger.release(lease.budget(), lease.units());
        inFlight.computeIfPresent(lease.identityId(), (_, count) -> count <= 1 ? null : count - 1);
    }

    /** What the book says to a question. */
    sealed interface LeaseOutcome {
        record Granted(long leaseId, Identity identity, LeaseReason reason) implements LeaseOutcome {}

        record None() implements LeaseOutcome {}

        /** The until: when the first candidate is usable again, null when unknown. */
        record Resting(@Nullable Instant until) implements LeaseOutcome {}
    }
}
