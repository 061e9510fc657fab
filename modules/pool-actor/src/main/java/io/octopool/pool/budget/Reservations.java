package io.octopool.pool.budget;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * Calls under way and what each may spend. A reservation holds its units in the ledger until it is settled or expires; one
 * that expired without a result is counted as spent. Not thread-safe: one actor owns it.
 *
 * @param <T> what a reservation was made for
 */
public final class Reservations<T> {

    /** Expired reservations that are remembered: a result that comes late still tells of budgets and refusals. */
    private static final int MAX_EXPIRED = 4_096;

    /**
     * What is spoken for.
     *
     * @param spender with whose credential, empty where there is only one
     * @param madeAt when the call was allowed
     * @param until when it expires
     */
    public record Reservation<T>(
            long id, BudgetKey budget, String spender, int units, T purpose, Instant madeAt, Instant until) {}

    /** A reservation whose result came. The late: whether it had expired before. */
    public record Ended<T>(Reservation<T> reservation, boolean late) {}

    private record Expiry(long id, Instant at) {}

    private final BudgetLedger ledger;
    private final Map<Long, Reservation<T>> open = new HashMap<>();
    private final Map<Long, Reservation<T>> expired = new LinkedHashMap<>();
    private final PriorityQueue<Expiry> expiries = new PriorityQueue<>(Comparator.comparing(Expiry::at));
    private long lastId;

    /** The started: tells these reservations from earlier ones of the same owner, whose results may still arrive. */
    public Reservations(BudgetLedger ledger, Instant started) {
        this.ledger = ledger;
        this.lastId = started.toEpochMilli() << 20;
    }

    /** Reserves, and returns the id by which the reservation is settled. */
    public long reserve(BudgetKey budget, String spender, int units, T purpose, Instant now, Instant until) {
        long id = ++lastId;
        open.put(id, new Reservation<>(id, budget, spender, units, purpose, now, until));
        expiries.add(new Expiry(id, until));
        ledger.reserve(budget, spender, units);
        return id;
    }

    /** A reservation that is not settled yet, expired or not; empty if it is not known any more. */
    public Optional<Reservation<T>> find(long id) {
        Reservation<T> known = open.get(id);
        return Optional.ofNullable(known == null ? expired.get(id) : known);
    }

    /** Ends a reservation, once; empty if it was settled before, or expired long ago. */
    public Optional<Ended<T>> settle(long id) {
        Reservation<T> ended = open.remove(id);
        if (ended != null) {
            ledger.release(ended.budget(), ended.spender(), ended.units());
            return Optional.of(new Ended<>(ended, false));
        }
        return Optional.ofNullable(expired.remove(id)).map(late -> new Ended<>(late, true));
    }

    /** Ends what has expired and counts it as spent: the call may have reached GitHub. */
    public List<Reservation<T>> expire(Instant now) {
        List<Reservation<T>> ended = new ArrayList<>();
        for (Expiry next = expiries.peek(); next != null && !next.at().isAfter(now); next = expiries.peek()) {
            expiries.remove();
            Reservation<T> late = open.remove(next.id());
            if (late != null) {
                ledger.release(late.budget(), late.spender(), late.units());
                ledger.spendSilently(late.budget(), late.spender(), late.units(), now);
                ended.add(late);
                remember(late);
            }
        }
        return ended;
    }

    private void remember(Reservation<T> late) {
        if (expired.size() >= MAX_EXPIRED) {
            expired.remove(expired.keySet().iterator().next());
        }
        expired.put(late.id(), late);
    }

    /** What is under way, in no order. */
    public Collection<Reservation<T>> open() {
        return open.values();
    }

    public boolean isEmpty() {
        return open.isEmpty();
    }
}
