package io.octopool.pool.lease;

import io.octopool.pool.budget.BudgetKey;
import io.octopool.pool.budget.BudgetLedger;
import io.octopool.pool.budget.KnownBudget;
import io.octopool.pool.budget.OwnerCall;
import io.octopool.pool.budget.OwnerLoads;
import io.octopool.pool.events.PoolEvent;
import io.octopool.pool.lease.Eligibility.Position;
import io.octopool.pool.lease.Selection.Chosen;
import io.octopool.pool.policy.Policy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the lease desk knows and decides, in memory.
 *
 * <p>Invariants: an identity is never leased while it cools down, its owner's budget is exhausted, its owner is as busy as it may
 * be, it is disabled, or its scopes do not reach the repository. Every lease reserves its units until it is settled or expires. Of
 * a budget of which GitHub has said nothing since the start one call is leased at a time, and no more than must be left by the
 * journal.
 *
 * <p>Not thread-safe: the lease desk owns it. Time comes with each call.
 */
final class LeaseBook {

    /**
     * Who would serve.
     *
     * @param chosen null if nobody can
     * @param others the candidates that cannot serve now
     */
    private record Decision(@Nullable Chosen chosen, List<Position> others) {}

    private final BudgetLedger ledger;
    private final CooldownBook cooldowns;
    private final OwnerLoads loads;
    private final Eligibility eligibility;
    private final Selection selection;
    private final Overview overview;
    private final OpenLeases leases;
    private final LeaseQueue queue;
    private PoolState facts = PoolState.EMPTY;

    /** The started: distinguishes this book's leases from those of an earlier one, whose results may still arrive. */
    LeaseBook(String pool, LeaseLimits limits, Instant started) {
        this.ledger = new BudgetLedger(started);
        this.cooldowns = new CooldownBook(pool);
        this.loads = new OwnerLoads(limits, started);
        this.eligibility = new Eligibility(ledger, cooldowns, loads);
        this.selection = new Selection(loads);
        this.overview = new Overview(ledger, cooldowns, loads, eligibility);
        this.leases = new OpenLeases(pool, ledger, loads, started);
        this.queue = new LeaseQueue(new LeaseQueue.Desk() {
            @Override
            public LeaseOutcome lease(LeaseQuery query, Instant now) {
                return LeaseBook.this.lease(query, now);
            }

            @Override
            public boolean hasRoom(BudgetKey budget, Instant now) {
                return eligibility.hasRoom(budget, now);
            }
        });
    }

    PoolState facts() {
        return facts;
    }

    /** Takes over all that the journal holds, at the start. */
    void restore(PoolState journalled) {
        learn(journalled);
        cooldowns.restore(journalled.cooldowns(), journalled.identities());
        journalled.budgets().forEach(ledger::restore);
        if (journalled.exists()) {
            loads.assumeSpent();
        }
    }

    /** Takes over what people decided; budgets and cooldowns are known better here. */
    void learn(PoolState journalled) {
        facts = journalled;
        eligibility.learn(facts.identities().values());
    }

    /** Takes over what people decided, and ends what ends with it. */
    void learn(PoolState journalled, List<PoolEvent> decided) {
        decided.forEach(event -> cooldowns.hear(event, facts.identities()));
        learn(journalled);
    }

    /** Asks for an identity; the asker is answered at once, or once somebody is free. Busy means that nobody was in time. */
    void ask(LeaseQuery query, Instant now, Consumer<? super LeaseOutcome> asker) {
        expire(now);
        queue.ask(query, now, asker);
    }

    /** Does what time alone brings about for those who wait. */
    void tick(Instant now) {
        expire(now);
        queue.tick(now);
    }

    /** Nobody is served any more. */
    void dismiss() {
        queue.dismiss();
    }

    /** Whether somebody waits, so that {@link #tick} has to be called now and then. */
    boolean isAwaited() {
        return queue.size() > 0;
    }

