package io.octopool.pool.lease;

import io.octopool.pool.budget.OwnerLoads;
import io.octopool.pool.lease.Eligibility.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which of the usable identities serves (design, "Pool"): the one that served this route key within the last 10 s while its
 * owner is not half busy and it has about as much headroom as the best; else the one with most headroom, weighted, an App before
 * a PAT.
 */
final class Selection {

    static final Duration STICKY_FOR = Duration.ofSeconds(10);

    /** The part of the best headroom that an identity must have for a route key to stick to it. */
    static final double STICKY_HEADROOM = 0.98;

    /** Route keys whose stickiness is remembered; beyond it the memory starts anew. */
    private static final int MAX_STICKY_KEYS = 10_000;

    /** The verdict: PREFERRED, STICKY or HIGHEST_HEADROOM. */
    record Chosen(Identity identity, Verdict verdict) {

        LeaseReason reason() {
            return verdict == Verdict.HIGHEST_HEADROOM ? LeaseReason.HIGHEST_REMAINING : LeaseReason.STICKY;
        }
    }

    private record Sticky(String identityId, Instant until) {}

    private final OwnerLoads loads;
    private final Map<String, Sticky> sticky = new HashMap<>();

    Selection(OwnerLoads loads) {
        this.loads = loads;
    }

    /** The usable: at least one. */
    Chosen choose(List<Position> usable, String routeKey, Instant now) {
        Position best = usable.getFirst();
        for (Position position : usable) {
            best = isBetter(position, best) ? position : best;
        }
        return sticking(usable, best, routeKey, now)
                .map(position -> new Chosen(position.identity(), Verdict.STICKY))
                .orElse(new Chosen(best.identity(), Verdict.HIGHEST_HEADROOM));
    }

    /** Remembers whom a route key was served by. */
    void served(Chosen chosen, String routeKey, Instant now) {
        if (chosen.verdict() == Verdict.HIGHEST_HEADROOM) {
            if (sticky.size() >= MAX_STICKY_KEYS) {
                sticky.clear();
            }
            sticky.put(routeKey, new Sticky(chosen.identity().id(), now.plus(STICKY_FOR)));
        }
    }

    private static boolean isBetter(Position one, Position other) {
        int order = Double.compare(one.weighted(), other.weighted());
        return order > 0 || (order == 0 && isApp(one) && !isApp(other));
    }

    private static boolean isApp(Position position) {
        return position.identity().kind().equals(Identity.GITHUB_APP);
    }

    private Optional<Position> sticking(List<Position> usable, Position best, String routeKey, Instant now) {
        Sticky last = sticky.get(routeKey);
        if (last == null || !last.until().isAfter(now)) {
            return Optional.empty();
        }
        return usable.stream()
                .filter(position -> position.identity().id().equals(last.identityId()))
                .filter(position -> !loads.isHalfBusy(position.identity().budgetOwner()))
                .filter(position -> position.weighted() >= STICKY_HEADROOM * best.weighted())
                .findFirst();
    }
}
