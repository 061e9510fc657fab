package io.octopool.api.secrets;

import io.octopool.persistence.query.ActiveIdentities;
import io.octopool.persistence.query.ActiveIdentities.Named;
import io.octopool.pool.lease.Identity;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * What is worth a line at start about the registered identities: secrets that are missing on this server, and pools with
 * several people's tokens (design 11). Names of secrets and pools are said, nothing of what is in them.
 */
public final class StartNotices {

    private static final int MOST_IDENTITIES = 10_000;
    private static final int MOST_NAMES = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ActiveIdentities identities;
    private final Secrets secrets;

    public StartNotices(ActiveIdentities identities, Secrets secrets) {
        this.identities = identities;
        this.secrets = secrets;
    }

    /** The notices, one line each; none if the database does not answer in ten seconds. The stage never fails. */
    public CompletionStage<List<String>> all() {
        return identities
                .first(MOST_IDENTITIES)
                .thenApply(this::notices)
                .toCompletableFuture()
                .copy()
                .completeOnTimeout(List.of(), PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .exceptionally(_ -> List.of());
    }

    private List<String> notices(List<Named> active) {
        List<String> notices = new ArrayList<>();
        List<String> missing = active.stream()
                .map(Named::secretRef)
                .distinct()
                .sorted()
                .filter(name -> !isThere(name))
                .toList();
        if (!missing.isEmpty()) {
            notices.add("secrets of active identities are missing on this server: " + names(missing));
        }
        Map<String, Set<Long>> people = active.stream()
                .filter(identity -> identity.kind().equals(Identity.PAT))
                .collect(Collectors.groupingBy(
                        Named::pool, TreeMap::new, Collectors.mapping(Named::githubUserId, Collectors.toSet())));
        List<String> shared = people.entrySet().stream()
                .filter(pool -> pool.getValue().size() > 1)
                .map(pool -> pool.getKey() + " (" + pool.getValue().size() + ")")
                .toList();
        if (!shared.isEmpty()) {
            notices.add("pools with more than one user's personal access token: " + names(shared)
                    + "; GitHub forbids sharing tokens to exceed its rate limits, a GitHub App is the better identity");
        }
        return List.copyOf(notices);
    }

    private boolean isThere(String name) {
        try {
            return secrets.ofIdentity(name).isPresent();
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    private static String names(List<String> all) {
        String first = all.stream().limit(MOST_NAMES).collect(Collectors.joining(", "));
        return all.size() > MOST_NAMES ? first + " and " + (all.size() - MOST_NAMES) + " more" : first;
    }
}
