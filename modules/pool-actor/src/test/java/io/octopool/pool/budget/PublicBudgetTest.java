package io.octopool.pool.budget;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.awaitility.Awaitility.await;

import io.octopool.pool.Changes;
import io.octopool.pool.EntityTest;
import io.octopool.pool.budget.PublicBudget.ReserveReply;
import io.octopool.pool.events.PublicBudgetEvent;
import io.octopool.pool.lease.CallResult;
import io.octopool.pool.lease.LeaseLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.testkit.StorageFailure;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.junit.jupiter.api.Test;

class PublicBudgetTest extends EntityTest {

    private static final Duration WHILE = Duration.ofSeconds(20);
    private static final CallResult FINE = new CallResult(200, null, null, null, null);

    private final List<Changes.Change> changes = new CopyOnWriteArrayList<>();
    private final List<ActorRef<Changes.Change>> elsewhere = new CopyOnWriteArrayList<>();

    private final TestProbe<ReserveReply> replies = kit.createTestProbe(ReserveReply.class);
    private final TestProbe<PublicBudget.Status> statuses = kit.createTestProbe(PublicBudget.Status.class);

    @Test
    void remembersExhaustionAndRestsWhenItIsStartedAgain() {
        Instant reset = clock.instant().plusSeconds(1800);
        ActorRef<PublicBudget.Command> budget = start();
        budget.tell(result(budget, new CallResult(200, "core", new Budget(60, 0, reset), null, null)));
        budget.tell(new PublicBudget.RecordResult(0, new CallResult(429, null, null, Duration.ofSeconds(90), null)));
        PublicBudget.Status before = status(budget);
        assertThat(before.budgets()).containsExactly(new KnownBudget("ip:host", "core", new Budget(60, 0, reset)));
        assertThat(Objects.requireNonNull(before.rest()).reason()).isEqualTo("secondary_limit");
        await().untilAsserted(() -> assertThat(journal()).hasSize(2));
        kit.stop(budget, Duration.ofSeconds(5));

        ActorRef<PublicBudget.Command> again = start();
        assertThat(status(again)).isEqualTo(before);
        assertThat(reserve(again))
                .isEqualTo(new ReserveReply.Exhausted(clock.instant().plusSeconds(90)));
        clock.turn(Duration.ofSeconds(90));
        assertThat(reserve(again)).isEqualTo(new ReserveReply.Exhausted(reset));
    }

    @Test
    void writesOnlyWhatWouldMatterAfterARestart() {
        Instant reset = clock.instant().plusSeconds(1800);
        ActorRef<PublicBudget.Command> budget = start();
        for (long remaining = 59; remaining >= 0; remaining--) {
            budget.tell(result(budget, new CallResult(200, "core", new Budget(60, remaining, reset), null, null)));
        }
        stop(budget);
        // One for each mark, or fewer where several were passed while one was written.
        assertThat(journal()).hasSizeBetween(1, 5);
        Budget left = new Budget(60, 0, reset);
        assertThat(journal())
                .last(as(type(PublicBudgetEvent.BudgetNoted.class)))
                .extracting(PublicBudgetEvent.BudgetNoted::budgets)
                .isEqualTo(List.of(new BudgetMark("ip:host", "core", left, 0L)));
    }

    @Test
    void leavesNothingInTheJournalOnceNothingIsInForce() {
        ActorRef<PublicBudget.Command> budget = start();
        budget.tell(new PublicBudget.RecordResult(0, new CallResult(429, null, null, null, null)));
        stop(budget);
        assertThat(journal()).last().isInstanceOf(PublicBudgetEvent.BudgetNoted.class);
        ActorRef<PublicBudget.Command> again = start();
        status(again);
        clock.turn(Duration.ofHours(2));
        stop(again);
        assertThat(journal()).last().isEqualTo(new PublicBudgetEvent.BudgetForgotten("ip:host", clock.instant()));
        stop(start());
        assertThat(journal()).hasSize(2);
    }

