package io.octopool.sim.world;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Which statistics are computed; the first who asks for one finds it missing and sets the work off. Thread-safe. */
public final class Statistics {

    private static final int MOST = 10_000;

    private final Set<String> computed = ConcurrentHashMap.newKeySet();

    /** Whether the statistic of this name is there, as of the repository's last push. */
    public boolean isReady(Repo repo, String name) {
        if (computed.size() >= MOST) {
            computed.clear();
        }
        return !computed.add(repo.id() + " " + repo.pushedAt() + " " + name);
    }

    void clear() {
        computed.clear();
    }
}
