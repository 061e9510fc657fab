package io.octopool.pool.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.pool.budget.Budget;
import io.octopool.pool.events.PoolEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A book that did not crash and the one that its journal gives: both know the same, but for the leases under way and what GitHub
 * has yet to say. They are used up by the comparison.
 */
final class Twins {

    private static final List<String> RESOURCES = List.of("core", "search", "code_search");
    private static final int WHOLE = 100;

    /** What GitHub would say is left of an owner's resource. */
    interface Left {
        Budget of(String owner, String resource, Instant at);
    }

    private final LeaseBook steady;
    private final LeaseBook recovered;
    private final List<Identity> identities;
    private final Random random;

    Twins(LeaseBook steady, LeaseBook recovered, List<Identity> identities, Random random) {
        this.steady = steady;
        this.recovered = recovered;
        this.identities = identities;
        this.random = random;
    }

    void areEqual(Left left, Instant now) {
        assertThat(recovered.facts().identities()).isEqualTo(steady.facts().identities());
        assertThat(recovered.facts().disabled()).isEqualTo(steady.facts().disabled());
        assertThat(recovered.cooldownsInForce(now)).isEqualTo(steady.cooldownsInForce(now));
        RESOURCES.forEach(resource -> grantTheSame(resource, now));
        Instant idle = now.plus(History.LONGEST_CALL);
        steady.tick(idle);
        recovered.tick(idle);
        Instant later = idle.plusMillis(1);
        if (random.nextBoolean()) {
            actTheSame(later);
        } else {
            hearTheSame(left, later);
            actTheSame(later.plusMillis(1));
        }
    }

    /** The recovered one grants nothing that the steady one keeps, and something where that has more than its reserve. */
    private void grantTheSame(String resource, Instant now) {
        Set<String> ending = ending(resource, now);
        List<Standing> before = standings(steady, resource, now);
        List<Standing> after = standings(recovered, resource, now);
        for (int i = 0; i < before.size(); i++) {
            Standing known = before.get(i);
            Standing again = after.get(i);
            assertThat(again.identityId()).isEqualTo(known.identityId());
            if (share(known.identityId()) == WHOLE
                    && !ending.contains(identity(known.identityId()).budgetOwner())) {
                long free = known.usable() + known.reserved();
                assertThat(again.usable()).as("%s %s", known, again).isLessThanOrEqualTo(Math.max(0, free));
                assertThat(again.usable() > 0).as("%s %s", known, again).isEqualTo(free > 0);
            }
        }
    }

    /** The owners whose window is about to end: the journal may hold an earlier one of the ends that GitHub named. */
    private Set<String> ending(String resource, Instant now) {
        Instant soon = now.plusSeconds(ModelGitHub.WANDERS_BY_SECONDS);
        return steady.view(now).budgets().stream()
                .filter(budget -> budget.resource().equals(resource))
                .filter(budget -> budget.resetAt() != null && budget.resetAt().isBefore(soon))
                .map(BookView.BudgetInUse::owner)
                .collect(Collectors.toSet());
    }

    /** What GitHub says is left makes them equal, whatever they assumed before. */
    private void hearTheSame(Left left, Instant now) {
        for (String resource : RESOURCES) {
            for (Identity identity : identities) {
                CallResult word =
                        new CallResult(200, resource, left.of(identity.budgetOwner(), resource, now), null, null);
                assertThat(cooldowns(recovered, identity, word, now)).isEqualTo(cooldowns(steady, identity, word, now));
            }
            List<Standing> before = standings(steady, resource, now);
            List<Standing> after = standings(recovered, resource, now);
            for (int i = 0; i < before.size(); i++) {
                Standing known = before.get(i);
                Standing again = after.get(i);
                assertThat(again.remaining()).as("%s %s", known, again).isEqualTo(known.remaining());
                assertThat(again.limit()).isEqualTo(known.limit());
                if (share(known.identityId()) == WHOLE) {
                    assertThat(again.usable()).as("%s %s", known, again).isEqualTo(known.usable());
                }
                if (known.verdict() == Verdict.EXHAUSTED && known.until() != null && again.until() != null) {
                    assertThat(Duration.between(known.until(), again.until()).abs())
                            .isLessThanOrEqualTo(Duration.ofSeconds(30));
                }
            }
        }
    }

    /** A refusal is held against both for as long, and the fifth in a row disables the same. */
    private void actTheSame(Instant first) {
        for (int day = 0; day < 6; day++) {
            actTheSameOnce(first.plus(Duration.ofDays(day)));
        }
    }

    private void actTheSameOnce(Instant now) {
        for (Identity identity : identities) {
            CallResult refusal = switch (random.nextInt(6)) {
                case 0, 4, 5 -> new CallResult(401, null, null, null, null);
                case 1 -> CallResult.slowDown(403, Duration.ofSeconds(30));
                case 2 -> new CallResult(403, "core", null, null, null);
                default -> new CallResult(200, "core", null, null, null);
            };
            assertThat(cooldowns(recovered, identity, refusal, now))
                    .isEqualTo(cooldowns(steady, identity, refusal, now));
        }
        assertThat(recovered.cooldownsInForce(now)).isEqualTo(steady.cooldownsInForce(now));
    }

    private static List<PoolEvent> cooldowns(LeaseBook book, Identity identity, CallResult result, Instant now) {
        String resource = result.resource() == null ? "core" : result.resource();
        LeaseTicket ticket = new LeaseTicket(0, identity.id(), identity.budgetOwner(), "GET /7", resource, 1, now);
        return book.settle(ticket, result, now).stream()
                .filter(event -> !(event instanceof PoolEvent.BudgetMarked))
                .toList();
    }

    private static List<Standing> standings(LeaseBook book, String resource, Instant now) {
        return book.survey(
                new LeaseQuery("GET /7", resource, "octo-org", "r", Set.of(), null, 1, History.LONGEST_CALL), now);
    }

    private int share(String identityId) {
        return identity(identityId).share();
    }

    private Identity identity(String id) {
        return identities.stream()
                .filter(identity -> identity.id().equals(id))
                .findFirst()
                .orElseThrow();
    }
}
