package io.octopool.sim.access;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What became of tokens since they were made, by their names, such as {@code pat:bob-2}. Thread-safe. */
public final class Tokens {

    /**
     * How a token stands.
     *
     * @param revoked whether GitHub no longer knows it
     * @param forbidden raw paths, and all below them, that it lacks the permission for
     * @param sso organisations whose single sign-on it was not authorised for
     */
    public record Standing(boolean revoked, List<String> forbidden, List<String> sso) {

        /** Nothing happened to it. */
        public static final Standing USUAL = new Standing(false, List.of(), List.of());

        public Standing {
            forbidden = List.copyOf(forbidden);
            sso = List.copyOf(sso);
        }

        /** Whether it lacks the permission for a path. */
        public boolean forbids(String path) {
            return forbidden.stream().anyMatch(path::startsWith);
        }

        /** Whether it lacks the authorisation of an organisation. */
        public boolean awaitsSignOn(String organization) {
            return sso.stream().anyMatch(organization::equalsIgnoreCase);
        }
    }

    private final Map<String, Standing> changed = new ConcurrentHashMap<>();

    /** How a token stands. */
    public Standing standing(String name) {
        return changed.getOrDefault(name.toLowerCase(Locale.ROOT), Standing.USUAL);
    }

    /** Lets a token stand like this from here on. */
    public void put(String name, Standing standing) {
        changed.put(name.toLowerCase(Locale.ROOT), standing);
    }

    /** All tokens as at start. */
    public void reset() {
        changed.clear();
    }
}
