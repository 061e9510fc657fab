package io.octopool.pool.budget;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * Calls under way and what each may spend. A reservation holds its units in the ledger until it is settled or expires. Not
 * thread-safe: one actor owns it.
 *
 * @param <T> what a reservation was made for
 */
public final class Reservations<T> {

    /** What is spoken for. */
    public record Reservation<T>(BudgetKey budget, int units, T purpose) {}

    private record Expiry(long id, Instant at) {}

    private final BudgetLedger ledger;
    private final Map<Long, Reservation<T>> open = new HashMap<>();
    private final PriorityQueue<Expiry> expiries = new PriorityQueue<>(Comparator.comparing(Expiry::at));
    private long lastId;

    /** The started: tells these reservations from earlier ones of the same owner, whose results may still arrive. */
    public Reservations(BudgetLedger ledger, Instant started) {
        this.ledger = ledger;
        this.lastId = started.toEpochMilli() << 20;
    }

    /** Reserves, and returns the id by which the reservation is settled. */
    public long reserve(BudgetKey budget, int units, T purpose, Instant until) {
        long id = ++lastId;
        open.put(id, new Reservation<>(budget, units, purpose));
        expiries.add(new Expiry(id, until));
        ledger.reserve(budget, units);
        return id;
    }

    /** Ends a reservation; empty if it has ended before. */
    public Optional<Reservation<T>> settle(long id) {
        Reservation<T> ended = open.remove(id);
        if (ended != null) {
            ledger.release(ended.budget(), ended.units());
        }
        return Optional.ofNullable(ended);
    }

    /** Ends what has expired. */
    public List<Reservation<T>> expire(Instant now) {
        List<Reservation<T>> ended = new ArrayList<>();
        for (Expiry next = expiries.peek(); next != null && !next.at().isAfter(now); next = expiries.peek()) {
            expiries.remove();
            settle(next.id()).ifPresent(ended::add);
        }
        return ended;
    }

    public boolean isEmpty() {
        return open.isEmpty();
    }
}
