package io.octopool.github.apps;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that moves only when it is turned. */
final class TurnedClock implements InstantSource {

    private volatile Instant now = Instant.parse("2026-03-01T12:00:00.500Z");

    @Override
    public Instant instant() {
        return now;
    }

    void turn(Duration by) {
        now = now.plus(by);
    }
}
