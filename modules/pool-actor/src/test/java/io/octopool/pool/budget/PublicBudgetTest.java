package io.octopool.pool.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.pool.EntityTest;
import io.octopool.pool.budget.PublicBudget.ReserveReply;
import io.octopool.pool.events.PublicBudgetEvent;
import io.octopool.pool.lease.CallResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.junit.jupiter.api.Test;

class PublicBudgetTest extends EntityTest {

    private static final Duration WHILE = Duration.ofSeconds(20);

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
        status(budget);
        assertThat(journal()).hasSize(5);
    }

    @Test
    void leavesNothingInTheJournalOnceNothingIsInForce() {
        ActorRef<PublicBudget.Command> budget = start();
        budget.tell(new PublicBudget.RecordResult(0, new CallResult(429, null, null, null, null)));
        status(budget);
        stop(budget);
        assertThat(journal()).last().isInstanceOf(PublicBudgetEvent.BudgetNoted.class);
        ActorRef<PublicBudget.Command> again = start();
        clock.turn(Duration.ofHours(2));
        stop(again);
        assertThat(journal()).last().isEqualTo(new PublicBudgetEvent.BudgetForgotten("ip:host", clock.instant()));
        stop(start());
        assertThat(journal()).hasSize(2);
    }

    private PublicBudget.RecordResult result(ActorRef<PublicBudget.Command> budget, CallResult result) {
        return new PublicBudget.RecordResult(((ReserveReply.Granted) reserve(budget)).reservationId(), result);
    }

    private ReserveReply reserve(ActorRef<PublicBudget.Command> budget) {
        budget.tell(new PublicBudget.Reserve("core", WHILE, replies.getRef()));
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
        return kit.spawn(new PublicBudget("ip:host", clock));
    }
}
