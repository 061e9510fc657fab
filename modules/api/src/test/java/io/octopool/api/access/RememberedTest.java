package io.octopool.api.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RememberedTest {

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger asked = new AtomicInteger();
    private final Remembered<String, String> remembered = new Remembered<>(10, nanos::get);

    @Test
    void asksOnceInThirtySeconds() {
        assertThat(ask("a")).isEqualTo("answer 1");
        nanos.addAndGet(Duration.ofSeconds(29).toNanos());
        assertThat(ask("a")).isEqualTo("answer 1");
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        assertThat(ask("a")).isEqualTo("answer 2");
    }

    @Test
    void forgetsWhatIsNamedAtOnce() {
        ask("a");
        ask("b");
        remembered.forget((key, _) -> key.equals("a"));
        assertThat(remembered.get("a")).isEmpty();
        assertThat(remembered.get("b")).isPresent();
    }

    @Test
    void doesNotRememberAnAnswerToAQuestionAskedBeforeAChange() {
        CompletableFuture<String> late = new CompletableFuture<>();
        CompletionStage<String> asking = remembered.get("a", _ -> late, _ -> true);
        remembered.forget((key, _) -> key.equals("a"));
        late.complete("old");
        assertThat(asking.toCompletableFuture().join()).isEqualTo("old");
        assertThat(remembered.get("a")).isEmpty();
    }

    @Test
    void doesNotRememberWhatIsNotWorthIt() {
        CompletionStage<String> _ =
                remembered.get("a", _ -> CompletableFuture.completedStage("no such pool"), _ -> false);
        assertThat(remembered.get("a")).isEmpty();
    }

    @Test
    void staysBounded() {
        for (int i = 0; i < 1000; i++) {
            ask("key " + i);
        }
        long kept = 0;
        for (int i = 0; i < 1000; i++) {
            kept += remembered.get("key " + i).isPresent() ? 1 : 0;
        }
        assertThat(kept).isLessThanOrEqualTo(10);
    }

    private String ask(String key) {
        return remembered
                .get(key, _ -> CompletableFuture.completedStage("answer " + asked.incrementAndGet()), _ -> true)
                .toCompletableFuture()
                .join();
    }
}
