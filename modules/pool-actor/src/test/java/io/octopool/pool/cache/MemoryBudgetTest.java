package io.octopool.pool.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {

    private final MemoryBudget budget = new MemoryBudget(100);
    private final List<String> left = new ArrayList<>();

    @Test
    void sendsAwayWhatWasUsedLeastRecently() {
        hold("a", 40);
        hold("b", 40);
        budget.used("a");
        hold("c", 40);
        assertThat(left).containsExactly("b");
        assertThat(budget.heldBytes()).isEqualTo(80);
        hold("d", 70);
        assertThat(left).containsExactly("b", "a", "c");
    }

    @Test
    void countsAnEntityOnceHoweverOftenItReports() {
        hold("a", 40);
        hold("a", 60);
        assertThat(budget.heldBytes()).isEqualTo(60);
        budget.release("a");
        budget.release("a");
        assertThat(budget.heldBytes()).isZero();
        assertThat(left).isEmpty();
    }

    @Test
    void sendsAwayWhatIsTooLargeByItself() {
        hold("a", 40);
        hold("b", 101);
        assertThat(left).containsExactly("a", "b");
        assertThat(budget.heldBytes()).isZero();
    }

    @Test
    void neverExceedsItsLimitUnderContention() throws Exception {
        MemoryBudget shared = new MemoryBudget(1000);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 8; i++) {
                int thread = i;
                threads.execute(() -> {
                    for (int n = 0; n < 1000; n++) {
                        String key = "k" + (thread * 7 + n) % 50;
                        shared.hold(key, 1 + n % 90, () -> shared.used(key));
                        if (n % 3 == 0) {
                            shared.release(key);
                        }
                    }
                });
            }
        }
        assertThat(shared.heldBytes()).isBetween(0L, 1000L);
        for (int n = 0; n < 50; n++) {
            shared.release("k" + n);
        }
        assertThat(shared.heldBytes()).isZero();
    }

    private void hold(String key, long bytes) {
        budget.hold(key, bytes, () -> left.add(key));
    }
}
