package io.octopool.api.server;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that stands still until it is turned. */
final class TurnedClock implements InstantSource {

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-05-04T03:02:01.5Z"));

    @Override
    public Instant instant() {
        return now.get();
    }

    void turn(Duration by) {
        now.updateAndGet(time -> time.plus(by));
    }
}
