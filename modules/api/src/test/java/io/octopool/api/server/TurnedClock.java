package io.octopool.api.server;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until it is turned. */
final class TurnedClock implements InstantSource {

    private Instant now = Instant.parse("2026-05-04T03:02:01.5Z");

    @Override
    public synchronized Instant instant() {
        return now;
    }

    synchronized void turn(Duration by) {
        now = now.plus(by);
    }
}
