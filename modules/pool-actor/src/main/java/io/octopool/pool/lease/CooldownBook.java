package io.octopool.pool.lease;

import io.octopool.pool.budget.FailureStreak;
import io.octopool.pool.events.Attribution;
import io.octopool.pool.events.PoolEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who rests, until when, and why (server spec 8.5, 17.5 item 5). A refusal that concerns a budget owner rests all its identities.
 * What a refusal or a success changes is returned as the facts that the journal should hold; replayed, they give the same rests.
 * Not thread-safe: the lease book owns it.
 */
final class CooldownBook {

    private static final Attribution OCTOPOOL =
            new Attribution(Attribution.OCTOPOOL, "GitHub refused the credential (401) five times in a row.");

    private final String pool;
    private final Map<String, RestsOf> byIdentity = new HashMap<>();
    private final Map<String, RestsOf> byOwner = new HashMap<>();
    private final Map<String, FailureStreak> streaks = new HashMap<>();
    private final Map<String, Instant> mendedAt = new HashMap<>();

    CooldownBook(String pool) {
        this.pool = pool;
    }

    /** Takes over what the journal holds, by identity id or budget owner. */
    void restore(Map<String, List<Cooldown>> journalled, Map<String, Identity> identities) {
        journalled.forEach((holder, rests) -> {
            Identity identity = identities.get(holder);
            String owner = identity == null ? holder : identity.budgetOwner();
            rests.forEach(rest -> of(holder, owner, isOfOwner(rest)).add(rest));
        });
    }

    private static boolean isOfOwner(Cooldown rest) {
        return CooldownRules.ASKED_FOR.contains(rest.reason());
    }

    /** When the identity may make that call, null if at once. */
    @Nullable
    Instant restsUntil(Identity identity, String routeKey, String resource, Instant now) {
        return both(identity)
                .flatMap(rests -> rests.concerning(routeKey, resource))
                .filter(rest -> rest.isInForce(now))
                .map(Cooldown::end)
                .max(Instant::compareTo)
                .orElse(null);
    }

    List<CooldownInForce> inForce(Identity identity, Instant now) {
        return both(identity)
                .flatMap(RestsOf::all)
                .filter(rest -> rest.isInForce(now))
                .map(rest -> new CooldownInForce(identity.id(), rest.scope(), rest.reason(), rest.end()))
                .toList();
    }

    /**
     * Takes in what became of a call. Of an identity that is no more, or has another credential, only what concerns its owner counts.
     *
     * @param identity as it was when the call was allowed
     * @param identities all of the pool, by id, among which those of the same owner are found
     * @param terms what the call was allowed for
     */
    List<PoolEvent> hear(
            CallResult result, Identity identity, Map<String, Identity> identities, LeaseTerms terms, Instant now) {
        Identity current = identities.get(identity.id());
        boolean known = current != null && current.hasCredentialOf(identity);
        if (result.isSuccess()) {
            RestsOf own = known ? byIdentity.get(identity.id()) : null;
            if (known) {
                streaks.remove(identity.id());
            }
            return terms.isCheck()
                    ? mended(own, identity, terms.sentAt(), now)
                    : disproved(own, result, identity, identities.values(), terms, now);
        }
        if (known
                && streaks.computeIfAbsent(identity.id(), _ -> new FailureStreak())
                        .isCompletedBy(result)) {
            return rested(CooldownRules.afterFailures(), identity, identities, terms.sentAt(), now);
        }
        return CooldownRules.after(result, terms.routeKey(), terms.resource(), terms.exhausted(), now)
                .filter(rest -> rest.ofOwner() || (known && !isMendedSince(rest, identity, terms.sentAt(), now)))
                .map(rest -> rested(rest, identity, identities, terms.sentAt(), now))
                .orElse(List.of());
    }

    /**
     * Takes in what became of a call that somebody else made at the owner's expense: a refusal that concerns the owner.
     *
     * @param identity any of the owner's
     */
    List<PoolEvent> overhear(
            CallResult result, Identity identity, Map<String, Identity> identities, LeaseTerms terms, Instant now) {
        return CooldownRules.after(result, terms.routeKey(), terms.resource(), terms.exhausted(), now)
                .filter(Rest::ofOwner)
                .map(rest -> rested(rest, identity, identities, terms.sentAt(), now))
                .orElse(List.of());
    }

    /** Whether somebody mended the cause after the call was allowed; if by a clock that was set back since, not after this. */
    private boolean isMendedSince(Rest rest, Identity identity, Instant sentAt, Instant now) {
        Instant mended = mendedAt.computeIfPresent(identity.id(), (_, at) -> at.isAfter(now) ? now : at);
        return mended != null && CooldownRules.MENDABLE.contains(rest.reason()) && sentAt.isBefore(mended);
    }

    private List<PoolEvent> rested(
            Rest rest, Identity identity, Map<String, Identity> identities, Instant sentAt, Instant now) {
        Cooldown previous = of(identity, rest.ofOwner()).last(rest.scope(), rest.reason());
        Cooldown due = rest.after(previous, sentAt, now).orElse(null);
        if (due == null) {
            return List.of();
        }
        List<PoolEvent> facts =
                started(identity, rest.ofOwner() ? siblings(identity, identities.values()) : List.of(identity), due);
        Identity current = identities.get(identity.id());
        if (current != null
                && current.isActive()
                && due.reason().equals(CooldownRules.UNAUTHORIZED)
                && due.length().compareTo(CooldownRules.LAST_QUARANTINE) > 0) {
            facts.add(new PoolEvent.IdentityDisabled(pool, identity.id(), OCTOPOOL, now));
        }
        return facts;
    }

