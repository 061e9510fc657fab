package io.octopool.pool.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.pool.EntityTest.TurnedClock;
import io.octopool.pool.budget.PublicBudget.ReserveReply;
import io.octopool.pool.lease.CallResult;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class VerifierAllowanceTest {

    private static final Duration WHILE = Duration.ofSeconds(9);
    private static final CallResult FINE = new CallResult(200, null, null, null, null);

    private final TurnedClock clock = new TurnedClock();
    private final Queue<CompletableFuture<OptionalLong>> answers = new ArrayDeque<>();
    private final List<String> log = new ArrayList<>();
    private final VerifierAllowance allowance = new VerifierAllowance(answers::remove, Named::new, clock);

    private final class Named implements PublicAllowance {
        private final String entityId;

        Named(String entityId) {
            this.entityId = entityId;
        }

        @Override
        public CompletionStage<ReserveReply> reserve(String resource, Duration remaining, Duration patience) {
            log.add("reserve " + entityId + " " + resource);
            return CompletableFuture.completedStage(new ReserveReply.Granted(1));
        }

        @Override
        public void settle(long reservationId, CallResult result) {
            log.add("settle " + entityId);
        }
    }

    @Test
    void spendsTheBudgetOfTheTokensUserWhichItAsksForOnce() {
        CompletableFuture<OptionalLong> answer = new CompletableFuture<>();
        answers.add(answer);
        CompletionStage<ReserveReply> first = reserve();
        reserve();
        assertThat(first.toCompletableFuture()).isNotDone();
        answer.complete(OptionalLong.of(1001));
        assertThat(first.toCompletableFuture()).isCompletedWithValue(new ReserveReply.Granted(1));
        allowance.settle(1, FINE);
        clock.turn(Duration.ofDays(1));
        reserve();
        assertThat(log)
                .containsExactlyInAnyOrder(
                        "reserve user:1001 core",
                        "reserve user:1001 core",
                        "settle user:1001",
                        "reserve user:1001 core");
    }

    @Test
    void hasABudgetOfItsOwnWhileGitHubDoesNotSayAndAsksAgainLessAndLessOften() {
        answers.add(CompletableFuture.completedFuture(OptionalLong.empty()));
        reserve();
        clock.turn(Duration.ofSeconds(59));
        reserve();
        answers.add(CompletableFuture.completedFuture(OptionalLong.empty()));
        clock.turn(Duration.ofSeconds(1));
        reserve();
        clock.turn(Duration.ofSeconds(119));
        reserve();
        answers.add(CompletableFuture.completedFuture(OptionalLong.of(7)));
        clock.turn(Duration.ofSeconds(1));
        reserve();
        assertThat(log)
                .containsExactly(
                        "reserve verifier core",
                        "reserve verifier core",
                        "reserve verifier core",
                        "reserve verifier core",
                        "reserve user:7 core");
    }

    private CompletionStage<ReserveReply> reserve() {
        return allowance.reserve("core", WHILE, Duration.ZERO);
    }
}
