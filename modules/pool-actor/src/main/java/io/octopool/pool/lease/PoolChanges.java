package io.octopool.pool.lease;

import io.octopool.pool.events.Attribution;
import io.octopool.pool.events.PoolEvent;
import io.octopool.pool.policy.Policy;
import io.octopool.pool.policy.PolicyAmendment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Decides what an administrator's change writes. What is so already writes nothing. */
record PoolChanges(String pool, PoolState state, Attribution attribution, Instant now) {

    /** The events to write, none if there is nothing to change, and the reply once they are written. */
    record Decision(List<PoolEvent> events, ChangeReply reply) {}

    Decision decide(PoolChange change) {
        return switch (change) {
            case PoolChange.Create(Policy policy) -> create(policy);
            case PoolChange.Register(Policy policyIfNew, Identity identity) -> register(policyIfNew, identity);
            case PoolChange.AmendPolicy(Policy policyIfNew, PolicyAmendment amendment) -> amend(policyIfNew, amendment);
            case PoolChange.SwitchOff _ ->
                ofPool(state.switchedOff() != null ? null : new PoolEvent.PoolDisabled(pool, attribution, now));
            case PoolChange.SwitchOn _ ->
                ofPool(state.switchedOff() == null ? null : new PoolEvent.PoolEnabled(pool, attribution, now));
            case PoolChange.Disable(String id) -> ofIdentity(id, this::disable);
            case PoolChange.Enable(String id) -> ofIdentity(id, this::enable);
            case PoolChange.Remove(String id) -> ofIdentity(id, this::remove);
        };
    }

    private Decision create(Policy policy) {
        return state.exists()
                ? done(List.of(), null)
                : done(List.of(new PoolEvent.PoolCreated(pool, policy, attribution, now)), null);
    }

    private Decision amend(Policy policyIfNew, PolicyAmendment amendment) {
        Policy present = state.policy();
        if (present == null) {
            return create(amendment.appliedTo(policyIfNew));
        }
        Policy amended = amendment.appliedTo(present);
        return ofPool(amended.equals(present) ? null : new PoolEvent.PolicyChanged(pool, amended, attribution, now));
    }

    private Decision ofPool(@Nullable PoolEvent event) {
        if (!state.exists()) {
            return new Decision(List.of(), new ChangeReply.NoSuchPool());
        }
        return done(event == null ? List.of() : List.of(event), null);
    }

    private Decision ofIdentity(String id, BiFunction<String, Identity, Decision> change) {
        if (!state.exists()) {
            return new Decision(List.of(), new ChangeReply.NoSuchPool());
        }
        Identity known = state.identities().get(id);
        return known == null ? new Decision(List.of(), new ChangeReply.NoSuchIdentity()) : change.apply(id, known);
    }

    private Decision register(Policy policyIfNew, Identity identity) {
        Identity known = state.identities().get(identity.id());
        if (known != null && !known.kind().equals(identity.kind())) {
            return new Decision(List.of(), new ChangeReply.KindConflict());
        }
        if (known == null && state.identities().size() >= PoolState.MAX_IDENTITIES) {
            return new Decision(List.of(), new ChangeReply.TooManyIdentities());
        }
        List<PoolEvent> events = new ArrayList<>();
        if (!state.exists()) {
            events.add(new PoolEvent.PoolCreated(pool, policyIfNew, attribution, now));
        }
        List<PoolEvent> mended = mended(identity.id());
        if (!identity.equals(known) || !mended.isEmpty()) {
            events.add(new PoolEvent.IdentityRegistered(
                    pool, identity, known != null && !known.isActive(), attribution, now));
        }
        events.addAll(mended);
        return done(events, identity);
    }

    private Decision disable(String id, Identity known) {
        return done(
                known.isActive() ? List.of(new PoolEvent.IdentityDisabled(pool, id, attribution, now)) : List.of(),
                known.withStatus(Identity.DISABLED));
    }

    private Decision enable(String id, Identity known) {
        List<PoolEvent> events = new ArrayList<>(mended(id));
        if (!known.isActive() || !events.isEmpty()) {
            events.addFirst(new PoolEvent.IdentityEnabled(pool, id, attribution, now));
        }
        return done(events, known.withStatus(Identity.ACTIVE));
    }

    private Decision remove(String id, Identity known) {
        return done(List.of(new PoolEvent.IdentityRemoved(pool, id, attribution, now)), known);
    }

    private List<PoolEvent> mended(String id) {
        return state.cooldowns().getOrDefault(id, List.of()).stream()
                .filter(rest -> CooldownRules.MENDABLE.contains(rest.reason())
                        && rest.end().isAfter(now))
                .<PoolEvent>map(rest -> new PoolEvent.CooldownEnded(pool, id, rest.scope(), rest.reason(), now))
                .toList();
    }

    private Decision done(List<PoolEvent> events, @Nullable Identity identity) {
        PoolState after = state;
        for (PoolEvent event : events) {
            after = after.apply(event);
        }
        Policy policy = after.policy();
        if (policy == null) {
            throw new IllegalStateException("a change of a pool that does not exist");
        }
        Disabled off = identity == null ? null : after.disabled().get(identity.id());
        return new Decision(
                List.copyOf(events), new ChangeReply.Done(!events.isEmpty(), !state.exists(), policy, identity, off));
    }
}