    @Test
    void letsThoseWhoWaitHaveTheirTurnInOrder() {
        ActorRef<PublicBudget.Command> budget = start("app:id", new LeaseLimits(1, 0));
        long first = ((ReserveReply.Granted) reserve(budget)).reservationId();
        TestProbe<ReserveReply> patient = kit.createTestProbe(ReserveReply.class);
        TestProbe<ReserveReply> next = kit.createTestProbe(ReserveReply.class);
        budget.tell(new PublicBudget.Reserve("core", WHILE, Duration.ofSeconds(5), patient.getRef()));
        budget.tell(new PublicBudget.Reserve("core", WHILE, Duration.ofSeconds(5), next.getRef()));
        assertThat(reserve(budget)).isEqualTo(new ReserveReply.Busy(null));
        budget.tell(new PublicBudget.RecordResult(first, FINE));
        assertThat(patient.receiveMessage()).isInstanceOf(ReserveReply.Granted.class);
        clock.turn(Duration.ofSeconds(5));
        assertThat(next.receiveMessage()).isEqualTo(new ReserveReply.Busy(null));
    }

    /** After a start half of the searches are certain, so one more waits for a word. */
    @Test
    void keepsNobodyBackForAResourceThatIsNotTheirs() {
        ActorRef<PublicBudget.Command> budget = start("app:id", new LeaseLimits(20, 0));
        for (int i = 0; i < 16; i++) {
            budget.tell(new PublicBudget.Reserve("search", WHILE, Duration.ofSeconds(5), replies.getRef()));
            assertThat(replies.receiveMessage()).isInstanceOf(ReserveReply.Granted.class);
        }
        TestProbe<ReserveReply> searcher = kit.createTestProbe(ReserveReply.class);
        budget.tell(new PublicBudget.Reserve("search", WHILE, Duration.ofSeconds(5), searcher.getRef()));
        assertThat(reserve(budget)).isInstanceOf(ReserveReply.Granted.class);
        searcher.expectNoMessage(Duration.ZERO);
    }

    @Test
    void leavesNobodyWaitingWhenItStops() {
        ActorRef<PublicBudget.Command> budget = start("app:id", new LeaseLimits(1, 0));
        reserve(budget);
        budget.tell(new PublicBudget.Reserve("core", WHILE, Duration.ofSeconds(5), replies.getRef()));
        stop(budget);
        assertThat(replies.receiveMessage()).isEqualTo(new ReserveReply.Busy(null));
    }

    @Test
    void tellsOthersOfItsCallsAndHeedsTheirs() {
        ActorRef<PublicBudget.Command> budget = start("user:7", new LeaseLimits(20, 900));
        Instant reset = clock.instant().plusSeconds(1800);
        budget.tell(result(budget, FINE));
        status(budget);
        OwnerCall own = new OwnerCall("user:7", "core", 1, clock.instant(), FINE);
        assertThat(changes).containsExactly(new Changes.OwnerCalled("PublicBudget|user:7", own));

        CallResult empty = new CallResult(200, "core", new Budget(5000, 0, reset), null, null);
        hears("PublicBudget|user:7", new OwnerCall("user:7", "core", 1, clock.instant(), empty));
        hears("Pool|p", new OwnerCall("user:8", "core", 1, clock.instant(), empty));
        assertThat(reserve(budget)).isInstanceOf(ReserveReply.Granted.class);
        hears("Pool|p", new OwnerCall("user:7", "core", 1, clock.instant(), empty));
        replies.awaitAssert(() -> {
            assertThat(reserve(budget)).isEqualTo(new ReserveReply.Exhausted(reset));
            return null;
        });
    }

