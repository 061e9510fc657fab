package io.octopool.pool.budget;

import io.octopool.pool.budget.BudgetLedger.Claim;
import io.octopool.pool.budget.PublicBudget.ReserveReply;
import io.octopool.pool.budget.Reservations.Ended;
import io.octopool.pool.events.PublicBudgetEvent.BudgetNoted;
import io.octopool.pool.lease.CallResult;
import io.octopool.pool.lease.Cooldown;
import io.octopool.pool.lease.CooldownRules;
import io.octopool.pool.lease.LeaseLimits;
import io.octopool.pool.lease.Rest;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one budget owner may still spend outside the pools, in memory.
 *
 * <p>Invariants: no call is granted during a rest, beyond what remains, beyond the calls that the owner may have in flight, or
 * faster than its points per minute allow; every grant reserves one unit until its result comes or it expires. What a call
 * cost is whatever GitHub says remains afterwards: a 304 has no price of its own.
 *
 * <p>Not thread-safe: the entity owns it. Time comes with each call.
 */
final class PublicBook {

    private static final Rest AFTER_FAILURES =
            new Rest(true, Cooldown.EVERYTHING, CooldownRules.GITHUB_ERRORS, Duration.ofSeconds(5));
    private static final String NOBODY = "";
    private static final String NO_PURPOSE = "";

    private final String owner;
    private final BudgetLedger ledger;
    private final OwnerLoads loads;
    private final Reservations<String> reservations;
    private final FailureStreak streak = new FailureStreak();
    private @Nullable Cooldown rest;
    private boolean rested;

    PublicBook(String owner, LeaseLimits limits, Instant started) {
        this.owner = owner;
        this.ledger = new BudgetLedger(started);
        this.loads = new OwnerLoads(limits, started);
        this.reservations = new Reservations<>(ledger, started);
    }

    /** Takes over what the journal holds, at the start. */
    void restore(BudgetNoted noted) {
        noted.budgets().forEach(ledger::restore);
        loads.assumeSpent();
        restDuring(noted.rest());
    }

    ReserveReply reserve(String resource, Duration remaining, Instant now) {
        expire(now);
        Optional<Cooldown> resting = restAt(now);
        if (resting.isPresent()) {
            return new ReserveReply.Exhausted(resting.get().end());
        }
        BudgetKey key = new BudgetKey(owner, resource);
        boolean awaitsWord = ledger.awaitsWord(key, 1, now);
        if (!awaitsWord && ledger.usable(Claim.toAll(key), now) < 1) {
            return new ReserveReply.Exhausted(ledger.moreAt(key, now));
        }
        Instant paced = loads.pacedUntil(owner, 1, now);
        if (paced != null || loads.isAtCap(owner) || awaitsWord) {
            return new ReserveReply.Busy(paced);
        }
        loads.takeOff(owner, 1, now);
        return new ReserveReply.Granted(reservations.reserve(key, NOBODY, 1, NO_PURPOSE, now, now.plus(remaining)));
    }

    /** Takes in a result, also one of a reservation that is not known any more. */
    void settle(long reservationId, CallResult result, Instant now) {
        expire(now);
        Optional<Ended<String>> ended = reservations.settle(reservationId);
        if (ended.isPresent() && !ended.get().late()) {
            loads.land(owner);
            if (result.isUnsent()) {
                loads.giveBack(owner, 1, now);
            }
        }
        String expected =
                ended.map(known -> known.reservation().budget().resource()).orElse(null);
        int further = result.calls() - 1;
        loads.pay(owner, further, now);
        int units = further + (ended.isEmpty() || ended.get().late() ? 0 : 1);
        Instant sentAt = sentAt(ended, now);
        charge(expected, units, ended.isEmpty() ? sentAt : ledger.afterStart(sentAt), result, now);
        restAfter(ended, sentAt, result, now).ifPresent(this::begin);
    }

    /** Takes in what a call showed that somebody else made at the owner's expense. */
    void overhear(OwnerCall made, Instant now) {
        OwnerCall call = made.asOf(now);
        expire(now);
        loads.pay(owner, call.points(), now);
        charge(call.resource(), call.points(), call.sentAt(), call.result(), now);
        CooldownRules.after(call.result(), NO_PURPOSE, call.resource(), isExhausted(call.resource(), now), now)
                .filter(Rest::ofOwner)
                .flatMap(asked -> asked.ofEverything().after(rest, call.sentAt(), now))
                .ifPresent(this::begin);
    }

    /** Whether the journal should hear of what is known; it is taken for told. */
    boolean hasNews(Instant now) {
        expire(now);
        boolean news = !ledger.news(now).isEmpty() || rested;
        rested = false;
        return news;
    }

    /** Word for others of a call that was granted at the payer's expense; empty if it is not known any more, or was not made. */
    Optional<OwnerCall> call(String payer, long reservationId, CallResult result) {
        return result.isUnsent()
                ? Optional.empty()
                : reservations
                        .find(reservationId)
                        .map(made ->
                                new OwnerCall(payer, made.budget().resource(), result.calls(), made.madeAt(), result));
    }

    private void expire(Instant now) {
        reservations.expire(now).forEach(_ -> loads.land(owner));
    }

    /** The expected: the resource that was reserved, null if unknown. */
    private void charge(@Nullable String expected, int units, Instant sentAt, CallResult result, Instant now) {
        String charged = result.resource() == null ? expected : result.resource();
        if (charged == null) {
            return;
        }
        BudgetKey key = new BudgetKey(owner, charged);
        Budget reading = result.budget();
        if (reading != null) {
            ledger.observe(key, reading, NOBODY, units, sentAt, now);
        } else if (result.maySpendSilently() && units > 0) {
            ledger.spendSilently(key, NOBODY, units, now);
        }
    }

    private Optional<Cooldown> restAfter(
            Optional<Ended<String>> ended, Instant sentAt, CallResult result, Instant now) {
        if (streak.isCompletedBy(result)) {
            return AFTER_FAILURES.after(rest, sentAt, now);
        }
        Cooldown last = rest;
        if (last != null && result.isSuccess() && sentAt.isAfter(last.start())) {
            rest = null; // and the next one begins small
        }
        String charged = result.resource() == null
                ? ended.map(known -> known.reservation().budget().resource()).orElse(NO_PURPOSE)
                : result.resource();
        return CooldownRules.after(result, NO_PURPOSE, charged, isExhausted(charged, now), now)
                .filter(asked -> !asked.scope().equals(NO_PURPOSE))
                .flatMap(asked -> asked.ofEverything().after(rest, sentAt, now));
    }

    private boolean isExhausted(String resource, Instant now) {
        return ledger.isExhausted(new BudgetKey(owner, resource), now);
    }

    /** When the call was allowed; before all that is known where that is not, or lies ahead as the clock was set back since. */
    private static Instant sentAt(Optional<Ended<String>> ended, Instant now) {
        return ended.map(known -> known.reservation().madeAt())
                .filter(madeAt -> !madeAt.isAfter(now))
                .orElse(Instant.MIN);
    }

    private void begin(Cooldown due) {
        restDuring(due);
        rested = true;
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
        expire(now);
        return !reservations.isEmpty()
                || restAt(now).isPresent()
                || !ledger.marks(now).isEmpty();
    }

    /** All that is in force, as the journal keeps it. */
    BudgetNoted noted(Instant now) {
        return new BudgetNoted(owner, ledger.marks(now), restAt(now).orElse(null), now);
    }

    PublicBudget.Status status(Instant now) {
        return new PublicBudget.Status(owner, ledger.inForce(now), restAt(now).orElse(null));
    }
}
