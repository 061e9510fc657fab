package io.octopool.pool.lease;

import static io.octopool.pool.lease.Desks.pat;
import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.pool.budget.Budget;
import io.octopool.pool.budget.OwnerCall;
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

/**
 * A long random history of leases, results, clock steps and crashes against a GitHub that counts by itself. A crash loses the book
 * and builds the next from the events that the first one gave out.
 */
final class History {

    /** What happens more often than elsewhere. */
    enum Bias {
        NONE,
        /** Crashes next to where an owner's reserve begins. */
        CRASHES_AT_RESERVES,
        /** The server's clock is set back, by up to ten minutes. */
        CLOCK_SET_BACK
    }

    private static final int FORGOTTEN = -1;
    private static final int STEPS_BETWEEN_LOOKS = 10;
    private static final LeaseLimits LIMITS = new LeaseLimits(5, 900);
    static final Duration LONGEST_CALL = Duration.ofSeconds(20);
    private static final List<String> RESOURCES = List.of("core", "core", "core", "core", "search", "code_search");
    private static final List<Integer> RESERVES = List.of(0, 10, 15, 40);

    private static final List<Identity> IDENTITIES = List.of(
            pat("a1", 1, 100, 10, 100),
            pat("a2", 1, 50, 0, 40),
            pat("b", 2, 200, 15, 100),
            Desks.app("app", 3),
            Desks.open("open", 4),
            pat("spare", 5, 0, 0, 100));

    /** A call under way. The answer: null until it reached GitHub, which it does before its time is over, or never. */
    private record Call(
            LeaseTicket ticket,
            Identity identity,
            Instant until,
            int life,
            Known known,
            @Nullable Answer answer) {

        /** The same where the owner's reserve is another: calls that are allowed then may come first to what was its reserve. */
        Call leaving(int reserve) {
            Known lower = new Known(known.window(), known.counted(), Math.min(known.reserve(), reserve));
            return new Call(ticket, identity, until, life, lower, answer);
        }

        Call forgotten() {
            return new Call(ticket, identity, until, FORGOTTEN, known, answer);
        }

        Call answered(Answer said) {
            return new Call(ticket, identity, until, life, known, said);
        }
    }

    private final Bias bias;
    private final Random random;
    private final ModelGitHub github;
    private final List<Call> calls = new ArrayList<>();
    private final List<Call> lost = new ArrayList<>();
    private Instant now = Desks.NOW;
    private Duration slow = Duration.ZERO;
    private PoolState journalled = Desks.state(IDENTITIES.toArray(Identity[]::new));
    private LeaseBook book = restarted();
    private int granted;
    private int crashes;
    private int disabled;
    private int asked;
    private int answered;

    History(long seed, Bias bias) {
        this.bias = bias;
        this.random = new Random(seed);
        this.github = new ModelGitHub(random, LIMITS.pointsPerMinute());
    }

