package io.octopool.github.apps;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What installations grant that do not grant all that reading takes, so that a renewed token is asked for with it at once.
 * Remembered for six hours, after which what was granted in the meantime is found; of 1,000 installations at most. Safe for
 * any number of threads.
 */
final class GrantedPermissions {

    private static final int CAPACITY = 1_000;
    private static final Duration REMEMBERED = Duration.ofHours(6);

    private record Key(String appId, long installationId) {}

    private record Known(List<String> permissions, Instant at) {}

    private final Map<Key, Known> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Known> eldest) {
            return size() > CAPACITY;
        }
    };

    /** The permissions that the installation granted when it was asked last; empty if it was not, or long ago. */
    synchronized Optional<List<String>> of(Installation installation, Instant now) {
        Known last = known.get(key(installation));
        return last == null || Duration.between(last.at, now).compareTo(REMEMBERED) >= 0
                ? Optional.empty()
                : Optional.of(last.permissions);
    }

    synchronized void remember(Installation installation, List<String> permissions, Instant now) {
        known.put(key(installation), new Known(List.copyOf(permissions), now));
    }

    private static Key key(Installation installation) {
        return new Key(installation.appId(), installation.installationId());
    }
}
