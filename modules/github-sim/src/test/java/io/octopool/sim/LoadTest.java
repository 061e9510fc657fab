package io.octopool.sim;

import static io.octopool.sim.SimClient.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LoadTest extends SimulatorTest {

    @Test
    void answersAThousandCallsAtOnce() {
        simulator.change(settings -> settings.withLatency(Duration.ofMillis(500))
                .withPointsPerMinute(null)
                .withConcurrentLimit(null));
        List<CompletableFuture<HttpResponse<String>>> open = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            open.add(client.http()
                    .sendAsync(
                            client.request("/users/alice?n=" + i, "authorization", BOB)
                                    .build(),
                            HttpResponse.BodyHandlers.ofString()));
        }
        assertThat(open)
                .allSatisfy(answer -> assertThat(answer.join().statusCode()).isEqualTo(200));
        assertThat(simulator.calls().total()).isEqualTo(1000);
        assertThat(simulator.calls().spent("user:bob", "core")).isEqualTo(1000);
    }

    @Test
    void grantsExactlyTheLimitHoweverManyAskAtOnce() {
        simulator.change(settings -> settings.withLimit(37).withConcurrentLimit(null));
        List<CompletableFuture<HttpResponse<String>>> open = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            open.add(client.http()
                    .sendAsync(
                            client.request("/users/alice", "authorization", BOB).build(),
                            HttpResponse.BodyHandlers.ofString()));
        }
        long granted = open.stream()
                .filter(answer -> answer.join().statusCode() == 200)
                .count();
        assertThat(granted).isEqualTo(37);
        assertThat(simulator.calls().refused()).isEqualTo(163);
        assertThat(simulator.calls().spent("user:bob", "core")).isEqualTo(37);
    }
}
