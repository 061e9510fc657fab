package io.octopool.pool.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.pool.Changes;
import io.octopool.pool.EntityTest;
import io.octopool.pool.budget.Budget;
import io.octopool.pool.budget.KnownBudget;
import io.octopool.pool.budget.OwnerCall;
import io.octopool.pool.events.Attribution;
import io.octopool.pool.events.PoolEvent;
import io.octopool.pool.policy.Policy;
import io.octopool.pool.policy.PolicyAmendment;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.junit.jupiter.api.Test;

class PoolTest extends EntityTest {

    private static final Policy POLICY = Policy.initial("Octo-Org, ,other");

    private final List<Changes.Change> changes = new CopyOnWriteArrayList<>();
    private final List<ActorRef<Changes.Change>> elsewhere = new CopyOnWriteArrayList<>();
    private final TestProbe<ChangeReply> changed = kit.createTestProbe(ChangeReply.class);
    private final TestProbe<Pool.LeaseReply> leases = kit.createTestProbe(Pool.LeaseReply.class);
    private final TestProbe<HealthReply> health = kit.createTestProbe(HealthReply.class);
    private final TestProbe<Pool.PolicyReply> policies = kit.createTestProbe(Pool.PolicyReply.class);

    @Test
    void comesIntoBeingWithItsFirstIdentity() {
        ActorRef<Pool.Command> pool = start();
        pool.tell(new Pool.GetHealth(health.getRef()));
        assertThat(health.receiveMessage()).isEqualTo(new HealthReply.NoSuchPool());

        register(pool, identity("a", "pat"));

        pool.tell(new Pool.GetHealth(health.getRef()));
        assertThat(health.receiveMessage()).isEqualTo(new HealthReply.Health(1, 1, 0, false, List.of(), List.of()));
        pool.tell(new Pool.GetPolicy(policies.getRef()));
        assertThat(policies.receiveMessage()).isEqualTo(new Pool.PolicyReply.Found(POLICY, false));
        assertThat(POLICY.allowedOwners()).containsExactly("octo-org", "other");
    }

    @Test
    void leasesAnIdentityAsSoonAsItsRegistrationIsAcknowledged() {
        ActorRef<Pool.Command> pool = start();
        register(pool, identity("a", "pat"));
        assertThat(lease(pool, "GET /x")).isInstanceOf(Pool.LeaseReply.Leased.class);
    }

    @Test
    void refusesAnIdOfAnotherKind() {
        ActorRef<Pool.Command> pool = start();
        register(pool, identity("a", "pat"));
        assertThat(register(pool, identity("a", "github_app"))).isEqualTo(new ChangeReply.KindConflict());
    }

    @Test
    void remembersIdentitiesAndCooldownsWhenItIsStartedAgain() {
        ActorRef<Pool.Command> pool = start();
        register(pool, identity("a", "pat"));
        Pool.LeaseReply.Leased leased = (Pool.LeaseReply.Leased) lease(pool, "GET /x");
        pool.tell(new Pool.RecordResult(leased.ticket(), new CallResult(401, null, null, null, null)));
        assertThat(lease(pool, "GET /y")).isInstanceOf(Pool.LeaseReply.CoolingDown.class);
        // The journal handles the note before this registration, whose answer shows that both are written.
        register(pool, identity("b", "pat"));
        kit.stop(pool, Duration.ofSeconds(5));

        ActorRef<Pool.Command> again = start();
        assertThat(((Pool.LeaseReply.Leased) lease(again, "GET /y")).identity().id())
                .isEqualTo("b");
    }

    @Test
    void replacesItsPolicyAndSaysSoToEveryNode() {
        ActorRef<Pool.Command> pool = start();
        Policy other = new Policy(List.of("octo-org"), false, true, false);
        PoolChange set =
                new PoolChange.AmendPolicy(POLICY, new PolicyAmendment(List.of("octo-org"), false, true, false));
        register(pool, identity("a", "pat"));
        assertThat(change(pool, set)).isEqualTo(new ChangeReply.Done(true, false, other, null, null));
        pool.tell(new Pool.GetPolicy(policies.getRef()));
        assertThat(policies.receiveMessage()).isEqualTo(new Pool.PolicyReply.Found(other, false));
        assertThat(changes).hasSize(2).containsOnly(new Changes.PoolChanged("p"));
        assertThat(change(pool, set)).isEqualTo(new ChangeReply.Done(false, false, other, null, null));
        assertThat(changes).hasSize(2);
        kit.stop(pool, Duration.ofSeconds(5));

        start().tell(new Pool.GetPolicy(policies.getRef()));
        assertThat(policies.receiveMessage()).isEqualTo(new Pool.PolicyReply.Found(other, false));
    }