    void run(int steps) {
        for (int step = 0; step < steps; step++) {
            switch (random.nextInt(1000)) {
                case 0, 4 -> crash();
                case 1, 2 -> now = now.plusSeconds(random.nextInt(900));
                case 3, 8, 9 -> check(any());
                case 5 -> callElsewhere(any());
                case 6 -> changeReserve(any());
                case 7 -> setBack();
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
        assertThat(granted).isGreaterThan(steps / 20);
        assertThat(crashes).isGreaterThan(steps / 2000);
        assertThat(github.refusals()).isPositive();
        assertThat(disabled).isPositive();
        everythingEnds();
    }

    /** The time by GitHub's clock. */
    private Instant truly() {
        return now.plus(slow);
    }

    private void setBack() {
        if (bias == Bias.CLOCK_SET_BACK && random.nextInt(10) == 0) {
            Duration by = Duration.ofSeconds(random.nextInt(600));
            now = now.minus(by);
            slow = slow.plus(by);
            forgetCallsUnderWay();
        }
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
        if (bias != Bias.CLOCK_SET_BACK) { // by which rests that are over seem to go on
            assertThat(Stream.of(identity.id(), identity.budgetOwner())
                            .flatMap(holder -> journalled.cooldowns().getOrDefault(holder, List.of()).stream()))
                    .noneMatch(rest -> rest.end().isAfter(now)
                            && Stream.of("*", "resource:" + query.resource(), query.routeKey())
                                    .anyMatch(rest.scope()::equals));
        }
        assertThat(github.wantsRest(identity, truly())).isFalse();
        String owner = identity.budgetOwner();
        Known known = github.known(owner, query.resource(), reserveOf(owner));
        calls.add(new Call(lease.ticket(), identity, until, crashes, known, null));
        github.allowed(owner, truly());
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
            hear(call, answer);
        } else { // the node that called is gone
            lost.add(call.answered(answer));
        }
        if (bias == Bias.CRASHES_AT_RESERVES
                && ModelGitHub.isAtItsReserve(answer, reserveOf(call.identity().budgetOwner()))
                && random.nextInt(4) == 0) {
            crash();
        }
    }

    private void hear(Call call, Answer answer) {
        LeaseTicket ticket = call.ticket();
        heard(
                call.identity(),
                answer,
                call.life() == crashes,
                ticket.asOf(now).grantedAt().plus(slow));
        note(book.settle(ticket, byThisClock(answer.result()), now));
    }

    /** What a credential is refused for, before or after it was mended, nobody knows where the clock was set back. */
    private void heard(Identity identity, Answer answer, boolean asked, Instant sentAt) {
        if (bias != Bias.CLOCK_SET_BACK || answer.result().status() != 401) {
            github.heard(identity, answer, asked, sentAt, truly());
        }
    }

    private Answer reachGitHub(Call call) {
        if (!call.until().isAfter(now)) {
            return Answer.uncounted(CallResult.failed(CallResult.Failure.TIMEOUT));
        }
        Answer answer = github.call(call.identity(), call.ticket().resource(), truly());
        if (call.life() < crashes) {
            ModelGitHub.unplanned(answer);
        }
        ModelGitHub.isWithinBudget(answer, call.known());
        return answer;
    }

    /** The relay translates times by GitHub's clock. */
    private CallResult byThisClock(CallResult result) {
        Budget said = result.budget();
        return said == null
                ? result
                : new CallResult(
                        result.status(),
                        result.resource(),
                        new Budget(
                                said.limit(), said.remaining(), said.resetAt().minus(slow)),
                        result.retryAfter(),
                        result.failure(),
                        result.secondaryLimit(),
                        result.ssoRequired(),
                        result.calls());
    }

    private Answer callUnasked(Identity identity, String resource) {
        github.allowed(identity.budgetOwner(), truly());
        Answer answer = github.call(identity, resource, truly());
        ModelGitHub.unplanned(answer);
        heard(identity, answer, true, truly());
        return answer;
    }

    private void check(Identity identity) {
        if (facts(identity.id()).isActive()) {
            CallResult result = byThisClock(callUnasked(identity, "core").result());
            note(book.settle(book.openForCheck(facts(identity.id()), result, now, now), result, now));
        } else {
            decide(new PoolEvent.IdentityEnabled("p", identity.id(), Desks.ANNE, now), identity.id());
            github.accept(identity.id());
        }
    }

    /** Another pool calls at the owner's expense. A credential of its own is none of this one's concern. */
    private void callElsewhere(Identity identity) {
        String resource = RESOURCES.get(random.nextInt(RESOURCES.size()));
        Identity theirs = Desks.like(identity, "theirs", 0);
        CallResult result = byThisClock(callUnasked(theirs, resource).result());
        if (!result.isUnsent()) {
            note(book.overhear(new OwnerCall(identity.budgetOwner(), resource, result.calls(), now, result), now));
        }
    }

    /** Somebody registers the identity once more, perhaps after removing it. */
    private void changeReserve(Identity identity) {
        Identity changed =
                Desks.like(facts(identity.id()), identity.id(), RESERVES.get(random.nextInt(RESERVES.size())));
        if (random.nextBoolean()) {
            decide(new PoolEvent.IdentityRemoved("p", identity.id(), Desks.ANNE, now), identity.id());
        }
        decide(new PoolEvent.IdentityRegistered("p", changed, false, Desks.ANNE, now), identity.id());
        String owner = changed.budgetOwner();
        calls.replaceAll(call -> call.identity().budgetOwner().equals(owner) ? call.leaving(reserveOf(owner)) : call);
    }

    private void decide(PoolEvent event, String identityId) {
        note(List.of(event));
        book.learn(journalled, List.of(event));
        github.mend(identityId, truly());
    }

    private void note(List<PoolEvent> events) {
        for (PoolEvent event : events) {
            journalled = journalled.apply(event);
            disabled += event instanceof PoolEvent.IdentityDisabled ? 1 : 0;
        }
    }

    /** Nobody answers for the calls under way: nothing is known of them, or not when they were made. */
    private void forgetCallsUnderWay() {
        Stream.concat(calls.stream(), lost.stream())
                .filter(call -> call.life() == crashes && call.until().isAfter(now))
                .map(Call::answer)
                .filter(Objects::nonNull)
                .forEach(ModelGitHub::unplanned);
        calls.replaceAll(Call::forgotten);
    }

    /** The calls under way go on; their results come to a book that knows no more of them than their tickets say. */
    private void crash() {
        github.crashed(truly());
        forgetCallsUnderWay();
        lost.clear();
        crashes++;
        LeaseBook before = book;
        book = restarted();
        if (bias != Bias.CLOCK_SET_BACK) {
            new Twins(before, restarted(), IDENTITIES, random).areEqual(this::left, now);
        }
        asked = 0;
        answered = 0;
    }

    private Budget left(String owner, String resource, Instant at) {
        Budget left = github.left(owner, resource, at.plus(slow));
        return new Budget(left.limit(), left.remaining(), left.resetAt().minus(slow));
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
        if (bias != Bias.CLOCK_SET_BACK && random.nextInt(20) == 0) {
            RESOURCES.forEach(this::servesWhomGitHubWouldServe);
        }
    }

    /** Nobody is kept back of whose budget much more is left than the marks tell apart. */
    private void servesWhomGitHubWouldServe(String resource) {
        LeaseQuery query = new LeaseQuery("GET /7", resource, "octo-org", "r", Set.of(), null, 1, LONGEST_CALL);
        for (Standing standing : book.survey(query, now)) {
            Identity identity = facts(standing.identityId());
            Budget left = left(identity.budgetOwner(), resource, now);
            long kept = left.limit() * reserveOf(identity.budgetOwner()) / 100;
            boolean isPlenty = left.remaining() - kept > (left.limit() - kept) * 2 / 3 + LIMITS.callsPerOwner();
            Instant until = standing.until();
            boolean isEnding = until != null && until.isBefore(now.plusSeconds(ModelGitHub.WANDERS_BY_SECONDS));
            if (isPlenty && !isEnding && identity.share() == Identity.FULL_SHARE) {
                assertThat(standing.verdict()).as("%s %s", standing, left).isNotEqualTo(Verdict.EXHAUSTED);
            }
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

    private int reserveOf(String owner) {
        return book.facts().identities().values().stream()
                .filter(identity -> identity.budgetOwner().equals(owner))
                .mapToInt(Identity::reserve)
                .max()
                .orElse(0);
    }

    private Identity any() {
        return IDENTITIES.get(random.nextInt(IDENTITIES.size()));
    }

    private Identity facts(String id) {
        Identity known = book.facts().identities().get(id);
        if (known == null) {
            throw new AssertionError(id);
        }
        return known;
    }
}
