package io.octopool.pool.cache;

import io.octopool.pool.events.CachedReadEvent.AnswerStored;
import io.octopool.pool.fetch.Climbing;
import io.octopool.pool.fetch.Refusal.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for which fetch.
 *
 * <p>Invariants: one flight at most is under way. Whom it suits waits for it; all others wait for the next one, which is one for
 * all of them. A flight that was given up lands nowhere; that happens once nobody is aboard. Not thread-safe: the entity owns it.
 */
final class Flights {

    /** A fetch under way. */
    static final class Flight {

        private final long number;
        private final ReadQuery query;
        private final Instant startedAt;
        private final Climbing climbing;
        private final List<Reader> waiters;
        private @Nullable AnswerStored basis;
        private boolean fenced;

        private Flight(
                long number, Instant startedAt, List<Reader> waiters, @Nullable AnswerStored basis, Climbing climbing) {
            this.number = number;
            this.query = waiters.getFirst().query();
            this.startedAt = startedAt;
            this.waiters = new ArrayList<>(waiters);
            this.basis = basis;
            this.climbing = climbing;
        }

        /** The query of who was first: all ask the same of GitHub. */
        ReadQuery query() {
            return query;
        }

        Instant startedAt() {
            return startedAt;
        }

        /** Who waits, the longest first. */
        List<Reader> waiters() {
            return List.copyOf(waiters);
        }

        /** The stored answer that it revalidates, null if there is none any more. */
        @Nullable
        AnswerStored basis() {
            return basis;
        }

        /** Whether its result must not be kept: what was stored was given up while it was under way. */
        boolean isFenced() {
            return fenced;
        }
    }

    /** How many may wait for one fetch and the next. */
    private static final int MOST_WAITERS = 10_000;

    private final List<Reader> next = new ArrayList<>();
    private @Nullable Flight current;
    private long lastNumber;

    boolean isIdle() {
        return current == null && next.isEmpty();
    }

    boolean isUnderWay() {
        return current != null;
    }

    /** Puts the reader on the flight under way if that suits, else on the next one; where too many wait, it is refused. */
    void board(Reader reader) {
        Flight flight = current;
        if (next.size() + (flight == null ? 0 : flight.waiters.size()) >= MOST_WAITERS) {
            reader.refuse(Reason.RELAY_OVERLOADED);
        } else if (flight != null && !reader.findsTooOld(flight.startedAt)) {
            flight.waiters.add(reader);
        } else {
            next.add(reader);
        }
    }

    /** The number that the next flight will have. */
    long nextNumber() {
        return lastNumber + 1;
    }

    /** Notes the flight with {@link #nextNumber}; none may be under way, and someone has to wait for it. */
    void started(Instant at, List<Reader> waiters, @Nullable AnswerStored basis, Climbing climbing) {
        current = new Flight(++lastNumber, at, waiters, basis, climbing);
    }

    /** Ends that flight; empty if it was given up before. */
    Optional<Flight> land(long number) {
        Flight flight = current;
        if (flight == null || flight.number != number) {
            return Optional.empty();
        }
        current = null;
        return Optional.of(flight);
    }

    /** Those who wait for the next flight, in the order in which they came; they do so no longer. */
    List<Reader> takeNext() {
        List<Reader> readers = List.copyOf(next);
        next.clear();
        return readers;
    }

    /** When the first of those who wait will have waited for long enough; empty if nobody waits. */
    Optional<Instant> firstDeadline() {
        Stream<Reader> aboard = current == null ? Stream.empty() : current.waiters.stream();
        return Stream.concat(aboard, next.stream()).map(Reader::deadline).min(Comparator.naturalOrder());
    }

    /** The readers of that request wait no longer. */
    void leave(String requestId) {
        List<Reader> _ = remove(reader -> reader.query().requestId().equals(requestId));
    }

    /** Those whose time is over; they wait no longer. */
    List<Reader> takeLate(Instant now) {
        return remove(reader -> reader.gaveUpBy(now));
    }

    /** Everybody who waits; they wait no longer. */
    List<Reader> takeAll() {
        return remove(_ -> true);
    }

    /** Nothing that the flight under way brings is to be kept. */
    void fence() {
        Flight flight = current;
        if (flight != null) {
            flight.fenced = true;
            flight.basis = null;
        }
    }

    /** Lets them go; a flight that nobody is aboard any more is given up, whoever waits for the next one. */
    private List<Reader> remove(Predicate<Reader> who) {
        List<Reader> gone = new ArrayList<>();
        Flight flight = current;
        if (flight != null) {
            remove(flight.waiters, who, gone);
            if (flight.waiters.isEmpty()) {
                current = null;
                flight.climbing.cancel();
            }
        }
        remove(next, who, gone);
        return gone;
    }

    private static void remove(List<Reader> readers, Predicate<Reader> who, List<Reader> gone) {
        readers.stream().filter(who).forEach(gone::add);
        readers.removeIf(who);
    }
}