    @Test
    void writesNothingInADryRunAndSaysWhatWouldBe() {
        ActorRef<Pool.Command> pool = start();
        Identity first = identity("a", "pat");
        pool.tell(new Pool.Change(
                new PoolChange.Register(POLICY, first), new Attribution("anne", null), true, changed.getRef()));
        assertThat(changed.receiveMessage()).isEqualTo(new ChangeReply.Done(true, true, POLICY, first, null));
        pool.tell(new Pool.GetPolicy(policies.getRef()));
        assertThat(policies.receiveMessage()).isEqualTo(new Pool.PolicyReply.NoSuchPool());
        assertThat(changes).isEmpty();
    }

    @Test
    void leasesAnIdentityAgainAtOnceWhenItIsEnabledAfterItsTokenWasRefused() {
        ActorRef<Pool.Command> pool = start();
        register(pool, identity("a", "pat"));
        Pool.LeaseReply.Leased leased = (Pool.LeaseReply.Leased) lease(pool, "GET /x");
        pool.tell(new Pool.RecordResult(leased.ticket(), new CallResult(401, null, null, null, null)));
        assertThat(lease(pool, "GET /x")).isInstanceOf(Pool.LeaseReply.CoolingDown.class);
        change(pool, new PoolChange.Disable("a"));
        assertThat(lease(pool, "GET /x")).isEqualTo(new Pool.LeaseReply.NoIdentity(true));
        change(pool, new PoolChange.Enable("a"));
        assertThat(lease(pool, "GET /x")).isInstanceOf(Pool.LeaseReply.Leased.class);
    }

    @Test
    void leasesNothingWhileItIsSwitchedOff() {
        ActorRef<Pool.Command> pool = start();
        register(pool, identity("a", "pat"));
        change(pool, new PoolChange.SwitchOff());
        pool.tell(new Pool.GetPolicy(policies.getRef()));
        assertThat(policies.receiveMessage()).isEqualTo(new Pool.PolicyReply.Found(POLICY, true));
        pool.tell(new Pool.GetHealth(health.getRef()));
        assertThat(((HealthReply.Health) health.receiveMessage()).switchedOff()).isTrue();
        assertThat(lease(pool, "GET /x")).isInstanceOf(Pool.LeaseReply.NoIdentity.class);
        change(pool, new PoolChange.SwitchOn());
        assertThat(lease(pool, "GET /x")).isInstanceOf(Pool.LeaseReply.Leased.class);
    }

    @Test
    void showsCooldownsAndBudgetsInForce() {
        ActorRef<Pool.Command> pool = start();
        register(pool, identity("a", "pat"));
        Pool.LeaseReply.Leased leased = (Pool.LeaseReply.Leased) lease(pool, "GET /x");
        Budget left = new Budget(5000, 4321, clock.instant().plusSeconds(900));
        pool.tell(new Pool.RecordResult(leased.ticket(), new CallResult(403, "core", left, null, null, true, false)));
        pool.tell(new Pool.GetHealth(health.getRef()));
        assertThat(health.receiveMessage())
                .isEqualTo(new HealthReply.Health(
                        1,
                        1,
                        1,
                        false,
                        List.of(new CooldownInForce(
                                "a", "*", "secondary_limit", clock.instant().plusSeconds(60))),
                        List.of(new KnownBudget("user:97", "core", left))));
    }

    @Test
    void letsALeaseWaitUntilAnotherEndsOrItsTimeIsNearlyOver() {
        ActorRef<Pool.Command> pool = start();
        register(pool, identity("a", "pat"));
        Pool.LeaseReply.Leased first = (Pool.LeaseReply.Leased) lease(pool, "GET /x");
        TestProbe<Pool.LeaseReply> second = kit.createTestProbe(Pool.LeaseReply.class);
        TestProbe<Pool.LeaseReply> third = kit.createTestProbe(Pool.LeaseReply.class);
        pool.tell(new Pool.LeaseIdentity(query("GET /y"), second.getRef()));
        pool.tell(new Pool.LeaseIdentity(query("GET /z"), third.getRef()));
        pool.tell(new Pool.RecordResult(first.ticket(), CallResult.failed(CallResult.Failure.TIMEOUT)));
        assertThat(second.receiveMessage()).isInstanceOf(Pool.LeaseReply.Leased.class);
        clock.turn(Duration.ofMillis(19_600));
        assertThat(third.receiveMessage()).isEqualTo(new Pool.LeaseReply.Saturated(null));
    }

    /** The first reading of the journal fails, so that the clock can be turned before the pool knows anything. */
    @Test
    void countsTheTimeThatItTookToLearnItsFacts() throws InterruptedException {
        ActorRef<Pool.Command> before = start();
        register(before, identity("a", "pat"));
        kit.stop(before, Duration.ofSeconds(5));
        PersistenceTestKit journal = PersistenceTestKit.create(kit.system());
        journal.failNextRead("Pool|p");
        CountDownLatch twoAsked = new CountDownLatch(3); // the clock is read once at the start, and once for each
        ActorRef<Pool.Command> pool =
                kit.spawn(Pool.create("p", new LeaseLimits(20, 900), changes::add, elsewhere::add, () -> {
                    twoAsked.countDown();
                    return clock.instant();
                }));
        TestProbe<Pool.LeaseReply> brief = kit.createTestProbe(Pool.LeaseReply.class);
        pool.tell(new Pool.LeaseIdentity(query("GET /x").withRemaining(Duration.ofSeconds(5)), brief.getRef()));
        pool.tell(new Pool.LeaseIdentity(query("GET /y"), leases.getRef()));
        twoAsked.await();
        clock.turn(Duration.ofSeconds(6));
        assertThat(brief.receiveMessage()).isEqualTo(new Pool.LeaseReply.Saturated(null));
        assertThat(leases.receiveMessage()).isInstanceOf(Pool.LeaseReply.Leased.class);
    }

