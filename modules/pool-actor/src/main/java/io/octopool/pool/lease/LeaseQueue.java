package io.octopool.pool.lease;

import io.octopool.pool.budget.BudgetKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

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

    /** Heads looked at in one go: the others come up with the next freed identity, or at the next tick, which goes on from there. */
    private static final int MOST_LOOKS = 64;

    /** Who decides. */
    interface Desk {
        LeaseOutcome lease(LeaseQuery query, Instant now);

        /** Whether a call more with the owner may be made at once, as far as how busy it is goes. */
        boolean hasRoom(BudgetKey budget, Instant now);
    }

    private record Line(String resource, Set<String> owners) {

        BudgetKey budgetOf(String owner) {
            return new BudgetKey(owner, resource);
        }

        boolean isAnyOf(Predicate<BudgetKey> free) {
            return owners.stream().anyMatch(owner -> free.test(budgetOf(owner)));
        }
    }

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
    private final Map<BudgetKey, Integer> linesOfBudget = new HashMap<>();
    private final PriorityQueue<Waiter> byDeadline = new PriorityQueue<>(Comparator.comparing(Waiter::givesUpAt));
    private long lastNumber;
    private int waiting;
    private long lastLookedAt;

    LeaseQueue(Desk desk) {
        this.desk = desk;
    }

    int size() {
        return waiting;
    }

    /** Answers at once if possible, after those who came before; else later. Busy is the answer to those who waited in vain. */
    void ask(LeaseQuery query, Instant now, Consumer<? super LeaseOutcome> asker) {
        giveUp(now);
        serveFree(now);
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
        giveUp(now);
        if (waiting > 0) {
            serve(
                    heads(line -> line.owners().contains(owner)),
                    budget -> budget.owner().equals(owner),
                    now);
        }
    }

    /** Answers those who waited in vain, and whom the passing of time has made it possible to serve. */
    void tick(Instant now) {
        giveUp(now);
        PriorityQueue<Waiter> heads = heads(_ -> true);
        if (heads.size() > MOST_LOOKS && heads.stream().anyMatch(head -> head.number > lastLookedAt)) {
            heads.removeIf(head -> head.number <= lastLookedAt);
        }
        for (int looks = 0; looks < MOST_LOOKS && !heads.isEmpty(); looks++) {
            Waiter head = heads.remove();
            lastLookedAt = head.number;
            look(head, heads, now);
        }
    }

    /** Tells everybody who waits that it was in vain. */
    void dismiss() {
        byDeadline.stream().filter(waiter -> !waiter.answered).toList().forEach(waiter -> waiter.answer(waiter.busy));
        byDeadline.clear();
        lines.clear();
        linesOfBudget.clear();
        waiting = 0;
    }

    private void giveUp(Instant now) {
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
    }

    private void serveFree(Instant now) {
        if (waiting == 0) {
            return;
        }
        Set<BudgetKey> free = linesOfBudget.keySet().stream()
                .filter(budget -> desk.hasRoom(budget, now))
                .collect(Collectors.toSet());
        if (!free.isEmpty()) {
            serve(heads(line -> line.isAnyOf(free::contains)), free::contains, now);
        }
    }

    /** Whoever is looked at here is answered or moves to another line, so that no look is in vain. */
    private void serve(PriorityQueue<Waiter> heads, Predicate<BudgetKey> free, Instant now) {
        for (int looks = 0; looks < MOST_LOOKS && !heads.isEmpty(); ) {
            Waiter head = heads.remove();
            if (head.line().isAnyOf(budget -> free.test(budget) && desk.hasRoom(budget, now))) {
                look(head, heads, now);
                looks++;
            }
        }
    }

    /** Those who came first of the lines, in order of arrival. */
    private PriorityQueue<Waiter> heads(Predicate<Line> which) {
        PriorityQueue<Waiter> heads = new PriorityQueue<>(Comparator.comparingLong(head -> head.number));
        lines.forEach((line, standing) -> {
            if (which.test(line)) {
                heads.add(standing.element());
            }
        });
        return heads;
    }

    /** Answers the waiter if possible; whoever stands first in its line then is looked at, too, unless it stays there itself. */
    private void look(Waiter waiter, PriorityQueue<Waiter> heads, Instant now) {
        if (waiter.answered) {
            return;
        }
        Line line = waiter.line();
        LeaseOutcome outcome = desk.lease(waiter.query.withRemaining(Duration.between(now, waiter.deadline)), now);
        if (outcome instanceof LeaseOutcome.Busy busy) {
            if (busy.owners().equals(line.owners())) {
                waiter.busy = busy;
                return;
            }
            leave(waiter);
            waiter.busy = busy;
            stand(waiter);
        } else {
            waiting--;
            leave(waiter);
            waiter.answer(outcome);
        }
        PriorityQueue<Waiter> left = lines.get(line);
        if (left != null) {
            heads.add(left.element());
        }
    }

    private void stand(Waiter waiter) {
        lines.computeIfAbsent(waiter.line(), line -> {
                    line.owners().forEach(owner -> linesOfBudget.merge(line.budgetOf(owner), 1, Integer::sum));
                    return new PriorityQueue<>(Comparator.comparingLong(standing -> standing.number));
                })
                .add(waiter);
    }

    /** Leaves its line, in which others may have come before it meanwhile. */
    private void leave(Waiter waiter) {
        PriorityQueue<Waiter> standing = lines.get(waiter.line());
        if (standing != null) {
            standing.remove(waiter);
            tidy(waiter.line());
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
            line.owners()
                    .forEach(owner ->
                            linesOfBudget.computeIfPresent(line.budgetOf(owner), (_, n) -> n <= 1 ? null : n - 1));
        }
    }
}
