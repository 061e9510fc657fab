package io.octopool.sim.quota;

import io.octopool.sim.settings.Limits;
import io.octopool.sim.settings.LiveSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Budgets of each owner and resource. A window begins with its first charge and lasts an hour, for searches a minute. */
public final class Quota {

    private static final int USUAL_ANONYMOUS = 60;
    private static final String ADDRESS = "ip";

    private record Key(String owner, Resource resource) {}

    private record Window(int used, Instant reset) {}

    private final LiveSettings settings;
    private final Map<Key, Window> windows = new ConcurrentHashMap<>();
    private final Points points = new Points();

    public Quota(LiveSettings settings) {
        this.settings = settings;
    }

    /** How the budget stands, without a charge; a call would be allowed if anything remains. */
    public Standing look(String owner, Resource resource) {
        Instant now = now();
        Window window = windows.get(new Key(owner, resource));
        int limit = limit(owner, resource);
        if (isShut(owner)) {
            int usual = resource == Resource.CORE ? USUAL_ANONYMOUS : Math.max(1, limit);
            return new Standing(resource, usual, usual, now.plus(resource.window()), false);
        }
        if (window == null || !now.isBefore(window.reset)) {
            return new Standing(resource, limit, 0, now.plus(resource.window()), limit > 0);
        }
        return new Standing(resource, limit, window.used, window.reset, window.used < limit);
    }

    /** Takes one unit, unless the budget is exhausted. */
    public Standing charge(String owner, Resource resource) {
        Instant now = now();
        int limit = limit(owner, resource);
        boolean[] allowed = new boolean[1];
        Window window = windows.compute(new Key(owner, resource), (key, before) -> {
            Window open = open(before, now, resource.window());
            allowed[0] = open.used < limit;
            return allowed[0] ? new Window(open.used + 1, open.reset) : open;
        });
        return new Standing(resource, limit, window.used, window.reset, allowed[0]);
    }

    /** Takes points of the secondary limit; if they are not to be had, the seconds to wait. */
    public OptionalInt secondsToWait(String owner, int cost) {
        Integer perMinute = settings.current().limits().pointsPerMinute();
        return perMinute == null ? OptionalInt.empty() : points.take(owner, cost, perMinute, now());
    }

    /** Leaves so many units of a budget, of its limit at most; its window stays, or begins. */
    public void leave(String owner, Resource resource, int remaining) {
        Instant now = now();
        int used = Math.max(0, limit(owner, resource) - remaining);
        windows.compute(
                new Key(owner, resource),
                (key, before) -> new Window(used, open(before, now, resource.window()).reset));
    }

    /** All budgets full. */
    public void reset() {
        windows.clear();
        points.reset();
    }

    private static Window open(@Nullable Window before, Instant now, Duration length) {
        return before == null || !now.isBefore(before.reset) ? new Window(0, now.plus(length)) : before;
    }

    /** Whether the address has spent all it has, as after a long day of others behind it. */
    private boolean isShut(String owner) {
        return owner.equals(ADDRESS) && settings.current().limits().anonymous() == 0;
    }

    private int limit(String owner, Resource resource) {
        Limits limits = settings.current().limits();
        boolean anonymous = owner.equals(ADDRESS);
        int hourly = limits.owners().getOrDefault(owner, anonymous ? limits.anonymous() : limits.hourly());
        return switch (resource) {
            case CORE -> hourly;
            case GRAPHQL -> anonymous ? 0 : hourly;
            case SEARCH -> anonymous ? 10 : 30;
            case CODE_SEARCH -> anonymous ? 0 : 10;
        };
    }

    private Instant now() {
        return settings.instant().truncatedTo(ChronoUnit.SECONDS);
    }
}