    private Pool.LeaseReply lease(ActorRef<Pool.Command> pool, String routeKey) {
        pool.tell(new Pool.LeaseIdentity(query(routeKey), leases.getRef()));
        return leases.receiveMessage();
    }

    @Test
    void tellsTheJournalAgainWhatAFailedWriteLost() {
        ActorRef<Pool.Command> pool = start();
        register(pool, identity("a", "pat"));
        Pool.LeaseReply.Leased leased = (Pool.LeaseReply.Leased) lease(pool, "GET /x");
        PersistenceTestKit journal = PersistenceTestKit.create(kit.system());
        journal.failNextPersisted("Pool|p");
        pool.tell(new Pool.RecordResult(leased.ticket(), new CallResult(401, null, null, null, null)));
        leases.awaitAssert(() ->
                assertThat(journal.persistedInStorage("Pool|p")).last().isInstanceOf(PoolEvent.CooldownStarted.class));
    }

    @Test
    void writesAllThatItKnowsBeforeItStops() {
        ActorRef<Pool.Command> pool = start();
        register(pool, identity("a", "pat"));
        Pool.LeaseReply.Leased leased = (Pool.LeaseReply.Leased) lease(pool, "GET /x");
        pool.tell(new Pool.RecordResult(leased.ticket(), new CallResult(401, null, null, null, null)));
        pool.tell(new Pool.Stop());
        leases.expectTerminated(pool, Duration.ofSeconds(10));
        assertThat(PersistenceTestKit.create(kit.system()).persistedInStorage("Pool|p"))
                .last()
                .isInstanceOf(PoolEvent.CooldownStarted.class);
    }

    @Test
    void leavesNobodyWaitingWhenItStops() {
        ActorRef<Pool.Command> pool = start();
        register(pool, identity("a", "pat"));
        lease(pool, "GET /x"); // asks what is left: until it ends, others wait
        pool.tell(new Pool.LeaseIdentity(query("GET /y"), leases.getRef()));
        pool.tell(new Pool.Stop());
        assertThat(leases.receiveMessage()).isInstanceOf(Pool.LeaseReply.Saturated.class);
    }

    @Test
    void heedsWhatOthersHearOfItsOwnersAndTellsThemOfItsOwnCalls() {
        ActorRef<Pool.Command> pool = start();
        register(pool, identity("a", "pat"));
        Pool.LeaseReply.Leased leased = (Pool.LeaseReply.Leased) lease(pool, "GET /x");
        CallResult fine = new CallResult(200, null, null, null, null);
        pool.tell(new Pool.RecordResult(leased.ticket(), fine));
        leases.awaitAssert(() -> assertThat(changes)
                .contains(
                        new Changes.OwnerCalled("Pool|p", new OwnerCall("user:97", "core", 1, clock.instant(), fine))));
        CallResult slowDown = CallResult.slowDown(403, null);
        OwnerCall elsewhere = new OwnerCall("user:97", "core", 1, clock.instant(), slowDown);
        this.elsewhere.forEach(
                subscriber -> subscriber.tell(new Changes.OwnerCalled("PublicBudget|user:97", elsewhere)));
        leases.awaitAssert(() -> assertThat(lease(pool, "GET /y"))
                .isEqualTo(new Pool.LeaseReply.CoolingDown(clock.instant().plusSeconds(60))));
    }

    private ChangeReply register(ActorRef<Pool.Command> pool, Identity identity) {
        return change(pool, new PoolChange.Register(POLICY, identity));
    }

    private ChangeReply change(ActorRef<Pool.Command> pool, PoolChange wanted) {
        pool.tell(new Pool.Change(wanted, new Attribution("anne", "because"), false, changed.getRef()));
        return changed.receiveMessage();
    }

    private ActorRef<Pool.Command> start() {
        return kit.spawn(Pool.create("p", new LeaseLimits(20, 900), changes::add, elsewhere::add, clock));
    }

    private static Identity identity(String id, String kind) {
        return new Identity(
                id,
                kind,
                "bob",
                id.charAt(0),
                "REF",
                null,
                null,
                100,
                10,
                100,
                "active",
                List.of(new IdentityScope("octo-org", null, false)));
    }

    private static LeaseQuery query(String routeKey) {
        return new LeaseQuery(routeKey, "core", "octo-org", "r", Set.of(), null, 1, Duration.ofSeconds(20));
    }
}
