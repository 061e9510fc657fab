package io.octopool.pool.budget;

import io.octopool.pool.lease.LeaseLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How busy each budget owner is: calls in flight, and points of the minute. Not thread-safe: one actor owns it. */
public final class OwnerLoads {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** Loads kept before those are dropped that nothing is known of. */
    private static final int MANY = 1_000;

    private static final class Load {
        private final @Nullable Pacer pacer;
        private int inFlight;
        private Instant busyAt;

        Load(@Nullable Pacer pacer, Instant now) {
            this.pacer = pacer;
            this.busyAt = now;
        }
    }

    private final LeaseLimits limits;
    private final Instant started;
    private final Map<String, Load> loads = new HashMap<>();
    private boolean spentBefore;

    public OwnerLoads(LeaseLimits limits, Instant started) {
        this.limits = limits;
        this.started = started;
    }

    /** There was an earlier incarnation, which may have spent a burst in the minute before. */
    public void assumeSpent() {
        spentBefore = true;
    }

    public int inFlight(String owner) {
        Load load = loads.get(owner);
        return load == null ? 0 : load.inFlight;
    }

    public boolean isAtCap(String owner) {
        return inFlight(owner) >= limits.callsPerOwner();
    }

    /** Whether half of what the owner may have or more is in flight, so that a route key should not stick to it. */
    public boolean isHalfBusy(String owner) {
        return 2 * inFlight(owner) >= limits.callsPerOwner();
    }

    /** Calls that the owner may make at once before they are paced, null when they are not paced. */
    public @Nullable Integer pointsLeft(String owner, Instant now) {
        Pacer pacer = load(owner, now).pacer;
        return pacer == null ? null : pacer.left(now);
    }

    /** When the owner's next call may be made, null if at once. */
    public @Nullable Instant pacedUntil(String owner, int points, Instant now) {
        Pacer pacer = load(owner, now).pacer;
        return pacer == null || pacer.left(now) >= points ? null : pacer.nextAt(now);
    }

    public void takeOff(String owner, int points, Instant now) {
        load(owner, now).inFlight++;
        pay(owner, points, now);
    }

    /** Calls were made at the owner's expense which are not counted as in flight here. */
    public void pay(String owner, int points, Instant now) {
        Load load = load(owner, now);
        load.busyAt = now;
        if (load.pacer != null) {
            load.pacer.take(points, now);
        }
    }

    public void land(String owner) {
        Load load = loads.get(owner);
        if (load != null && load.inFlight > 0) {
            load.inFlight--;
        }
    }

    /** A call that was paid for was not made. */
    public void giveBack(String owner, int points, Instant now) {
        Pacer pacer = load(owner, now).pacer;
        if (pacer != null) {
            pacer.giveBack(points, now);
        }
    }

    private Load load(String owner, Instant now) {
        Load known = loads.get(owner);
        if (known != null) {
            return known;
        }
        if (loads.size() >= MANY) {
            loads.values()
                    .removeIf(load -> load.inFlight == 0
                            && Duration.between(load.busyAt, now).compareTo(MINUTE) > 0);
        }
        boolean justStarted = spentBefore && now.isBefore(started.plus(MINUTE));
        Load load = new Load(Pacer.of(limits.pointsPerMinute(), justStarted, justStarted ? started : now), now);
        loads.put(owner, load);
        return load;
    }
}
