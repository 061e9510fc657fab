package io.octopool.pool.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.pool.EntityTest;
import io.octopool.pool.audit.AuditBuffer.Bounds;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import org.junit.jupiter.api.Test;

class AuditBufferTest extends EntityTest {

    private final List<AuditRecord> journal = new ArrayList<>();
    private final Deque<CompletableFuture<Object>> answers = new ArrayDeque<>();
    private final TestProbe<AuditBuffer.Drained> drained = kit.createTestProbe(AuditBuffer.Drained.class);
    private final TestProbe<AuditBuffer.Status> status = kit.createTestProbe(AuditBuffer.Status.class);

    @Test
    void journalsEveryRecordInOrderBeforeItIsDrained() {
        ActorRef<AuditBuffer.Command> buffer = start(Bounds.STANDARD);
        for (int i = 0; i < 1200; i++) {
            buffer.tell(new AuditBuffer.Add(record(i)));
        }
        buffer.tell(new AuditBuffer.Drain(drained.getRef()));
        drained.receiveMessage();
        assertThat(journal).extracting(AuditRecord::durationMs).hasSize(1200).isSorted();
    }

    @Test
    void keepsABatchUntilItIsConfirmed() {
        answers.add(CompletableFuture.failedFuture(new IllegalStateException("database away")));
        ActorRef<AuditBuffer.Command> buffer = start(Bounds.STANDARD);
        buffer.tell(new AuditBuffer.Add(record(1)));
        buffer.tell(new AuditBuffer.Drain(drained.getRef()));
        drained.receiveMessage();
        assertThat(journal).extracting(AuditRecord::durationMs).containsExactly(1L);
    }

    @Test
    void journalsWhatCameWhileABatchWasUnderWayUnprompted() {
        CompletableFuture<Object> slow = new CompletableFuture<>();
        answers.add(slow);
        ActorRef<AuditBuffer.Command> buffer = start(new Bounds(10, 1 << 20, 1, Duration.ofHours(1)));
        buffer.tell(new AuditBuffer.Add(record(1)));
        buffer.tell(new AuditBuffer.Add(record(2)));
        buffer.tell(new AuditBuffer.GetStatus(status.getRef()));
        assertThat(status.receiveMessage().waiting()).isEqualTo(2);
        slow.complete("done");
        status.awaitAssert(() -> {
            buffer.tell(new AuditBuffer.GetStatus(status.getRef()));
            AuditBuffer.Status seen = status.receiveMessage();
            assertThat(seen.waiting()).isZero();
            return seen;
        });
    }

    @Test
    void dropsTheOldestBeyondItsBoundAndCountsThem() {
        CompletableFuture<Object> stuck = new CompletableFuture<>();
        answers.add(stuck);
        ActorRef<AuditBuffer.Command> buffer = start(new Bounds(10, 1 << 20, 2, Duration.ofMillis(1)));
        for (int i = 0; i < 15; i++) {
            buffer.tell(new AuditBuffer.Add(record(i)));
        }
        buffer.tell(new AuditBuffer.GetStatus(status.getRef()));
        assertThat(status.receiveMessage()).isEqualTo(new AuditBuffer.Status(10, 5, false));
        stuck.complete("done");
        buffer.tell(new AuditBuffer.Drain(drained.getRef()));
        drained.receiveMessage();
        assertThat(journal).extracting(AuditRecord::durationMs).endsWith(12L, 13L, 14L);
    }

    @Test
    void confirmsASliceOnlyAfterThePersist() {
        EventSourcedBehaviorTestKit<AuditTrail.Command, io.octopool.pool.events.AuditTrailEvent, AuditTrail.Nothing>
                slice = EventSourcedBehaviorTestKit.create(kit.system(), new AuditTrail("3"));
        var result = slice.<AuditTrail.Appended>runCommand(
                replyTo -> new AuditTrail.Append(List.of(record(1), record(2)), replyTo));
        assertThat(result.events()).hasSize(1);
        assertThat(result.reply()).isEqualTo(new AuditTrail.Appended(2));
        slice.restart();
    }

    private ActorRef<AuditBuffer.Command> start(Bounds bounds) {
        return kit.spawn(AuditBuffer.create(bounds, this::journal));
    }

    private CompletionStage<?> journal(List<AuditRecord> batch) {
        CompletableFuture<Object> answer =
                answers.isEmpty() ? CompletableFuture.completedFuture("ok") : answers.removeFirst();
        if (!answer.isCompletedExceptionally()) {
            journal.addAll(batch);
        }
        return answer;
    }

    private AuditRecord record(long number) {
        return new AuditRecord(
                "request-" + number,
                "caller",
                null,
                "client",
                "pool",
                "GET /x",
                "repo_view",
                null,
                200,
                null,
                null,
                null,
                number,
                "hit",
                true,
                false,
                clock.instant());
    }
}
