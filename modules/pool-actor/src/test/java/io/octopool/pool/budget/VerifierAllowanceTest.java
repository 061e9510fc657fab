package io.octopool.pool.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.pool.EntityTest.TurnedClock;
import io.octopool.pool.budget.PublicBudget.ReserveReply;
import io.octopool.pool.budget.VerifierAllowance.Word;
import io.octopool.pool.lease.CallResult;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class VerifierAllowanceTest {

    private static final Duration WHILE = Duration.ofSeconds(9);
    private static final CallResult FINE = new CallResult(200, null, null, null, null);

    private final TurnedClock clock = new TurnedClock();
    private final Queue<CompletableFuture<Word>> answers = new ArrayDeque<>();
    private final List<String> log = new ArrayList<>();
    private final Map<String, PublicAllowance> budgets = new HashMap<>();
    private final VerifierAllowance allowance = new VerifierAllowance(
            () -> {
                log.add("ask");
                return answers.remove();
            },
            Named::new,
            user -> log.add("payer " + user),
            clock);

    /** The allowance of an entity, with a log of what it is asked. */
    private final class Named implements PublicAllowance {
        private final String entityId;

        Named(String entityId) {
            this.entityId = entityId;
        }

        private PublicAllowance budget() {
            return budgets.computeIfAbsent(entityId, owner -> new BookAllowance(owner, clock));
        }

        @Override
        public CompletionStage<ReserveReply> reserve(String resource, Duration remaining, Duration patience) {
            log.add("reserve " + entityId + " " + resource);
            return budget().reserve(resource, remaining, patience);
        }

        @Override
        public void settle(long reservationId, CallResult result) {
            log.add("settle " + entityId);
            budget().settle(reservationId, result);
        }
    }

    @Test
    void spendsTheBudgetOfTheTokensUserWhichItAsksForOnce() {
        CompletableFuture<Word> answer = new CompletableFuture<>();
        answers.add(answer);
        CompletionStage<ReserveReply> first = reserve();
        reserve();
        assertThat(first.toCompletableFuture()).isNotDone();
        answer.complete(new Word(OptionalLong.of(1001), FINE));
        long id = ((ReserveReply.Granted) first.toCompletableFuture().join()).reservationId();
        allowance.settle(id, FINE);
        clock.turn(Duration.ofDays(1));
        reserve();
        assertThat(log)
                .containsExactly(
                        "reserve verifier core",
                        "ask",
                        "payer user:1001",
                        "settle verifier",
                        "settle user:1001",
                        "reserve user:1001 core",
                        "reserve user:1001 core",
                        "payer user:1001",
                        "settle user:1001",
                        "reserve user:1001 core");
    }

    @Test
    void hasABudgetOfItsOwnWhileGitHubDoesNotSayAndAsksAgainLessAndLessOften() {
        answers.add(silent());
        reserve();
        clock.turn(Duration.ofSeconds(59));
        reserve();
        assertThat(log).containsOnlyOnce("ask").doesNotContain("payer user:7");
        answers.add(silent());
        clock.turn(Duration.ofSeconds(1));
        reserve();
        clock.turn(Duration.ofSeconds(119));
        reserve();
        assertThat(log).filteredOn("ask"::equals).hasSize(2);
        answers.add(CompletableFuture.completedFuture(new Word(OptionalLong.of(7), FINE)));
        clock.turn(Duration.ofSeconds(1));
        reserve();
        assertThat(log).filteredOn("ask"::equals).hasSize(3);
        assertThat(log).last().isEqualTo("reserve user:7 core");
    }

    @Test
    void asksNothingWhileGitHubWantsToBeLeftAlone() {
        answers.add(refused(new CallResult(403, null, null, Duration.ofMinutes(15), null)));
        assertThat(reserve().toCompletableFuture())
                .isCompletedWithValue(new ReserveReply.Exhausted(clock.instant().plusSeconds(900)));
        for (int minute = 0; minute < 14; minute++) {
            clock.turn(Duration.ofMinutes(1));
            reserve();
        }
        Budget spent = new Budget(5000, 0, clock.instant().plusSeconds(1800));
        answers.add(refused(new CallResult(403, "core", spent, null, null)));
        clock.turn(Duration.ofMinutes(1));
        reserve();
        clock.turn(Duration.ofMinutes(28));
        reserve();
        assertThat(log).filteredOn("ask"::equals).hasSize(2);
        answers.add(CompletableFuture.completedFuture(new Word(OptionalLong.of(7), FINE)));
        clock.turn(Duration.ofMinutes(1));
        reserve();
        assertThat(log).last().as("once the window has ended").isEqualTo("reserve user:7 core");
    }

    @Test
    void asksNothingWhileItIsNotKnownWhatMayBeSpent() {
        budgets.put(PublicBudget.OF_VERIFIER, new PublicAllowance() {
            @Override
            public CompletionStage<ReserveReply> reserve(String resource, Duration remaining, Duration patience) {
                return CompletableFuture.failedStage(new TimeoutException());
            }

            @Override
            public void settle(long reservationId, CallResult result) {}
        });
        assertThat(reserve().toCompletableFuture()).isCompletedExceptionally();
        assertThat(log).doesNotContain("ask");
    }

    private static CompletableFuture<Word> silent() {
        return refused(new CallResult(502, null, null, null, null));
    }

    private static CompletableFuture<Word> refused(CallResult result) {
        return CompletableFuture.completedFuture(new Word(OptionalLong.empty(), result));
    }

    private CompletionStage<ReserveReply> reserve() {
        return allowance.reserve("core", WHILE, Duration.ZERO);
    }
}
