package io.octopool.pool.lease;

import static io.octopool.pool.lease.Desks.pat;
import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.pool.events.PoolEvent;
import io.octopool.pool.lease.ModelGitHub.Answer;
import io.octopool.pool.lease.ModelGitHub.Known;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * A long random history of leases, results, clock steps and crashes against a GitHub that counts by itself. A crash loses the book
 * and builds the next from the events that the first one gave out.
 */
class LeaseBookModelTest {

    private static final int STEPS = 100_000;
    private static final int STEPS_BETWEEN_LOOKS = 10;
    private static final LeaseLimits LIMITS = new LeaseLimits(5, 900);
    private static final Duration LONGEST_CALL = Duration.ofSeconds(20);
    private static final List<String> RESOURCES = List.of("core", "core", "core", "core", "search", "code_search");

    private static final Identity[] IDENTITIES = {
        pat("a1", 1, 100, 10, 100),
        pat("a2", 1, 50, 0, 40),
        pat("b", 2, 200, 15, 100),
        Desks.app("app", 3),
        Desks.open("open", 4),
        pat("spare", 5, 0, 0, 100),
    };

    /** A call under way. The answer: null until it reached GitHub, which it does before its time is over, or never. */
    private record Call(
            LeaseTicket ticket,
            Identity identity,
            Instant until,
            int life,
            Known known,
            @Nullable Answer answer) {

        Call answered(Answer said) {
            return new Call(ticket, identity, until, life, known, said);
        }
    }

    private final Random random = new Random(20_260_301);
    private final ModelGitHub github = new ModelGitHub(random, LIMITS.pointsPerMinute());
    private final List<Call> calls = new ArrayList<>();
    private final List<Call> lost = new ArrayList<>();
    private Instant now = Desks.NOW;
    private PoolState journalled = Desks.state(IDENTITIES);
    private LeaseBook book = restarted();
    private int granted;
    private int crashes;
    private int asked;
    private int answered;

    @Test
    void keepsItsPromisesInALongRandomHistory() {
        for (int step = 0; step < STEPS; step++) {
            switch (random.nextInt(1000)) {
                case 0, 4 -> crash();
                case 1, 2 -> now = now.plusSeconds(random.nextInt(900));
                case 3 -> check(IDENTITIES[random.nextInt(IDENTITIES.length)]);
                default -> {
                    if (random.nextInt(100) < 52) {
                        ask();
                    } else {
                        end();
                    }
                    now = now.plusMillis(random.nextInt(250));
                }
            }
            book.tick(now);
            note(book.marks(now));
            if (step % STEPS_BETWEEN_LOOKS == 0) {
                holds();
            }
        }
        assertThat(granted).isGreaterThan(STEPS / 10);
        assertThat(crashes).isGreaterThan(50);
        assertThat(github.refusals()).isPositive();
        everythingEnds();
    }

    private void ask() {
        String owner = random.nextInt(5) == 0 ? "stranger" : "octo-org";
        String resource = RESOURCES.get(random.nextInt(RESOURCES.size()));
        Set<String> excluded = random.nextInt(4) == 0 ? Set.of(any().id()) : Set.of();
        String preferred = random.nextInt(3) == 0 ? any().id() : null;
        LeaseQuery query = new LeaseQuery(
                "GET /" + random.nextInt(20), resource, owner, "r", excluded, preferred, 1, LONGEST_CALL);
        Instant until = now.plus(LONGEST_CALL);
        asked++;
        book.ask(query, now, outcome -> {
            answered++;
            if (outcome instanceof LeaseOutcome.Granted lease) {
                granted(lease, query, until);
            }
        });
    }

    /** Never one that rests, is disabled or excluded, or whose scopes do not reach the repository. */
    private void granted(LeaseOutcome.Granted lease, LeaseQuery query, Instant until) {
        granted++;
        Identity identity = lease.identity();
        assertThat(query.excluded()).doesNotContain(identity.id());
        assertThat(facts(identity.id()).isActive()).isTrue();
        assertThat(identity.scopes().getFirst().owner())
                .isIn("octo-org".equals(query.owner()) ? Set.of("octo-org", "*") : Set.of("*"));
        assertThat(journalled.cooldowns().getOrDefault(identity.id(), List.of()))
                .noneMatch(rest -> rest.end().isAfter(now)
                        && Stream.of("*", "resource:" + query.resource(), query.routeKey())
                                .anyMatch(rest.scope()::equals));
        assertThat(github.wantsRest(identity, now)).isFalse();
        Known known = github.known(identity.budgetOwner(), query.resource());
        calls.add(new Call(lease.ticket(), identity, until, crashes, known, null));
        github.allowed(identity.budgetOwner(), now);
    }