    /** What the user may not spend is not spent on the question whose the token is. */
    @Test
    void keepsForTheNextStartWhatItHearsOfTheVerifiersUser() {
        ActorRef<PublicBudget.Command> budget = start(PublicBudget.OF_VERIFIER, new LeaseLimits(20, 900));
        Instant reset = clock.instant().plusSeconds(1800);
        CallResult empty = new CallResult(200, "core", new Budget(5000, 0, reset), null, null);
        long asked = ((ReserveReply.Granted) reserve(budget)).reservationId();
        budget.tell(new PublicBudget.LearnPayer("user:7"));
        budget.tell(new PublicBudget.RecordResult(asked, FINE));
        hears("Pool|p", new OwnerCall("user:8", "core", 1, clock.instant(), empty));
        hears("Pool|p", new OwnerCall("user:7", "core", 1, clock.instant(), empty));
        replies.awaitAssert(() -> {
            assertThat(reserve(budget)).isEqualTo(new ReserveReply.Exhausted(reset));
            return null;
        });
        OwnerCall question = new OwnerCall("user:7", "core", 1, clock.instant(), FINE);
        assertThat(changes).containsExactly(new Changes.OwnerCalled("PublicBudget|verifier", question));
        stop(budget);
        assertThat(reserve(start(PublicBudget.OF_VERIFIER, new LeaseLimits(20, 900))))
                .isEqualTo(new ReserveReply.Exhausted(reset));
    }

    @Test
    void goesOnFromMemoryWhileItsJournalIsAwayAndWritesWhenItIsBack() {
        ActorRef<PublicBudget.Command> budget = start();
        status(budget);
        PersistenceTestKit kept = PersistenceTestKit.create(kit.system());
        kept.withPolicy((_, _) -> StorageFailure.create());
        Instant reset = clock.instant().plusSeconds(1800);
        budget.tell(result(budget, new CallResult(200, "core", new Budget(60, 0, reset), null, null)));
        for (int i = 0; i < 3; i++) {
            assertThat(reserve(budget)).isEqualTo(new ReserveReply.Exhausted(reset));
        }
        assertThat(journal()).isEmpty();
        kept.resetPolicy();
        await().untilAsserted(() -> assertThat(journal()).hasSize(1));
    }

    @Test
    void allowsNothingWhileItIsNotKnownWhatMayBeSpent() {
        PersistenceTestKit.create(kit.system()).withPolicy((_, _) -> StorageFailure.create());
        ActorRef<PublicBudget.Command> budget = start();
        budget.tell(new PublicBudget.GetStatus(statuses.getRef()));
        assertThat(reserve(budget)).isEqualTo(new ReserveReply.Busy(null));
        statuses.expectNoMessage(Duration.ZERO);
    }

    private void hears(String by, OwnerCall call) {
        elsewhere.forEach(subscriber -> subscriber.tell(new Changes.OwnerCalled(by, call)));
    }

    private PublicBudget.RecordResult result(ActorRef<PublicBudget.Command> budget, CallResult result) {
        return new PublicBudget.RecordResult(((ReserveReply.Granted) reserve(budget)).reservationId(), result);
    }

    private ReserveReply reserve(ActorRef<PublicBudget.Command> budget) {
        return reserve(budget, Duration.ZERO);
    }

    private ReserveReply reserve(ActorRef<PublicBudget.Command> budget, Duration patience) {
        budget.tell(new PublicBudget.Reserve("core", WHILE, patience, replies.getRef()));
        return replies.receiveMessage();
    }

    private PublicBudget.Status status(ActorRef<PublicBudget.Command> budget) {
        budget.tell(new PublicBudget.GetStatus(statuses.getRef()));
        return statuses.receiveMessage();
    }

    private void stop(ActorRef<PublicBudget.Command> budget) {
        budget.tell(new PublicBudget.Stop());
        replies.expectTerminated(budget, Duration.ofSeconds(5));
    }

    private List<Object> journal() {
        return PersistenceTestKit.create(kit.system()).persistedInStorage("PublicBudget|ip:host");
    }

    private ActorRef<PublicBudget.Command> start() {
        return start("ip:host", new LeaseLimits(20, 900));
    }

    private ActorRef<PublicBudget.Command> start(String owner, LeaseLimits limits) {
        return kit.spawn(PublicBudget.create(owner, limits, changes::add, elsewhere::add, clock));
    }
}
