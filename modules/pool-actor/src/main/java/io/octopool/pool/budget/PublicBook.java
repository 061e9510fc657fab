package io.octopool.pool.budget;

import io.octopool.pool.budget.PublicBudget.ReserveReply;
import io.octopool.pool.budget.Reservations.Reservation;
import io.octopool.pool.events.PublicBudgetEvent.BudgetNoted;
import io.octopool.pool.lease.CallResult;
import io.octopool.pool.lease.Cooldown;
import io.octopool.pool.lease.CooldownRules;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one public reader may still spend, in memory.
 *
 * <p>Invariants: no call is granted during a rest or beyond what remains; every grant reserves one unit until its result
 * comes or it expires. What a call cost is whatever GitHub says remains afterwards: a 304 has no price of its own.
 *
 * <p>Not thread-safe: the entity owns it. Time comes with each call.
 */
final class PublicBook {

    private static final Duration AFTER_LIMIT = Duration.ofSeconds(60);
    private static final Duration AFTER_FAILURES = Duration.ofSeconds(5);
    private static final String NO_PURPOSE = "";

    private final String owner;
    private final BudgetLedger ledger = new BudgetLedger();
    private final Reservations<String> reservations;
    private final FailureStreak streak = new FailureStreak();
    private @Nullable Cooldown rest;

    PublicBook(String owner, Instant started) {
        this.owner = owner;
        this.reservations = new Reservations<>(ledger, started);
    }

    /** Takes over what the journal holds; what is known here and newer stays. */
    void restore(BudgetNoted noted) {
        noted.budgets().forEach(known -> ledger.restore(new BudgetKey(owner, known.resource()), known.budget()));
        restDuring(noted.rest());
    }

    ReserveReply reserve(String resource, Duration remaining, Instant now) {
        reservations.expire(now);
        Optional<Cooldown> resting = restAt(now);
        if (resting.isPresent()) {
            return new ReserveReply.Exhausted(resting.get().end());
        }
        BudgetKey key = new BudgetKey(owner, resource);
        if (ledger.headroom(key, now) < 1) {
            Instant resetAt = ledger.budget(key).resetAt();
            return new ReserveReply.Exhausted(resetAt.isAfter(now) ? resetAt : null);
        }
        return new ReserveReply.Granted(reservations.reserve(key, 1, NO_PURPOSE, now.plus(remaining)));
    }

    /**
     * Takes in a result, also one of a reservation that has expired.
     *
     * @return whether the journal should hear of what is known
     */
    boolean settle(long reservationId, CallResult result, Instant now) {
        reservations.expire(now);
        String expected = reservations
                .settle(reservationId)
                .map(Reservation::budget)
                .map(BudgetKey::resource)
                .orElse(null);
        String charged = result.resource() == null ? expected : result.resource();
        Budget reading = result.budget();
        boolean marked = reading != null && charged != null && ledger.observe(new BudgetKey(owner, charged), reading);
        Optional<Cooldown> due = restAfter(result, now);
        due.ifPresent(this::restDuring);
        return marked || due.isPresent();
    }

    private Optional<Cooldown> restAfter(CallResult result, Instant now) {
        if (streak.isCompletedBy(result)) {
            return Optional.of(Cooldown.ofEverything(CooldownRules.GITHUB_ERRORS, AFTER_FAILURES, now));
        }
        return CooldownRules.ofCredential(result, now)
                .or(() -> result.status() == 429
                        ? Optional.of(Cooldown.ofEverything("rate_limited", AFTER_LIMIT, now))
                        : Optional.empty());
    }

    private void restDuring(@Nullable Cooldown due) {
        Cooldown known = rest;
        if (due != null && (known == null || due.end().isAfter(known.end()))) {
            rest = due;
        }
    }

    private Optional<Cooldown> restAt(Instant now) {
        return Optional.ofNullable(rest).filter(known -> known.end().isAfter(now));
    }

    /** Whether anything would be lost by forgetting all. */
    boolean isInForce(Instant now) {
        reservations.expire(now);
        return !reservations.isEmpty()
                || restAt(now).isPresent()
                || !ledger.inForce(now).isEmpty();
    }

    /** All that is in force, as the journal keeps it. */
    BudgetNoted noted(Instant now) {
        return new BudgetNoted(owner, ledger.inForce(now), restAt(now).orElse(null), now);
    }

    PublicBudget.Status status(Instant now) {
        return new PublicBudget.Status(owner, ledger.inForce(now), restAt(now).orElse(null));
    }
}
