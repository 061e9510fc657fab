package io.octopool.sim.quota;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The points that each owner spent within the last 60 seconds, to the second (github-rules B2). Refused calls cost none.
 * Thread-safe.
 */
final class Points {

    private static final int WINDOW_SECONDS = 60;

    private record Spent(long second, int points) {}

    private final Map<String, Deque<Spent>> windows = new HashMap<>();

    /** Takes points; if they are not to be had, the seconds to wait until they are. */
    synchronized OptionalInt take(String owner, int cost, int perMinute, Instant now) {
        long second = now.getEpochSecond();
        Deque<Spent> window = windows.computeIfAbsent(owner, absent -> new ArrayDeque<>());
        window.removeIf(spent -> spent.second <= second - WINDOW_SECONDS || spent.second > second);
        int sum = window.stream().mapToInt(Spent::points).sum();
        if (sum + cost > perMinute) {
            return OptionalInt.of(wait(window, sum + cost - perMinute, second));
        }
        Spent last = window.peekLast();
        boolean same = last != null && last.second == second;
        if (same) {
            window.removeLast();
        }
        window.addLast(new Spent(second, cost + (same ? last.points : 0)));
        return OptionalInt.empty();
    }

    synchronized void reset() {
        windows.clear();
    }

    /** Until so many points have left the window. */
    private static int wait(Deque<Spent> window, int excess, long second) {
        int left = excess;
        for (Spent spent : window) {
            left -= spent.points;
            if (left <= 0) {
                return Math.toIntExact(spent.second + WINDOW_SECONDS - second);
            }
        }
        return WINDOW_SECONDS;
    }
}