    private void end() {
        if (calls.isEmpty()) {
            return;
        }
        Call call = calls.remove(random.nextInt(calls.size()));
        Answer answer = call.answer();
        if (answer == null) {
            answer = reachGitHub(call);
            if (random.nextInt(4) == 0) { // the answer is on its way
                calls.add(call.answered(answer));
                return;
            }
        }
        if (random.nextInt(200) > 0) {
            LeaseTicket ticket = call.ticket();
            github.heard(call.identity(), answer, ticket.grantedAt(), now);
            note(book.settle(ticket, answer.result(), now));
        } else { // the node that called is gone
            lost.add(call.answered(answer));
        }
    }

    private Answer reachGitHub(Call call) {
        if (!call.until().isAfter(now)) {
            return Answer.uncounted(CallResult.failed(CallResult.Failure.TIMEOUT));
        }
        Answer answer = github.call(call.identity(), call.ticket().resource(), now);
        if (call.life() < crashes) {
            ModelGitHub.orphaned(answer);
        } else {
            ModelGitHub.isWithinBudget(
                    answer, call.known(), reserveOf(call.identity().budgetOwner()));
        }
        return answer;
    }

    private void check(Identity identity) {
        if (facts(identity.id()).isActive()) {
            github.allowed(identity.budgetOwner(), now);
            Answer answer = github.call(identity, "core", now);
            ModelGitHub.orphaned(answer); // it was made without asking the book
            CallResult result = answer.result();
            github.heard(identity, answer, now, now);
            note(book.settle(book.openForCheck(identity, result, now, now), result, now));
        } else {
            PoolEvent enabled = new PoolEvent.IdentityEnabled("p", identity.id(), Desks.ANNE, now);
            note(List.of(enabled));
            book.learn(journalled);
            book.hear(enabled);
            github.mend(identity.id(), now);
        }
    }

    private void note(List<PoolEvent> events) {
        for (PoolEvent event : events) {
            journalled = journalled.apply(event);
        }
    }

    /** The calls under way go on; their results come to a book that knows no more of them than their tickets say. */
    private void crash() {
        github.crashed(now);
        Stream.concat(calls.stream(), lost.stream())
                .filter(call -> call.life() == crashes && call.until().isAfter(now))
                .map(Call::answer)
                .filter(Objects::nonNull)
                .forEach(ModelGitHub::orphaned);
        lost.clear();
        crashes++;
        book = restarted();
        asked = 0;
        answered = 0;
    }

    private LeaseBook restarted() {
        LeaseBook next = new LeaseBook("p", LIMITS, now);
        next.restore(journalled);
        return next;
    }

    private void holds() {
        calls.removeIf(call -> !call.until().isAfter(now) && random.nextBoolean());
        BookView view = book.view(now);
        assertThat(view.waiting()).isEqualTo(asked - answered);
        assertThat(view.budgets()).allSatisfy(budget -> {
            assertThat(budget.inFlight()).isBetween(0, LIMITS.callsPerOwner());
            assertThat(budget.reserved()).isNotNegative();
        });
        // What is in force is what a book built from the same events holds in force.
        if (random.nextInt(50) == 0) {
            assertThat(restarted().cooldownsInForce(now)).isEqualTo(book.cooldownsInForce(now));
            assertThat(journalled.identities()).isEqualTo(book.facts().identities());
            assertThat(journalled.disabled()).isEqualTo(book.facts().disabled());
        }
    }

    private void everythingEnds() {
        now = now.plus(Duration.ofHours(3));
        book.tick(now);
        BookView view = book.view(now);
        assertThat(view.leases()).isEmpty();
        assertThat(view.waiting()).isZero();
        assertThat(view.budgets()).allSatisfy(budget -> {
            assertThat(budget.reserved()).isZero();
            assertThat(budget.inFlight()).isZero();
        });
    }

    private static int reserveOf(String owner) {
        return Stream.of(IDENTITIES)
                .filter(identity -> identity.budgetOwner().equals(owner))
                .mapToInt(Identity::reserve)
                .max()
                .orElse(0);
    }

    private Identity any() {
        return IDENTITIES[random.nextInt(IDENTITIES.length)];
    }

    private Identity facts(String id) {
        Identity known = book.facts().identities().get(id);
        if (known == null) {
            throw new AssertionError(id);
        }
        return known;
    }
}
