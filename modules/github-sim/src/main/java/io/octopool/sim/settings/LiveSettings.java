package io.octopool.sim.settings;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The settings in force, and the simulator's clock, which they shift. */
public final class LiveSettings implements InstantSource {

    private record Failing(FailRule rule, AtomicInteger left) {}

    private final InstantSource clock;
    private final Settings atStart;
    private volatile Settings current;
    private volatile @Nullable Failing failing;

    public LiveSettings(InstantSource clock, Duration latency) {
        this.clock = clock;
        this.atStart = Settings.atStart(latency);
        this.current = atStart;
    }

    public Settings current() {
        return current;
    }

    public synchronized Settings change(UnaryOperator<Settings> change) {
        Settings changed = change.apply(current);
        current = changed;
        return changed;
    }

    /** Lets calls fail from here on; null ends it. */
    public void fail(@Nullable FailRule rule) {
        failing = rule == null
                ? null
                : new Failing(rule, new AtomicInteger(rule.times() == null ? Integer.MAX_VALUE : rule.times()));
    }

    /** The failure in force, whoever it is for. */
    public Optional<FailRule> failRule() {
        return Optional.ofNullable(failing).map(Failing::rule);
    }

    /** The failure that this call meets, which is then used up by one. */
    public Optional<FailRule> failureFor(String path, String credentialName) {
        Failing now = failing;
        if (now == null || !now.rule.meets(path, credentialName)) {
            return Optional.empty();
        }
        if (now.rule.times() != null && now.left.getAndUpdate(left -> Math.max(0, left - 1)) == 0) {
            return Optional.empty();
        }
        return Optional.of(now.rule);
    }

    public synchronized void reset() {
        current = atStart;
        failing = null;
    }

    @Override
    public Instant instant() {
        return clock.instant().plus(current().clockOffset());
    }
}