    /** Decides who may call GitHub now. */
    LeaseOutcome lease(LeaseQuery query, Instant now) {
        Decision decision = decide(query, now);
        Chosen chosen = decision.chosen();
        if (chosen != null) {
            selection.served(chosen, query.routeKey(), now);
            return new LeaseOutcome.Granted(
                    leases.open(chosen.identity(), query, now, now), chosen.identity(), chosen.reason());
        }
        if (decision.others().isEmpty()) {
            return new LeaseOutcome.None();
        }
        List<Position> busy =
                decision.others().stream().filter(Position::isBusy).toList();
        if (busy.isEmpty()) {
            return new LeaseOutcome.Resting(earliest(decision.others()));
        }
        Set<String> owners = new HashSet<>();
        busy.forEach(position -> owners.add(position.identity().budgetOwner()));
        return new LeaseOutcome.Busy(owners, earliest(busy));
    }

    private Decision decide(LeaseQuery query, Instant now) {
        List<List<Identity>> tiers = tiers(query);
        for (Identity preferred : preferred(tiers, query)) {
            if (eligibility.of(preferred, query, now).isUsable()) {
                return new Decision(new Chosen(preferred, Verdict.PREFERRED), List.of());
            }
        }
        List<Position> others = new ArrayList<>();
        for (List<Identity> tier : tiers) {
            List<Position> usable = new ArrayList<>();
            for (Identity identity : tier) {
                if (!query.excluded().contains(identity.id())) {
                    Position position = eligibility.of(identity, query, now);
                    (position.isUsable() ? usable : others).add(position);
                }
            }
            if (!usable.isEmpty()) {
                return new Decision(selection.choose(usable, query.routeKey(), now), others);
            }
        }
        return new Decision(null, others);
    }

    /** The preferred candidate, unless it is kept for when nobody else can. */
    private static List<Identity> preferred(List<List<Identity>> tiers, LeaseQuery query) {
        String id = query.preferred();
        return id == null || query.excluded().contains(id)
                ? List.of()
                : tiers.stream()
                        .flatMap(List::stream)
                        .filter(identity -> identity.id().equals(id) && identity.weight() > 0)
                        .toList();
    }

    private List<List<Identity>> tiers(LeaseQuery query) {
        Policy policy = facts.policy();
        return policy == null || facts.switchedOff() != null
                ? List.of()
                : Candidates.tiers(facts.identities().values(), policy, query.owner(), query.repo());
    }

