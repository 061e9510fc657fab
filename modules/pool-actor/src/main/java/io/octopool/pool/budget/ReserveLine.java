package io.octopool.pool.budget;

import io.octopool.pool.budget.PublicBudget.Reserve;
import io.octopool.pool.budget.PublicBudget.ReserveReply;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Those who wait until their budget owner is less busy, in order. Whoever has no patience left is told that it is busy. Not
 * thread-safe: the entity owns it.
 */
final class ReserveLine {

    /** More than can be served within anybody's patience. */
    private static final int LONGEST = 1_000;

    private record Waiting(Reserve reserve, Instant askedAt, Instant until) {}

    private final PublicBook book;
    private List<Waiting> waiting = new ArrayList<>();

    ReserveLine(PublicBook book) {
        this.book = book;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Puts the asker at the end, who asked at that time; {@link #serve} answers it. */
    void join(Reserve reserve, Instant askedAt) {
        Duration patience = waiting.size() < LONGEST ? reserve.patience() : Duration.ZERO;
        waiting.add(new Waiting(reserve, askedAt, askedAt.plus(patience)));
    }

    /** Answers whoever can be answered now. A resource that is busy keeps only those back who wait for it. */
    void serve(Instant now) {
        List<Waiting> left = new ArrayList<>();
        Map<String, ReserveReply.Busy> busy = new HashMap<>();
        for (Waiting next : waiting) {
            String resource = next.reserve().resource();
            ReserveReply.Busy known = busy.get(resource);
            ReserveReply reply = known == null ? reply(next, now) : known;
            if (reply instanceof ReserveReply.Busy still) {
                busy.put(resource, still);
                if (next.until().isAfter(now)) {
                    left.add(next);
                    continue;
                }
            }
            next.reserve().replyTo().tell(reply);
        }
        waiting = left;
    }

    /** Tells everybody who waits that it is busy. */
    void dismiss() {
        waiting.forEach(next -> next.reserve().replyTo().tell(new ReserveReply.Busy(null)));
        waiting = new ArrayList<>();
    }

    private ReserveReply reply(Waiting next, Instant now) {
        Duration left = next.reserve().remaining().minus(Duration.between(next.askedAt(), now));
        return left.isPositive() ? book.reserve(next.reserve().resource(), left, now) : new ReserveReply.Busy(null);
    }
}
