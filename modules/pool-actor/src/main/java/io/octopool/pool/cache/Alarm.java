package io.octopool.pool.cache;

import java.time.Duration;
import java.time.Instant;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Wakes an entity when the first of those who wait has waited for long enough. It may ring early, where the entity's clock runs
 * slower than the timer: it is then set again. Not thread-safe: the entity owns it.
 *
 * @param <C> the entity's commands
 */
public final class Alarm<C> {

    private static final Duration SHORTEST = Duration.ofMillis(1);

    private final TimerScheduler<C> timers;
    private final C ring;
    private @Nullable Instant setTo;

    /** An alarm that is not set. The ring is what the entity is told. */
    public Alarm(TimerScheduler<C> timers, C ring) {
        this.timers = timers;
        this.ring = ring;
    }

    /** Rings at that time, unless it rings earlier. */
    public void setBy(Instant wanted, Instant now) {
        Instant earlier = setTo;
        if (earlier == null || wanted.isBefore(earlier)) {
            Duration wait = Duration.between(now, wanted);
            setTo = wanted;
            timers.startSingleTimer(ring, ring, wait.compareTo(SHORTEST) < 0 ? SHORTEST : wait);
        }
    }

    /** Is not set any more: it has rung, or there is nobody to wake for. */
    public void off() {
        if (setTo != null) {
            setTo = null;
            timers.cancel(ring);
        }
    }
}
