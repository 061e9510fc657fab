package io.octopool.sim.calls;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Counts API calls. A client that has its answer finds the call counted. */
public final class CallLog {

    private static final int MOST_TARGETS = 200_000;

    private static final class Counters {
        final LongAdder total = new LongAdder();
        final LongAdder notModified = new LongAdder();
        final LongAdder conditional = new LongAdder();
        final LongAdder refused = new LongAdder();
        final AtomicInteger maxInFlight = new AtomicInteger();
        final Map<String, LongAdder> byCredential = new ConcurrentHashMap<>();
        final Map<String, LongAdder> targets = new ConcurrentHashMap<>();
        final AtomicInteger distinctTargets = new AtomicInteger();
        final Map<String, LongAdder> byPath = new ConcurrentHashMap<>();
        final Map<String, Map<String, LongAdder>> quotaUsed = new ConcurrentHashMap<>();
        final Map<Long, Minting> installations = new ConcurrentHashMap<>();
    }

    private final AtomicInteger inFlight = new AtomicInteger();
    private volatile Counters counters = new Counters();

    /** A call in progress; counted where it began, even if the counters are cleared meanwhile. */
    public final class Ticket implements AutoCloseable {

        private final Counters counted;
        private final AtomicBoolean open = new AtomicBoolean(true);

        private Ticket(Counters counted) {
            this.counted = counted;
        }

        public void conditional() {
            counted.conditional.increment();
        }

        public void spent(String owner, String resource) {
            Map<String, LongAdder> budgets = counted.quotaUsed.computeIfAbsent(owner, key -> new ConcurrentHashMap<>());
            increment(budgets, resource);
        }

        /** The installation was asked for a token, with success or not. */
        public void tokenAsked(
                long installation, boolean minted, Map<String, String> permissions, List<String> repositories) {
            counted.installations.merge(
                    installation,
                    new Minting(minted ? 1 : 0, permissions, repositories),
                    (before, asked) -> new Minting(
                            before.tokensMinted() + asked.tokensMinted(), asked.permissions(), asked.repositories()));
        }

        /** The answer is ready; the call is no longer in progress. Called once. */
        public void answered(int status) {
            switch (status) {
                case 304 -> counted.notModified.increment();
                case 401, 403, 429 -> counted.refused.increment();
                default -> {}
            }
            close();
        }

        /** The call is no longer in progress, answered or not. */
        @Override
        public void close() {
            if (open.getAndSet(false)) {
                inFlight.decrementAndGet();
            }
        }
    }

    /**
     * Counts a call that begins.
     *
     * @param methodAndTarget method and request target as they came
     */
    public Ticket begin(String credential, String methodAndPath, String methodAndTarget) {
        Counters counted = counters;
        counted.total.increment();
        increment(counted.byCredential, credential);
        increment(counted.byPath, methodAndPath);
        count(counted, methodAndTarget);
        counted.maxInFlight.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
        return new Ticket(counted);
    }

    public CallReport report() {
        Counters counted = counters;
        Map<String, Map<String, Long>> quotaUsed = new TreeMap<>();
        counted.quotaUsed.forEach((owner, budgets) -> quotaUsed.put(owner, sums(budgets)));
        return new CallReport(
                counted.total.sum(),
                counted.notModified.sum(),
                counted.conditional.sum(),
                counted.refused.sum(),
                counted.maxInFlight.get(),
                sums(counted.byCredential),
                sums(counted.byPath),
                quotaUsed,
                new TreeMap<>(counted.installations));
    }

    /** How often each target came, by method and target as received; targets beyond the first 200,000 are left out. */
    public Map<String, Long> targets() {
        return sums(counters.targets);
    }

    public void clear() {
        counters = new Counters();
    }

    private static void count(Counters counted, String target) {
        LongAdder known = counted.targets.get(target);
        if (known != null) {
            known.increment();
        } else if (counted.distinctTargets.incrementAndGet() <= MOST_TARGETS) {
            increment(counted.targets, target);
        }
    }

    private static void increment(Map<String, LongAdder> adders, String key) {
        adders.computeIfAbsent(key, absent -> new LongAdder()).increment();
    }

    private static Map<String, Long> sums(Map<String, LongAdder> adders) {
        Map<String, Long> sums = new TreeMap<>();
        adders.forEach((key, adder) -> sums.put(key, adder.sum()));
        return sums;
    }
}
