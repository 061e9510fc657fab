package io.octopool.pool.lease;

import io.octopool.pool.budget.Budget;
import io.octopool.pool.budget.BudgetKey;
import io.octopool.pool.budget.BudgetLedger;
import io.octopool.pool.budget.FailureStreak;
import io.octopool.pool.budget.KnownBudget;
import io.octopool.pool.budget.Reservations;
import io.octopool.pool.budget.Reservations.Reservation;
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
import java.util.Set;
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

    /** How many rests and budgets are shown to people. */
    private static final int MAX_SHOWN = 100;

    /** The route key of calls that somebody makes to check an identity. */
    private static final String CHECK = "check";

    /** What a reservation was made for. */
    private record Lease(String identityId, String routeKey) {}

    private record Sticky(String identityId, Instant until) {}

    private final String pool;
    private final BudgetLedger ledger = new BudgetLedger();
    private final Map<String, List<Cooldown>> cooldowns = new HashMap<>();
    private final Map<String, Integer> inFlight = new HashMap<>();
    private final Map<String, Sticky> sticky = new HashMap<>();
    private final Map<String, FailureStreak> streaks = new HashMap<>();
    private final Reservations<Lease> leases;
    private PoolState facts = PoolState.EMPTY;

    /** The started: distinguishes this book's leases from those of an earlier one, whose results may still arrive. */
    LeaseBook(String pool, Instant started) {
        this.pool = pool;
        this.leases = new Reservations<>(ledger, started);
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

    /** Takes in a decision: what ends with it ends here, too. */
    void hear(PoolEvent event) {
        switch (event) {
            case PoolEvent.CooldownEnded ended ->
                cooldowns.computeIfPresent(
                        ended.identityId(), (_, resting) -> PoolState.withoutScope(resting, ended.scope()));
            case PoolEvent.IdentityEnabled enabled -> streaks.remove(enabled.identityId());
            case PoolEvent.IdentityRegistered registered ->
                streaks.remove(registered.identity().id());
            case PoolEvent.IdentityRemoved removed -> {
                cooldowns.remove(removed.identityId());
                streaks.remove(removed.identityId());
            }
            case PoolEvent.PoolCreated _,
                    PoolEvent.PolicyChanged _,
                    PoolEvent.PoolDisabled _,
                    PoolEvent.PoolEnabled _,
                    PoolEvent.IdentityDisabled _,
                    PoolEvent.CooldownStarted _,
                    PoolEvent.BudgetMarked _ -> {
                // Facts alone, which learn() takes over.
            }
        }
    }

    /** Decides who may call GitHub now. */
    LeaseOutcome lease(LeaseQuery query, Instant now) {
        expire(now);
        Policy policy = facts.policy();
        if (policy == null || facts.switchedOff() != null) {
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
        Reservation<Lease> lease = leases.settle(leaseId).orElse(null);
        if (lease == null) {
            return List.of();
        }
        String identityId = lease.purpose().identityId();
        landed(identityId);
        List<PoolEvent> worthJournalling = new ArrayList<>();
        observe(lease.budget(), result, now).ifPresent(worthJournalling::add);
        restAfter(lease, result, now).ifPresent(rest -> {
            remember(identityId, rest);
            worthJournalling.add(new PoolEvent.CooldownStarted(
                    pool, identityId, rest.scope(), rest.reason(), rest.start(), rest.end()));
        });
        return worthJournalling;
    }

    /** Takes in what a call showed for which nobody asked for a lease; the facts that the journal should hold. */
    List<PoolEvent> check(Identity identity, CallResult result, Instant now) {
        String resource = result.resource() == null ? "core" : result.resource();
        LeaseQuery query = new LeaseQuery(CHECK, resource, null, null, Set.of(), null, 1, STICKY_FOR);
        return grant(identity, LeaseReason.STICKY, query, now) instanceof LeaseOutcome.Granted granted
                ? settle(granted.leaseId(), result, now)
                : List.of();
    }

    private Optional<PoolEvent> observe(BudgetKey reserved, CallResult result, Instant now) {
        Budget reading = result.budget();
        String resource = result.resource() == null ? reserved.resource() : result.resource();
        BudgetKey key = new BudgetKey(reserved.owner(), resource);
        if (reading == null || !ledger.observe(key, reading)) {
            return Optional.empty();
        }
        Budget known = ledger.budget(key);
        return Optional.of(new PoolEvent.BudgetMarked(
                pool, key.owner(), resource, known.limit(), known.remaining(), known.resetAt(), now));
    }

    private Optional<Cooldown> restAfter(Reservation<Lease> lease, CallResult result, Instant now) {
        boolean failing = streaks.computeIfAbsent(lease.purpose().identityId(), _ -> new FailureStreak())
                .isCompletedBy(result);
        return failing
                ? Optional.of(CooldownRules.afterFailures(now))
                : CooldownRules.after(
                        result, lease.purpose().routeKey(), lease.budget().resource(), now);
    }

    /** The cooldowns in force, those that end last first, at most {@value #MAX_SHOWN}. */
    List<Pool.CooldownInForce> cooldownsInForce(Instant now) {
        return cooldowns.entrySet().stream()
                .flatMap(entry -> entry.getValue().stream()
                        .filter(rest -> rest.end().isAfter(now))
                        .map(rest -> new Pool.CooldownInForce(entry.getKey(), rest.scope(), rest.reason(), rest.end())))
                .sorted(Comparator.comparing(Pool.CooldownInForce::end)
                        .reversed()
                        .thenComparing(Pool.CooldownInForce::identityId))
                .limit(MAX_SHOWN)
                .toList();
    }

    /** The budgets whose window has not ended, at most {@value #MAX_SHOWN}. */
    List<KnownBudget> budgets(Instant now) {
        return ledger.inForce(now).stream().limit(MAX_SHOWN).toList();
    }

    /** How every identity of the pool stands towards a read, in order of registration. */
    List<Standing> survey(LeaseQuery query, Instant now) {
        return facts.identities().values().stream()
                .map(identity -> {
                    BudgetKey key = new BudgetKey(identity.budgetOwner(), query.resource());
                    Budget budget = ledger.budget(key);
                    long usable = ledger.headroom(key, now);
                    Verdict verdict = !identity.isActive()
                            ? Verdict.DISABLED
                            : isUsable(identity, query, now) ? Verdict.USABLE : Verdict.COOLING_DOWN;
                    return new Standing(
                            identity.id(),
                            verdict,
                            query.resource(),
                            budget.limit(),
                            budget.remainingAt(now),
                            budget.remainingAt(now) - usable,
                            usable,
                            inFlight.getOrDefault(identity.id(), 0),
                            null,
                            List.of());
                })
                .toList();
    }

    /** All that is known, for people to read. */
    BookView view(Instant now) {
        return new BookView(List.of(), cooldownsInForce(now), List.of(), 0);
    }

    private LeaseOutcome grant(Identity identity, LeaseReason reason, LeaseQuery query, Instant now) {
        BudgetKey budget = new BudgetKey(identity.budgetOwner(), query.resource());
        Lease lease = new Lease(identity.id(), query.routeKey());
        long id = leases.reserve(budget, query.units(), lease, now.plus(query.remaining()));
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
        leases.expire(now).forEach(lease -> landed(lease.purpose().identityId()));
    }

    private void landed(String identityId) {
        inFlight.computeIfPresent(identityId, (_, count) -> count <= 1 ? null : count - 1);
    }

    /** What the book says to a question. */
    sealed interface LeaseOutcome {
        record Granted(long leaseId, Identity identity, LeaseReason reason) implements LeaseOutcome {}

        record None() implements LeaseOutcome {}

        /** The until: when the first candidate is usable again, null when unknown. */
        record Resting(@Nullable Instant until) implements LeaseOutcome {}
    }
}
