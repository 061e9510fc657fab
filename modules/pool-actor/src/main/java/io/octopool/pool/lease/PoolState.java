package io.octopool.pool.lease;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.octopool.pool.CborSerializable;
import io.octopool.pool.budget.Budget;
import io.octopool.pool.budget.BudgetMark;
import io.octopool.pool.events.PoolEvent;
import io.octopool.pool.policy.Policy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The journalled facts of a pool.
 *
 * @param policy null until the pool was created
 * @param switchedOff since when the pool refuses every read, null while it serves
 * @param identities by id, in order of registration
 * @param disabled by identity id, of every identity whose status is disabled: who did it, and why
 * @param cooldowns by identity id, and by budget owner those for which GitHub asked, which outlast its identities; of those that
 *     ended, only the ones stay whose repetition lasts longer
 * @param budgets as last journalled, which may be older than what the lease desk knows; those that are over go when the next is
 *     journalled
 */
public record PoolState(
        @Nullable Policy policy,
        @Nullable Disabled switchedOff,
        Map<String, Identity> identities,
        Map<String, Disabled> disabled,
        Map<String, List<Cooldown>> cooldowns,
        List<BudgetMark> budgets)
        implements CborSerializable {

    /** How many identities a pool may have: it looks at each of them for every lease. */
    public static final int MAX_IDENTITIES = 200;

    /** Far more than owners times resources come to; beyond it the oldest go. */
    private static final int MAX_BUDGETS = 2_000;

    static final PoolState EMPTY = new PoolState(null, null, Map.of(), Map.of(), Map.of(), List.of());

    @JsonIgnore
    public boolean exists() {
        return policy != null;
    }

    PoolState apply(PoolEvent event) {
        return switch (event) {
            case PoolEvent.PoolCreated created -> with(created.policy(), switchedOff);
            case PoolEvent.PolicyChanged changed -> with(changed.policy(), switchedOff);
            case PoolEvent.PoolDisabled off -> with(policy, Disabled.of(off.attribution(), off.at()));
            case PoolEvent.PoolEnabled _ -> with(policy, null);
            case PoolEvent.IdentityRegistered registered -> withRegistered(registered.identity());
            case PoolEvent.IdentityDisabled off ->
                with(off.identityId(), Identity.DISABLED, Disabled.of(off.attribution(), off.at()));
            case PoolEvent.IdentityEnabled on ->
                with(on.identityId(), Identity.ACTIVE, null).mended(on.identityId());
            case PoolEvent.IdentityRemoved removed -> without(removed.identityId());
            case PoolEvent.CooldownStarted started -> withStarted(started);
            case PoolEvent.CooldownEnded ended -> withEnded(ended);
            case PoolEvent.BudgetMarked marked ->
                new PoolState(policy, switchedOff, identities, disabled, cooldowns, budgetsWith(marked));
        };
    }

    private PoolState with(@Nullable Policy policy, @Nullable Disabled switchedOff) {
        return new PoolState(policy, switchedOff, identities, disabled, cooldowns, budgets);
    }

    private PoolState with(String identityId, String status, @Nullable Disabled off) {
        Identity known = identities.get(identityId);
        return known == null ? this : with(known.withStatus(status), off);
    }

    private PoolState with(Identity identity, @Nullable Disabled off) {
        return new PoolState(
                policy,
                switchedOff,
                with(identities, identity.id(), identity),
                with(disabled, identity.id(), off),
                cooldowns,
                budgets);
    }

    private PoolState without(String identityId) {
        return new PoolState(
                policy,
                switchedOff,
                with(identities, identityId, null),
                with(disabled, identityId, null),
                with(cooldowns, identityId, null),
                budgets);
    }

    private PoolState withRegistered(Identity identity) {
        Identity known = identities.get(identity.id());
        PoolState registered = with(identity, null);
        return known == null || known.hasCredentialOf(identity)
                ? registered.mended(identity.id())
                : registered.withCooldowns(with(cooldowns, identity.id(), null));
    }

    private PoolState withCooldowns(Map<String, List<Cooldown>> changed) {
        return new PoolState(policy, switchedOff, identities, disabled, changed, budgets);
    }

    private PoolState withCooldowns(String holder, List<Cooldown> resting) {
        return withCooldowns(with(cooldowns, holder, resting.isEmpty() ? null : resting));
    }

    private static <V> Map<String, V> with(Map<String, V> map, String key, @Nullable V value) {
        Map<String, V> changed = new LinkedHashMap<>(map);
        if (value == null) {
            changed.remove(key);
        } else {
            changed.put(key, value);
        }
        return changed;
    }

    /** A rest that starts after its identity was removed is nobody's. */
    private PoolState withStarted(PoolEvent.CooldownStarted started) {
        Identity identity = identities.get(started.identityId());
        if (identity == null) {
            return this;
        }
        String holder =
                CooldownRules.ASKED_FOR.contains(started.reason()) ? identity.budgetOwner() : started.identityId();
        return withoutThoseOfNobody(started.start())
                .withCooldowns(
                        holder,
                        withCooldown(
                                cooldowns.getOrDefault(holder, List.of()),
                                new Cooldown(started.scope(), started.reason(), started.start(), started.end())));
    }

    /** Without what has ended of owners that have no identity any more. */
    private PoolState withoutThoseOfNobody(Instant now) {
        Set<String> holders = new HashSet<>(identities.keySet());
        identities.values().forEach(identity -> holders.add(identity.budgetOwner()));
        Map<String, List<Cooldown>> kept = new LinkedHashMap<>(cooldowns);
        kept.entrySet()
                .removeIf(entry -> !holders.contains(entry.getKey())
                        && entry.getValue().stream().noneMatch(rest -> rest.isInForce(now)));
        return kept.size() == cooldowns.size() ? this : withCooldowns(kept);
    }

    private PoolState withEnded(PoolEvent.CooldownEnded ended) {
        Identity identity = identities.get(ended.identityId());
        PoolState without = without(ended.identityId(), ended);
        return identity == null ? without : without.without(identity.budgetOwner(), ended);
    }

    private PoolState without(String holder, PoolEvent.CooldownEnded ended) {
        List<Cooldown> known = cooldowns.getOrDefault(holder, List.of());
        return withCooldowns(
                holder,
                known.stream()
                        .filter(rest -> !rest.isOf(ended.scope(), ended.reason()))
                        .toList());
    }

    /** Without the memory of refusals whose cause somebody mended. */
    private PoolState mended(String identityId) {
        return withCooldowns(
                identityId,
                cooldowns.getOrDefault(identityId, List.of()).stream()
                        .filter(rest -> !CooldownRules.MENDABLE.contains(rest.reason()))
                        .toList());
    }

    /** The cooldowns with one more, which replaces the one of its scope and reason; those go that ended and are not remembered. */
    static List<Cooldown> withCooldown(List<Cooldown> cooldowns, Cooldown started) {
        List<Cooldown> changed = new ArrayList<>();
        Cooldown longest = started;
        for (Cooldown cooldown : cooldowns) {
            if (cooldown.isOf(started.scope(), started.reason())) {
                longest = cooldown.end().isAfter(longest.end()) ? cooldown : longest;
            } else if (cooldown.isInForce(started.start()) || cooldown.isRemembered()) {
                changed.add(cooldown);
            }
        }
        changed.add(longest);
        return List.copyOf(changed);
    }

    private List<BudgetMark> budgetsWith(PoolEvent.BudgetMarked marked) {
        List<BudgetMark> changed = new ArrayList<>(budgets);
        changed.removeIf(known -> known.isOver(marked.at())
                || (known.owner().equals(marked.owner()) && known.resource().equals(marked.resource())));
        if (changed.size() >= MAX_BUDGETS) {
            changed.removeFirst();
        }
        changed.add(new BudgetMark(
                marked.owner(),
                marked.resource(),
                new Budget(marked.limit(), marked.remaining(), marked.resetAt()),
                marked.certain()));
        return changed;
    }
}
