package io.octopool.sim.quota;

import io.octopool.sim.settings.LiveSettings;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** How many calls each owner has in progress, all resources together (github-rules B2). Thread-safe. */
public final class InProgress {

    private final LiveSettings settings;
    private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();

    public InProgress(LiveSettings settings) {
        this.settings = settings;
    }

    /** A call in progress. */
    public static final class Place implements AutoCloseable {

        private final AtomicInteger count;
        private final boolean allowed;
        private final AtomicBoolean open = new AtomicBoolean(true);

        private Place(AtomicInteger count, boolean allowed) {
            this.count = count;
            this.allowed = allowed;
        }

        /** False if the owner had as many calls in progress as it may when this one began. */
        public boolean allowed() {
            return allowed;
        }

        /** The call is over; saying so again does nothing. */
        public void leave() {
            if (open.getAndSet(false)) {
                count.decrementAndGet();
            }
        }

        @Override
        public void close() {
            leave();
        }
    }

    /** A call begins. */
    public Place enter(String owner) {
        AtomicInteger count = calls.computeIfAbsent(owner, absent -> new AtomicInteger());
        int now = count.incrementAndGet();
        Integer most = settings.current().limits().concurrent();
        return new Place(count, most == null || now <= most);
    }
}
