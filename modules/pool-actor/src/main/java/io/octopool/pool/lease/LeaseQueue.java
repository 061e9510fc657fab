package io.octopool.pool.lease;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Those who wait for an identity that is only busy, in order of arrival among those whom the same owners can serve.
 *
 * <p>Invariants: whoever waits is answered once, at the latest a moment before the time it asked with is over. Nobody is served
 * by an owner before somebody who came earlier and can be served by it. Waiters for the same owners and resource stand in one
 * line, and only heads of lines are looked at, so that the cost of a freed identity does not grow with those who wait.
 *
 * <p>Not thread-safe: the lease book owns it.
 */
final class LeaseQueue {

    static final int CAPACITY = 10_000;

    /** How long before its time is over a waiter is told that it waited in vain, so that it still hears of it. */
    static final Duration GRACE = Duration.ofMillis(500);

    /** Heads looked at in one go: the others come up with the next freed identity, or the next tick. */
    private static final int MOST_LOOKS = 64;

    /** Who decides. */
    interface Desk {
        LeaseOutcome lease(LeaseQuery query, Instant now);

        boolean hasRoom(String owner, Instant now);
    }

    private record Line(String resource, Set<String> owners) {}

    private static final class Waiter {
        private final long number;
        private final LeaseQuery query;
        private final Instant deadline;
        private final Consumer<? super LeaseOutcome> asker;
        private LeaseOutcome.Busy busy;
        private boolean answered;

        Waiter(
                long number,
                LeaseQuery query,
                Instant deadline,
                Consumer<? super LeaseOutcome> asker,
                LeaseOutcome.Busy busy) {
            this.number = number;
            this.query = query;
            this.deadline = deadline;
            this.asker = asker;
            this.busy = busy;
        }

        Instant givesUpAt() {
            return deadline.minus(GRACE);
        }

        Line line() {
            return new Line(query.resource(), busy.owners());
        }

        void answer(LeaseOutcome outcome) {
            answered = true;
            asker.accept(outcome);
        }
    }

    private final Desk desk;
    private final Map<Line, PriorityQueue<Waiter>> lines = new HashMap<>();
    private final Map<String, Integer> linesOfOwner = new HashMap<>();
    private final PriorityQueue<Waiter> byDeadline = new PriorityQueue<>(Comparator.comparing(Waiter::givesUpAt));
    private long lastNumber;
    private int waiting;

    LeaseQueue(Desk desk) {
        this.desk = desk;
    }

    int size() {
        return waiting;
    }

    /** Answers at once if possible, after those who came before; else later. Busy is the answer to those who waited in vain. */
    void ask(LeaseQuery query, Instant now, Consumer<? super LeaseOutcome> asker) {
        serveFreeOwners(now);
        LeaseOutcome outcome = desk.lease(query, now);
        boolean mayWait = waiting < CAPACITY && query.remaining().compareTo(GRACE) > 0;
        if (outcome instanceof LeaseOutcome.Busy busy && mayWait) {
            Waiter waiter = new Waiter(++lastNumber, query, now.plus(query.remaining()), asker, busy);
            waiting++;
            byDeadline.add(waiter);
            stand(waiter);
        } else {
            asker.accept(outcome);
        }
    }

    /** The owner may have become free: those who wait for it are served in order. */
    void freed(String owner, Instant now) {
        if (linesOfOwner.containsKey(owner)) {
            serve(now, line -> line.owners().contains(owner), () -> desk.hasRoom(owner, now));
        }
    }

    /** Answers those who waited in vain, and whom the passing of time has made it possible to serve. */
    void tick(Instant now) {
        for (Waiter next = byDeadline.peek();
                next != null && !next.givesUpAt().isAfter(now);
                next = byDeadline.peek()) {
            byDeadline.remove();
            if (!next.answered) {
                waiting--;
                next.answer(next.busy);
                tidy(next.line());
            }
        }
        serveFreeOwners(now);
        serve(now, _ -> true, () -> true);
    }

    private void serveFreeOwners(Instant now) {
        if (waiting > 0) {
            List.copyOf(linesOfOwner.keySet()).stream()
                    .filter(owner -> desk.hasRoom(owner, now))
                    .forEach(owner -> freed(owner, now));
        }
    }

    private void serve(Instant now, Predicate<Line> which, BooleanSupplier goOn) {
        PriorityQueue<Waiter> heads = new PriorityQueue<>(Comparator.comparingLong(head -> head.number));
        lines.forEach((line, standing) -> {
            if (which.test(line)) {
                heads.add(standing.element());
            }
        });
        for (int looks = 0; looks < MOST_LOOKS && !heads.isEmpty() && goOn.getAsBoolean(); looks++) {
            Waiter head = heads.remove();
            Line line = head.line();
            LeaseOutcome outcome = desk.lease(head.query.withRemaining(Duration.between(now, head.deadline)), now);
            if (outcome instanceof LeaseOutcome.Busy busy) {
                boolean moved = !busy.owners().equals(head.busy.owners());
                if (moved) {
                    leave(head);
                }
                head.busy = busy;
                if (moved) {
                    stand(head);
                }
                continue;
            }
            waiting--;
            leave(head);
            head.answer(outcome);
            Queue<Waiter> next = lines.getOrDefault(line, new PriorityQueue<>());
            if (!next.isEmpty()) {
                heads.add(next.element());
            }
        }
    }

    private void stand(Waiter waiter) {
        lines.computeIfAbsent(waiter.line(), line -> {
                    line.owners().forEach(owner -> linesOfOwner.merge(owner, 1, Integer::sum));
                    return new PriorityQueue<>(Comparator.comparingLong(standing -> standing.number));
                })
                .add(waiter);
    }

    /** The head of a line goes. */
    private void leave(Waiter head) {
        PriorityQueue<Waiter> standing = lines.get(head.line());
        if (standing != null) {
            standing.remove();
            tidy(head.line());
        }
    }

    /** Those who were answered leave as they come to the head, and an empty line is forgotten. */
    private void tidy(Line line) {
        PriorityQueue<Waiter> standing = lines.get(line);
        if (standing == null) {
            return;
        }
        for (Waiter head = standing.peek(); head != null && head.answered; head = standing.peek()) {
            standing.remove();
        }
        if (standing.isEmpty()) {
            lines.remove(line);
            line.owners().forEach(owner -> linesOfOwner.computeIfPresent(owner, (_, n) -> n <= 1 ? null : n - 1));
        }
    }
}
