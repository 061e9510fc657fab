package io.octopool.pool.lease;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.octopool.pool.CborSerializable;
import io.octopool.pool.budget.Budget;
import io.octopool.pool.budget.KnownBudget;
import io.octopool.pool.events.PoolEvent;
import io.octopool.pool.policy.Policy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The journalled facts of a pool.
 *
 * @param policy null until the pool was created
 * @param identities by id, in order of registration
 * @param cooldowns by identity id; one that has ended goes when a later one of the identity starts
 * @param budgets as last journalled, which may be older than what the lease desk knows
 */
public record PoolState(
        @Nullable Policy policy,
        Map<String, Identity> identities,
        Map<String, List<Cooldown>> cooldowns,
        List<KnownBudget> budgets)
        implements CborSerializable {

    static final PoolState EMPTY = new PoolState(null, Map.of(), Map.of(), List.of());

    @JsonIgnore
    public boolean exists() {
        return policy != null;
    }

    PoolState apply(PoolEvent event) {
        return switch (event) {
            case PoolEvent.PoolCreated created -> new PoolState(created.policy(), identities, cooldowns, budgets);
            case PoolEvent.PolicyChanged changed -> new PoolState(changed.policy(), identities, cooldowns, budgets);
            case PoolEvent.IdentityRegistered registered -> with(registered.identity());
            case PoolEvent.CooldownStarted started ->
                new PoolState(policy, identities, cooldownsWith(started), budgets);
            case PoolEvent.BudgetMarked marked -> new PoolState(policy, identities, cooldowns, budgetsWith(marked));
        };
    }

    private PoolState with(Identity identity) {
        Map<String, Identity> changed = new LinkedHashMap<>(identities);
        changed.put(identity.id(), identity);
        return new PoolState(policy, changed, cooldowns, budgets);
    }

    private Map<String, List<Cooldown>> cooldownsWith(PoolEvent.CooldownStarted started) {
        Map<String, List<Cooldown>> changed = new LinkedHashMap<>(cooldowns);
        changed.put(
                started.identityId(),
                withCooldown(
                        cooldowns.getOrDefault(started.identityId(), List.of()),
                        new Cooldown(started.scope(), started.reason(), started.start(), started.end())));
        return changed;
    }

    /** The cooldowns with one more; of two with the same scope the later end stands. */
    static List<Cooldown> withCooldown(List<Cooldown> cooldowns, Cooldown started) {
        Instant now = started.start();
        List<Cooldown> changed = new ArrayList<>();
        Cooldown longest = started;
        for (Cooldown cooldown : cooldowns) {
            if (cooldown.scope().equals(started.scope())) {
                longest = cooldown.end().isAfter(longest.end()) ? cooldown : longest;
            } else if (cooldown.end().isAfter(now)) {
                changed.add(cooldown);
            }
        }
        changed.add(longest);
        return List.copyOf(changed);
    }

    private List<KnownBudget> budgetsWith(PoolEvent.BudgetMarked marked) {
        List<KnownBudget> changed = new ArrayList<>(budgets);
        changed.removeIf(known ->
                known.owner().equals(marked.owner()) && known.resource().equals(marked.resource()));
        changed.add(new KnownBudget(
                marked.owner(), marked.resource(), new Budget(marked.limit(), marked.remaining(), marked.resetAt())));
        return changed;
    }
}
