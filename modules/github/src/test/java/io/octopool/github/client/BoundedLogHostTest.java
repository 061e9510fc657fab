package io.octopool.github.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.github.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class BoundedLogHostTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Outcome LOG = new Outcome.Answered(200, Map.of(), Bytes.utf8("line\n"));

    private final Scripted scripted = new Scripted();
    private Instant now = Instant.parse("2026-03-01T12:00:00Z");
    private final BoundedLogHost host = new BoundedLogHost(scripted, 2, Runnable::run, () -> now);

    @Test
    void runsOnlySoManyDownloadsAtOnceAndTheOthersInOrder() throws Exception {
        List<CompletableFuture<Outcome>> all =
                List.of(download("a"), download("b"), download("c"), download("d"), download("e"));
        assertThat(scripted.locations).containsExactly("a", "b");
        scripted.running.get(1).complete(LOG);
        assertThat(all.get(1)).isCompletedWithValue(LOG);
        assertThat(scripted.locations).containsExactly("a", "b", "c");
        scripted.running.get(0).complete(new Outcome.TimedOut());
        scripted.running.get(2).complete(LOG);
        assertThat(scripted.locations).containsExactly("a", "b", "c", "d", "e");
        scripted.running.forEach(download -> download.complete(LOG));
        assertThat(all).allMatch(CompletableFuture::isDone);
        assertThat(download("f")).isNotDone();
        assertThat(scripted.locations).endsWith("f");
    }

    @Test
    void sendsNothingForWhoFindsNoPlaceInTime() throws Exception {
        CompletableFuture<?> _ = download("a");
        CompletableFuture<?> _ = download("b");
        CompletableFuture<Outcome> late =
                host.download("c", 9, Duration.ofMillis(20)).toCompletableFuture();
        assertThat(late.get()).isInstanceOf(Outcome.NotSent.class);
        scripted.running.getFirst().complete(LOG);
        assertThat(scripted.locations).containsExactly("a", "b");
        CompletableFuture<?> _ = download("d");
        assertThat(scripted.locations).containsExactly("a", "b", "d");
    }

    @Test
    void givesADownloadTheTimeThatIsLeftAfterItsWait() {
        CompletableFuture<?> _ = download("a");
        CompletableFuture<?> _ = download("b");
        CompletableFuture<?> _ = download("c");
        now = now.plusSeconds(20);
        scripted.running.getFirst().complete(LOG);
        assertThat(scripted.timeouts).containsExactly(LONG, LONG, Duration.ofSeconds(10));
    }

    @Test
    void passesOverWhoLeftAndTakesThePlaceOfWhoLeavesInItsMidst() {
        CompletableFuture<Outcome> first = download("a");
        CompletableFuture<?> _ = download("b");
        CompletableFuture<Outcome> impatient = download("c");
        CompletableFuture<?> _ = download("d");
        impatient.cancel(true);
        first.cancel(true);
        assertThat(scripted.running.getFirst()).isCancelled();
        assertThat(scripted.locations).containsExactly("a", "b", "d");
    }

    @Test
    void givesAPlaceBackWhateverBecomesOfTheDownload() {
        scripted.broken = true;
        for (int i = 0; i < 3; i++) {
            assertThat(download("broken")).failsWithin(Duration.ZERO).withThrowableOfType(ExecutionException.class);
        }
        scripted.broken = false;
        CompletableFuture<Outcome> failing = download("a");
        scripted.running.getFirst().completeExceptionally(new IllegalStateException("broken"));
        assertThat(failing).isCompletedExceptionally();
        CompletableFuture<?> _ = download("b");
        CompletableFuture<?> _ = download("c");
        assertThat(scripted.locations).containsExactly("a", "b", "c");
    }

    @Test
    void allowsWhatTheHostAllows() {
        assertThat(host.allows("here")).isTrue();
        assertThat(host.allows("elsewhere")).isFalse();
    }

    private CompletableFuture<Outcome> download(String location) {
        return host.download(location, 9, LONG).toCompletableFuture();
    }

    /** Downloads that end when the test says so. */
    private static final class Scripted implements LogHost {

        private final List<String> locations = new ArrayList<>();
        private final List<Duration> timeouts = new ArrayList<>();
        private final List<CompletableFuture<Outcome>> running = new ArrayList<>();
        private boolean broken;

        @Override
        public CompletionStage<Outcome> download(String location, long maxBytes, Duration timeout) {
            if (broken) {
                throw new IllegalStateException("broken");
            }
            locations.add(location);
            timeouts.add(timeout);
            CompletableFuture<Outcome> download = new CompletableFuture<>();
            running.add(download);
            return download;
        }

        @Override
        public boolean allows(String location) {
            return location.equals("here");
        }
    }
}
