package io.octopool.pool.lease;

import static io.octopool.pool.lease.Desks.NOW;
import static io.octopool.pool.lease.Desks.app;
import static io.octopool.pool.lease.Desks.book;
import static io.octopool.pool.lease.Desks.heard;
import static io.octopool.pool.lease.Desks.left;
import static io.octopool.pool.lease.Desks.pat;
import static io.octopool.pool.lease.Desks.query;
import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.pool.budget.BudgetKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeaseQueueTest {

    private final Map<String, LeaseOutcome> answers = new LinkedHashMap<>();

    @Test
    void servesThoseWhoWaitInOrderAsCallsEnd() {
        LeaseBook book = book(new LeaseLimits(1, 0), pat("a", 1));
        List.of("1", "2", "3").forEach(name -> ask(book, name, "core", NOW));
        assertThat(answers).containsOnlyKeys("1");
        assertThat(book.view(NOW).waiting()).isEqualTo(2);
        end(book, "1", left(4000));
        assertThat(answers).containsOnlyKeys("1", "2");
        end(book, "2", left(3999));
        assertThat(answers.values()).hasSize(3).allMatch(LeaseOutcome.Granted.class::isInstance);
        assertThat(book.isAwaited()).isFalse();
    }

    @Test
    void letsThoseWhoWaitForSomebodyElseNotHoldUpOthers() {
        LeaseBook book = book(new LeaseLimits(1, 0), pat("a", 1), app("b", 2));
        heard(book, 4000, "a", "b");
        ask(book, "1", "core", NOW);
        ask(book, "2", "core", NOW);
        assertThat(answers).hasSize(2);
        askWithout(book, "onlyA", "b");
        askWithout(book, "onlyB", "a");
        end(book, "1", left(4000)); // that of b, the App
        assertThat(answers).containsOnlyKeys("1", "2", "onlyB");
    }

    @Test
    void servesNobodyBeforeThoseWhoCameEarlier() {
        LeaseBook book = book(new LeaseLimits(100, 900), pat("a", 1));
        heard(book, 4000, "a");
        IntStream.range(0, 254).forEach(i -> {
            ask(book, "burst", "core", NOW);
            end(book, "burst", left(4000));
        });
        ask(book, "early", "core", NOW);
        assertThat(answers).doesNotContainKey("early");
        ask(book, "late", "core", NOW.plusMillis(100)); // one more point by then
        assertThat(answers).containsKey("early").doesNotContainKey("late");
        book.tick(NOW.plusMillis(200));
        assertThat(answers).containsKey("late");
    }

    @Test
    void tellsThoseWhoWaitInVainAMomentBeforeTheirTimeIsOver() {
        LeaseBook book = book(new LeaseLimits(1, 0), pat("a", 1));
        ask(book, "1", "core", NOW);
        ask(book, "2", "core", NOW.plusSeconds(1));
        Instant end = NOW.plusSeconds(1).plus(Desks.WHILE).minus(LeaseQueue.GRACE);
        book.tick(NOW.plusSeconds(19));
        assertThat(answers).containsOnlyKeys("1");
        // The lease of the first expires before; whoever waited has it for the rest of the time it asked with.
        book.tick(NOW.plus(Desks.WHILE));
        assertThat(answers).containsKey("2");
        assertThat(book.view(NOW).leases())
                .first()
                .satisfies(lease ->
                        assertThat(lease.until()).isEqualTo(NOW.plusSeconds(1).plus(Desks.WHILE)));
        ask(book, "3", "core", NOW.plus(Desks.WHILE));
        book.tick(end.plusSeconds(18));
        assertThat(answers.get("3")).isInstanceOf(LeaseOutcome.Granted.class);
    }

    @Test
    void givesUpAWaiterThatNobodyServed() {
        LeaseBook book = book(new LeaseLimits(1, 0), pat("a", 1));
        book.ask(query("GET /long").withRemaining(Duration.ofSeconds(60)), NOW, _ -> {});
        ask(book, "1", "core", NOW);
        book.tick(NOW.plus(Desks.WHILE).minus(LeaseQueue.GRACE));
        assertThat(answers.get("1")).isEqualTo(new LeaseOutcome.Busy(Set.of("user:1"), null));
        assertThat(book.isAwaited()).isFalse();
    }

    @Test
    void answersAtOnceWhereWaitingIsInVain() {
        LeaseBook book = book(new LeaseLimits(1, 0), pat("a", 1));
        ask(book, "1", "core", NOW);
        book.ask(query("GET /x").withRemaining(LeaseQueue.GRACE), NOW, outcome -> answers.put("short", outcome));
        assertThat(answers.get("short")).isInstanceOf(LeaseOutcome.Busy.class);
        book.learn(Desks.state());
        ask(book, "2", "core", NOW);
        assertThat(answers.get("2")).isEqualTo(new LeaseOutcome.None());
    }

    @Test
    void tellsThoseWhoWaitWhenNobodyCanServeThemAnyMore() {
        LeaseBook book = book(new LeaseLimits(1, 0), pat("a", 1));
        ask(book, "1", "core", NOW);
        ask(book, "2", "core", NOW);
        end(book, "1", CallResult.slowDown(403, null));
        book.tick(NOW);
        assertThat(answers.get("2")).isEqualTo(new LeaseOutcome.Resting(NOW.plusSeconds(60)));
    }

    /** Two hundred reads at once, each of which takes a fifth of a second. */
    @Test
    void letsNobodyOfTwoHundredWaitForLong() {
        LeaseBook book = book(Desks.LIMITS, pat("a", 1));
        IntStream.range(0, 200).forEach(i -> ask(book, "read" + i, "core", NOW));
        Map<String, Instant> endsAt = new HashMap<>();
        Instant now = NOW;
        while (book.isAwaited()) {
            Instant current = now;
            for (String name : List.copyOf(answers.keySet())) {
                Instant end = endsAt.computeIfAbsent(name, _ -> current.plusMillis(200));
                if (end.equals(current)) {
                    end(book, name, left(4000), current);
                }
            }
            book.tick(current);
            now = now.plusMillis(100);
        }
        assertThat(answers)
                .hasSize(200)
                .allSatisfy((_, answer) -> assertThat(answer).isInstanceOf(LeaseOutcome.Granted.class));
        assertThat(Duration.between(NOW, now)).isLessThan(Duration.ofSeconds(5));
    }

    /** Decides by the route key, and gives what is not set an identity. */
    private static final class ScriptedDesk implements LeaseQueue.Desk {
        private final Map<String, LeaseOutcome> outcomes = new HashMap<>();
        private final List<String> looks = new ArrayList<>();
        private boolean free;

        @Override
        public LeaseOutcome lease(LeaseQuery query, Instant now) {
            looks.add(query.routeKey());
            return outcomes.getOrDefault(query.routeKey(), SERVED);
        }

        @Override
        public boolean hasRoom(BudgetKey budget, Instant now) {
            return free;
        }

        void busy(String routeKey, String... owners) {
            outcomes.put(routeKey, new LeaseOutcome.Busy(Set.of(owners), null));
        }
    }

    private static final LeaseOutcome SERVED = new LeaseOutcome.Resting(null);

    @Test
    void answersEachOnceWhenOneMovesToALineBeforeThoseWhoStandThere() {
        ScriptedDesk desk = new ScriptedDesk();
        LeaseQueue queue = new LeaseQueue(desk);
        List<String> answered = new ArrayList<>();
        desk.busy("1", "x", "y");
        desk.busy("2", "x");
        desk.busy("3", "x");
        List.of("1", "2", "3").forEach(name -> queue.ask(query(name), NOW, _ -> answered.add(name)));
        desk.busy("1", "x");
        desk.outcomes.remove("2");
        desk.free = true;
        queue.freed("x", NOW);
        assertThat(answered).containsExactly("2");
        assertThat(queue.size()).isEqualTo(2);
        desk.outcomes.clear();
        queue.freed("x", NOW);
        queue.tick(NOW);
        assertThat(answered).containsExactly("2", "1", "3");
        assertThat(queue.size()).isZero();
        queue.tick(NOW.plus(Desks.WHILE));
        assertThat(answered).hasSize(3);
    }

    @Test
    void looksOnceAtWhoeverWaitsForSeveralFreeOwners() {
        ScriptedDesk desk = new ScriptedDesk();
        LeaseQueue queue = new LeaseQueue(desk);
        desk.busy("1", "x", "y", "z");
        queue.ask(query("1"), NOW, _ -> {});
        desk.looks.clear();
        queue.ask(query("2"), NOW, _ -> {});
        assertThat(desk.looks).containsExactly("2");
        desk.free = true;
        queue.ask(query("3"), NOW, _ -> {});
        assertThat(desk.looks).containsExactly("2", "1", "3");
    }

    @Test
    void goesOnWithTheLinesThatATickDidNotReach() {
        ScriptedDesk desk = new ScriptedDesk();
        LeaseQueue queue = new LeaseQueue(desk);
        List<String> answered = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            String name = "r" + i;
            desk.busy(name, "owner" + i);
            queue.ask(query(name), NOW, _ -> answered.add(name));
        }
        desk.outcomes.remove("r149");
        IntStream.range(0, 3).forEach(_ -> queue.tick(NOW));
        assertThat(answered).containsExactly("r149");
        desk.outcomes.remove("r0");
        queue.tick(NOW);
        assertThat(answered).containsExactly("r149", "r0");
    }

    @Test
    void givesUpThoseWhoseTimeIsOverBeforeItServesAnybody() {
        ScriptedDesk desk = new ScriptedDesk();
        LeaseQueue queue = new LeaseQueue(desk);
        List<LeaseOutcome> answers = new ArrayList<>();
        desk.busy("1", "x");
        queue.ask(query("1"), NOW, answers::add);
        desk.outcomes.clear();
        desk.free = true;
        queue.freed("x", NOW.plus(Desks.WHILE));
        assertThat(answers).containsExactly(new LeaseOutcome.Busy(Set.of("x"), null));
    }

    @Test
    void knowsThatNobodyHasRoomWhileFirstWordsAreAwaited() {
        LeaseBook book = book(new LeaseLimits(20, 0), pat("a", 1));
        ask(book, "1", "core", NOW);
        ask(book, "2", "core", NOW);
        ask(book, "3", "search", NOW);
        assertThat(answers).containsOnlyKeys("1", "3");
        end(book, "1", left(4000));
        assertThat(answers).containsOnlyKeys("1", "2", "3");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 20})
    void costsLittleForManyIdentitiesAndManyWhoWait(int cap) {
        Identity[] hundred =
                IntStream.range(0, 100).mapToObj(i -> pat("i" + i, i + 1)).toArray(Identity[]::new);
        LeaseBook book = book(new LeaseLimits(cap, 0), hundred);
        List<LeaseTicket> open = new ArrayList<>();
        int asked = 100 + LeaseQueue.CAPACITY + 1;
        for (int i = 0; i < asked; i++) {
            book.ask(query("GET /" + i), NOW, outcome -> {
                if (outcome instanceof LeaseOutcome.Granted granted) {
                    open.add(granted.ticket());
                } else {
                    answers.put("refused", outcome);
                }
            });
        }
        assertThat(answers.get("refused")).isInstanceOf(LeaseOutcome.Busy.class);
        for (int i = 0; i < open.size(); i++) {
            book.settle(open.get(i), left(4000), NOW);
        }
        assertThat(open).hasSize(asked - 1);
    }

    private void ask(LeaseBook book, String name, String resource, Instant now) {
        book.ask(query("GET /" + name, resource), now, outcome -> answers.put(name, outcome));
    }

    private void askWithout(LeaseBook book, String name, String excluded) {
        LeaseQuery query =
                new LeaseQuery("GET /" + name, "core", "octo-org", "r", Set.of(excluded), null, 1, Desks.WHILE);
        book.ask(query, NOW, outcome -> answers.put(name, outcome));
    }

    private void end(LeaseBook book, String name, CallResult result) {
        end(book, name, result, NOW);
    }

    private void end(LeaseBook book, String name, CallResult result, Instant now) {
        LeaseOutcome.Granted granted = (LeaseOutcome.Granted) Objects.requireNonNull(answers.get(name), "not answered");
        book.settle(granted.ticket(), result, now);
    }
}
