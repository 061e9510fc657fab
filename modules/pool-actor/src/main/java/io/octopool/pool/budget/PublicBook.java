package io.octopool.pool.budget;

import io.octopool.pool.budget.PublicBudget.ReserveReply;
import io.octopool.pool.budget.Reservations.Ended;
import io.octopool.pool.events.PublicBudgetEvent.BudgetNoted;
import io.octopool.pool.lease.CallResult;
import io.octopool.pool.lease.Cooldown;
import io.octopool.pool.lease.CooldownRules;
import io.octopool.pool.lease.Rest;
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

    private static final Rest AFTER_FAILURES =
            new Rest(true, Cooldown.EVERYTHING, CooldownRules.GITHUB_ERRORS, Duration.ofSeconds(5));
    private static final String NOBODY = "";
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
        if (ledger.usable(BudgetLedger.Claim.toAll(key), now) < 1) {
            return new ReserveReply.Exhausted(ledger.resetAt(key, now));
        }
        return new ReserveReply.Granted(reservations.reserve(key, NOBODY, 1, NO_PURPOSE, now, now.plus(remaining)));
    }

    /**
     * Takes in a result, also one of a reservation that is not known any more.
     *
     * @return whether the journal should hear of what is known
     */
    boolean settle(long reservationId, CallResult result, Instant now) {
        reservations.expire(now);
        Optional<Ended<String>> ended = reservations.settle(reservationId);
        boolean marked = charge(ended, result, now);
        Optional<Cooldown> due = restAfter(ended, result, now);
        due.ifPresent(this::restDuring);
        return marked || due.isPresent();
    }

    private boolean charge(Optional<Ended<String>> ended, CallResult result, Instant now) {
        String expected =
                ended.map(known -> known.reservation().budget().resource()).orElse(null);
        String charged = result.resource() == null ? expected : result.resource();
        if (charged == null) {
            return false;
        }
        BudgetKey key = new BudgetKey(owner, charged);
        int units = ended.isEmpty() || ended.get().late() ? 0 : 1;
        Instant sentAt = sentAt(ended);
        Budget reading = result.budget();
        if (reading != null) {
            return ledger.observe(key, reading, NOBODY, units, sentAt, now) != null;
        }
        if (result.maySpendSilently() && units > 0) {
            ledger.spendSilently(key, NOBODY, units, now);
        }
        return false;
    }

    private Optional<Cooldown> restAfter(Optional<Ended<String>> ended, CallResult result, Instant now) {
        if (streak.isCompletedBy(result)) {
            return AFTER_FAILURES.after(rest, sentAt(ended), now);
        }
        Instant sentAt = sentAt(ended);
        Cooldown last = rest;
        if (last != null && result.isSuccess() && sentAt.isAfter(last.start())) {
            rest = null; // and the next one begins small
        }
        String expected =
                ended.map(known -> known.reservation().budget().resource()).orElse(NO_PURPOSE);
        boolean exhausted = ledger.isExhausted(new BudgetKey(owner, expected), now);
        return CooldownRules.after(result, NO_PURPOSE, expected, exhausted, now)
                .filter(asked -> !asked.scope().equals(NO_PURPOSE))
                .flatMap(asked -> asked.ofEverything().after(rest, sentAt, now));
    }

    /** When the call was allowed; of one that is not known, before all that is. */
    private static Instant sentAt(Optional<Ended<String>> ended) {
        return ended.map(known -> known.reservation().madeAt()).orElse(Instant.MIN);
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
