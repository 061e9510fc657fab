package io.octopool.sim.apps;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The App's installations, all on the organisation: every positive number is one until a control says otherwise. Tokens live
 * an hour; those of an installation that was deleted never work again. Thread-safe.
 */
public final class Installations {

    /** What an installation grants unless a control says otherwise: more than reading takes. */
    public static final Map<String, String> PERMISSIONS = Map.of(
            "actions", "write",
            "checks", "write",
            "contents", "write",
            "deployments", "write",
            "issues", "write",
            "metadata", "read",
            "pull_requests", "write",
            "statuses", "write");

    private static final List<String> LEVELS = List.of("read", "write", "admin");
    private static final Duration LIFE = Duration.ofHours(1);

    /**
     * How an installation stands.
     *
     * @param suspendedAt empty if it is not suspended
     * @param permissions what it grants: levels by name
     */
    public record Standing(Optional<Instant> suspendedAt, boolean deleted, Map<String, String> permissions) {

        static final Standing USUAL = new Standing(Optional.empty(), false, PERMISSIONS);

        public Standing {
            permissions = Map.copyOf(permissions);
        }

        public boolean suspended() {
            return suspendedAt.isPresent();
        }

        /** Whether it grants the permission at that level or a higher one. */
        public boolean grants(String permission, String level) {
            String granted = permissions.get(permission);
            return granted != null && LEVELS.contains(level) && LEVELS.indexOf(granted) >= LEVELS.indexOf(level);
        }
    }

    /** What is to become different; empty stays as it is. */
    public record Change(
            Optional<Boolean> suspended, Optional<Boolean> deleted, Optional<Map<String, String>> permissions) {}

    private final InstantSource clock;
    private final Map<Long, Standing> changed = new HashMap<>();
    private final Map<String, InstallationToken> tokens = new HashMap<>();

    public Installations(InstantSource clock) {
        this.clock = clock;
    }

    public synchronized Standing standing(long id) {
        return changed.getOrDefault(id, Standing.USUAL);
    }

    public synchronized Standing change(long id, Change change) {
        Standing before = standing(id);
        Optional<Instant> suspendedAt = change.suspended()
                .map(suspended -> suspended ? Optional.of(now()) : Optional.<Instant>empty())
                .orElse(before.suspendedAt);
        Standing after = new Standing(
                suspendedAt,
                change.deleted().orElse(before.deleted),
                change.permissions().orElse(before.permissions));
        changed.put(id, after);
        if (after.deleted) {
            revokeTokens(id);
        }
        return after;
    }

    /** A new token; whether the installation grants what it holds is the caller's to know. */
    public synchronized InstallationToken mint(
            long id, Map<String, String> permissions, Optional<Set<Long>> repositories) {
        Instant now = now();
        tokens.values().removeIf(token -> !now.isBefore(token.expiresAt()));
        String text = "ghs_" + UUID.randomUUID().toString().replace("-", "") + "Sim";
        InstallationToken token = new InstallationToken(id, text, permissions, repositories, now.plus(LIFE));
        tokens.put(text, token);
        return token;
    }

    /** Ends the tokens that an installation has; it gives others. */
    public synchronized void revokeTokens(long id) {
        tokens.values().removeIf(token -> token.installation() == id);
    }

    /** The token of that text, if it works. */
    public synchronized Optional<InstallationToken> token(String text) {
        return Optional.ofNullable(tokens.get(text))
                .filter(token -> clock.instant().isBefore(token.expiresAt()));
    }

    /** As at start: no changes, no tokens. */
    public synchronized void reset() {
        changed.clear();
        tokens.clear();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }
}