    private static @Nullable Instant earliest(List<Position> positions) {
        return positions.stream()
                .map(Position::until)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    /** Takes in a result: ends the lease and returns the facts that the journal should hold. */
    List<PoolEvent> settle(LeaseTicket granted, CallResult result, Instant now) {
        LeaseTicket ticket = granted.asOf(now);
        expire(now);
        Identity leased = leases.close(ticket, result, now).orElse(null);
        List<PoolEvent> news = new ArrayList<>(leases.marks(now));
        Identity identity = leased == null ? facts.identities().get(ticket.identityId()) : leased;
        if (identity != null && identity.budgetOwner().equals(ticket.budgetOwner())) {
            news.addAll(cooldowns.hear(result, identity, facts.identities(), leases.terms(ticket, result, now), now));
            news.stream().filter(PoolEvent.IdentityDisabled.class::isInstance).forEach(off -> learn(facts.apply(off)));
        }
        queue.freed(ticket.budgetOwner(), now);
        return news;
    }

    /** Takes in what a call showed that somebody else made, if its owner has an identity here; the facts for the journal. */
    List<PoolEvent> overhear(OwnerCall made, Instant now) {
        OwnerCall call = made.asOf(now);
        expire(now);
        List<PoolEvent> news = new ArrayList<>();
        facts.identities().values().stream()
                .filter(identity -> identity.budgetOwner().equals(call.owner()))
                .findFirst()
                .ifPresent(identity -> {
                    LeaseTerms terms = leases.overhear(call, now);
                    news.addAll(leases.marks(now));
                    news.addAll(cooldowns.overhear(call.result(), identity, facts.identities(), terms, now));
                });
        return news;
    }

    /** What the journal should hear of the budgets, besides what results showed: expired leases and new reserves; told once. */
    List<PoolEvent> marks(Instant now) {
        expire(now);
        return leases.marks(now);
    }

    /** The rest that keeps an identity from being checked: GitHub asked to slow down, or nothing is left to spend on it. */
    Optional<CooldownInForce> slowedDown(Identity identity, Instant now) {
        return cooldowns.slowedDown(identity, LeaseTerms.CORE, now).or(() -> exhausted(identity, now));
    }

    /** What an App's check costs is not counted (github-rules B1, {@code /rate_limit}). */
    private Optional<CooldownInForce> exhausted(Identity identity, Instant now) {
        BudgetKey budget = new BudgetKey(identity.budgetOwner(), LeaseTerms.CORE);
        Instant reset = ledger.resetAt(budget, now);
        return identity.kind().equals(Identity.PAT) && ledger.isExhausted(budget, now) && reset != null
                ? Optional.of(new CooldownInForce(
                        identity.id(), Cooldown.resourceScope(LeaseTerms.CORE), CooldownInForce.EXHAUSTED, reset))
                : Optional.empty();
    }

    /**
     * Opens a lease for a call for which nobody asked for one, to be settled with its result.
     *
     * @param sentAt when the call was made, by the clock of who made it
     */
    LeaseTicket openForCheck(Identity identity, CallResult result, Instant sentAt, Instant now) {
        String resource = result.resource() == null ? LeaseTerms.CORE : result.resource();
        LeaseQuery query =
                new LeaseQuery(LeaseTerms.CHECK, resource, null, null, Set.of(), null, 1, Selection.STICKY_FOR);
        return leases.open(identity, query, sentAt.isBefore(now) ? sentAt : now, now);
    }

    private void expire(Instant now) {
        leases.expire(now).forEach(owner -> queue.freed(owner, now));
    }

    /** How every identity of the pool stands towards a read, in order of registration. */
    List<Standing> survey(LeaseQuery query, Instant now) {
        expire(now);
        Chosen chosen = decide(query, now).chosen();
        Set<Identity> candidates = new HashSet<>();
        tiers(query).forEach(candidates::addAll);
        return facts.identities().values().stream()
                .map(identity -> overview.standing(
                        identity, query, verdict(identity, query, chosen, candidates.contains(identity)), now))
                .toList();
    }

    private static @Nullable Verdict verdict(
            Identity identity, LeaseQuery query, @Nullable Chosen chosen, boolean candidate) {
        if (!identity.isActive()) {
            return Verdict.DISABLED;
        }
        if (!candidate) {
            return Verdict.OUT_OF_SCOPE;
        }
        if (query.excluded().contains(identity.id())) {
            return Verdict.EXCLUDED;
        }
        return chosen != null && chosen.identity().equals(identity) ? chosen.verdict() : null;
    }

    /** How the pool is, which exists. */
    HealthReply.Health health(Instant now) {
        expire(now);
        Collection<Identity> identities = facts.identities().values();
        int active = (int) identities.stream().filter(Identity::isActive).count();
        return new HealthReply.Health(
                identities.size(),
                active,
                overview.cooling(identities, now),
                facts.switchedOff() != null,
                cooldownsInForce(now),
                budgets(now));
    }

    /** All that is known, for people to read. */
    BookView view(Instant now) {
        expire(now);
        return new BookView(overview.budgets(now), cooldownsInForce(now), leases.shown(), queue.size());
    }

    /** The cooldowns in force, those of the widest scope first, a bounded number. */
    List<CooldownInForce> cooldownsInForce(Instant now) {
        return overview.cooldowns(facts.identities().values(), now);
    }

    /** The budgets whose window has not ended, a bounded number. */
    private List<KnownBudget> budgets(Instant now) {
        return ledger.inForce(now).stream().limit(Overview.MAX_SHOWN).toList();
    }
}
