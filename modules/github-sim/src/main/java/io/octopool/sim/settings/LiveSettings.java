package io.octopool.sim.settings;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The settings in force, and the simulator's clock, which they shift. */
public final class LiveSettings implements InstantSource {

    /** A rule and how many calls it is still for. */
    private record Counted<T>(T rule, boolean endless, AtomicInteger left, Instant end) {

        static <T> Counted<T> of(T rule, @Nullable Integer times, Instant end) {
            return new Counted<>(rule, times == null, new AtomicInteger(times == null ? 0 : times), end);
        }

        boolean isOver(Instant now) {
            return !now.isBefore(end) || (!endless && left.get() == 0);
        }

        /** Uses it up by one call; false if there was nothing left of it. */
        boolean take(Instant now) {
            return now.isBefore(end) && (endless || left.getAndUpdate(value -> Math.max(0, value - 1)) > 0);
        }
    }

    private final InstantSource clock;
    private final Settings atStart;
    private final List<Counted<SecondaryLimit>> secondaryLimits = new CopyOnWriteArrayList<>();
    private volatile Settings current;
    private volatile @Nullable Counted<FailRule> failing;

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
        failing = rule == null ? null : Counted.of(rule, rule.times(), Instant.MAX);
    }

    /** The failure in force, whoever it is for. */
    public Optional<FailRule> failRule() {
        return Optional.ofNullable(failing).map(Counted::rule);
    }

    /** The failure that this call meets, which is then used up by one. */
    public Optional<FailRule> failureFor(String path, String credentialName) {
        Counted<FailRule> now = failing;
        return now != null && now.rule.meets(path, credentialName) && now.take(instant())
                ? Optional.of(now.rule)
                : Optional.empty();
    }

    /** Lets calls meet a secondary limit from here on, in place of an earlier one for the same. */
    public synchronized void limit(SecondaryLimit rule) {
        secondaryLimits.removeIf(known -> known.rule.isForTheSameAs(rule));
        Instant end = rule.lasting() == null ? Instant.MAX : instant().plus(rule.lasting());
        secondaryLimits.add(Counted.of(rule, rule.times(), end));
    }

    /** Takes all secondary limits away that {@link #limit} set. */
    public synchronized void lift() {
        secondaryLimits.clear();
    }

    /** The secondary limits that {@link #limit} set and that are not used up. */
    public List<SecondaryLimit> secondaryLimits() {
        Instant now = instant();
        return secondaryLimits.stream()
                .filter(known -> !known.isOver(now))
                .map(Counted::rule)
                .toList();
    }

    /** The secondary limit that this call meets, which is then used up by one. */
    public Optional<SecondaryLimit> secondaryLimitFor(String budgetOwner, String token) {
        Instant now = instant();
        return secondaryLimits.stream()
                .filter(known -> known.rule.meets(budgetOwner, token) && known.take(now))
                .map(Counted::rule)
                .findFirst();
    }

    public synchronized void reset() {
        current = atStart;
        failing = null;
        secondaryLimits.clear();
    }

    @Override
    public Instant instant() {
        return clock.instant().plus(current().clockOffset());
    }
}