    private List<PoolEvent> started(Identity identity, List<Identity> concerned, Cooldown due) {
        of(identity, isOfOwner(due)).add(due);
        List<PoolEvent> facts = new ArrayList<>();
        concerned.forEach(resting -> facts.add(
                new PoolEvent.CooldownStarted(pool, resting.id(), due.scope(), due.reason(), due.start(), due.end())));
        return facts;
    }

    /** A success ends the rests that began before its call was allowed, and with them the memory of refusals. */
    private List<PoolEvent> disproved(
            @Nullable RestsOf own,
            CallResult result,
            Identity identity,
            Collection<Identity> identities,
            LeaseTerms terms,
            Instant now) {
        List<PoolEvent> facts = new ArrayList<>();
        RestsOf owners = byOwner.get(identity.budgetOwner());
        for (String scope : terms.scopesDisprovedBy(result)) {
            if (own != null) {
                own.disprove(scope, terms.sentAt(), now)
                        .forEach(reason ->
                                facts.add(new PoolEvent.CooldownEnded(pool, identity.id(), scope, reason, now)));
            }
            if (owners != null) {
                owners.disprove(scope, terms.sentAt(), now)
                        .forEach(reason -> siblings(identity, identities)
                                .forEach(sibling -> facts.add(
                                        new PoolEvent.CooldownEnded(pool, sibling.id(), scope, reason, now))));
            }
        }
        return facts;
    }

    /**
     * That somebody checked an identity and GitHub accepted its credential ends what was held against the credential, if that
     * began before. A call that costs next to nothing says nothing of limits, nor of what other identities may do.
     */
    private List<PoolEvent> mended(@Nullable RestsOf own, Identity identity, Instant sentAt, Instant now) {
        return Stream.ofNullable(own)
                .flatMap(rests -> rests.disprove(CooldownRules.MENDABLE, sentAt).stream())
                .<PoolEvent>map(
                        rest -> new PoolEvent.CooldownEnded(pool, identity.id(), rest.scope(), rest.reason(), now))
                .toList();
    }

    /** The last to end of the rests for which GitHub asked and which concern calls that spend the resource. */
    Optional<CooldownInForce> slowedDown(Identity identity, String resource, Instant now) {
        Set<String> scopes = Set.of(Cooldown.EVERYTHING, Cooldown.resourceScope(resource));
        return inForce(identity, now).stream()
                .filter(rest -> CooldownRules.ASKED_FOR.contains(rest.reason()) && scopes.contains(rest.scope()))
                .max(Comparator.comparing(CooldownInForce::end));
    }

    /**
     * Takes in a decision: what ends with it ends here, too.
     *
     * @param before the identities of the pool as they were, by id
     */
    void hear(PoolEvent event, Map<String, Identity> before) {
        switch (event) {
            case PoolEvent.CooldownEnded ended -> {
                RestsOf own = byIdentity.get(ended.identityId());
                if (own != null) {
                    own.end(ended.scope(), ended.reason());
                }
            }
            case PoolEvent.IdentityEnabled enabled -> mend(enabled.identityId(), enabled.at());
            case PoolEvent.IdentityRegistered registered -> {
                Identity identity = registered.identity();
                Identity known = before.get(identity.id());
                if (known != null && !known.hasCredentialOf(identity)) {
                    forget(identity.id());
                }
                mend(identity.id(), registered.at());
            }
            case PoolEvent.IdentityRemoved removed -> forget(removed.identityId());
            case PoolEvent.PoolCreated _,
                    PoolEvent.PolicyChanged _,
                    PoolEvent.PoolDisabled _,
                    PoolEvent.PoolEnabled _,
                    PoolEvent.IdentityDisabled _,
                    PoolEvent.CooldownStarted _,
                    PoolEvent.BudgetMarked _ -> {
                // They end nothing.
            }
        }
    }

    private void forget(String identityId) {
        streaks.remove(identityId);
        byIdentity.remove(identityId);
        mendedAt.remove(identityId);
    }

    private void mend(String identityId, Instant at) {
        mendedAt.put(identityId, at);
        streaks.remove(identityId);
        RestsOf own = byIdentity.get(identityId);
        if (own != null) {
            own.end(CooldownRules.MENDABLE);
        }
    }

    private RestsOf of(Identity identity, boolean ofOwner) {
        return of(identity.id(), identity.budgetOwner(), ofOwner);
    }

    private RestsOf of(String identityId, String owner, boolean ofOwner) {
        return ofOwner
                ? byOwner.computeIfAbsent(owner, _ -> new RestsOf())
                : byIdentity.computeIfAbsent(identityId, _ -> new RestsOf());
    }

    private Stream<RestsOf> both(Identity identity) {
        return Stream.concat(
                Stream.ofNullable(byIdentity.get(identity.id())),
                Stream.ofNullable(byOwner.get(identity.budgetOwner())));
    }

    private static List<Identity> siblings(Identity identity, Collection<Identity> identities) {
        return identities.stream()
                .filter(other -> other.budgetOwner().equals(identity.budgetOwner()))
                .toList();
    }
}
