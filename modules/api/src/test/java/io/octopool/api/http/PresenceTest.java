package io.octopool.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.http.javadsl.model.HttpProtocols;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.junit.jupiter.api.Test;

class PresenceTest {

    private final Presence.Connection connection = new Presence.Connection();
    private final CompletableFuture<Void> answered = new CompletableFuture<>();
    private final AtomicInteger departures = new AtomicInteger();

    @Test
    void endsWithTheConnectionUnlessAnswered() {
        watch(HttpRequest.create());
        connection.end();
        assertThat(departures).hasValue(1);
        connection.end();
        assertThat(departures).hasValue(1);
    }

    @Test
    void isOverOnceAnswered() {
        watch(HttpRequest.create());
        answered.complete(null);
        connection.end();
        assertThat(departures).hasValue(0);
    }

    @Test
    void hasEndedForARequestThatComesTooLate() {
        connection.end();
        watch(HttpRequest.create());
        assertThat(departures).hasValue(1);
    }

    @Test
    void endsWithTheRequestsUnlessTheLastWasAnnounced() {
        watch(HttpRequest.create().addHeader(RawHeader.create("Connection", "Close")));
        watch(HttpRequest.create().withProtocol(HttpProtocols.HTTP_1_0));
        connection.endOfRequests();
        assertThat(departures).hasValue(0);
        watch(HttpRequest.create());
        assertThat(departures).hasValue(1);
        connection.end();
        assertThat(departures).hasValue(3);
    }

    @Test
    void neverEndsWithoutAConnection() {
        Presence.of(HttpRequest.create()).onDeparture(departures::incrementAndGet);
        assertThat(departures).hasValue(0);
    }

    private void watch(HttpRequest request) {
        Presence.of(connection.accompany(request, answered)).onDeparture(departures::incrementAndGet);
    }
}
