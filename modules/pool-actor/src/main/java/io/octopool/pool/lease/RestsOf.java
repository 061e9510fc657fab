package io.octopool.pool.lease;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rests of one identity or one owner, by scope, so that a lease looks at three of them and not at all. */
final class RestsOf {

    /** Beyond it, those that have ended are looked for. */
    private static final int MANY = 256;

    private final Map<String, List<Cooldown>> byScope = new HashMap<>();

    void add(Cooldown started) {
        if (byScope.size() >= MANY) {
            byScope.values()
                    .removeIf(rests ->
                            rests.stream().noneMatch(rest -> rest.isRemembered() || rest.isInForce(started.start())));
        }
        byScope.merge(started.scope(), List.of(started), (known, _) -> PoolState.withCooldown(known, started));
    }

    Stream<Cooldown> concerning(String routeKey, String resource) {
        return Stream.of(Cooldown.EVERYTHING, Cooldown.resourceScope(resource), routeKey)
                .flatMap(scope -> byScope.getOrDefault(scope, List.of()).stream());
    }

    Stream<Cooldown> all() {
        return byScope.values().stream().flatMap(List::stream);
    }

    @Nullable
    Cooldown last(String scope, String reason) {
        return byScope.getOrDefault(scope, List.of()).stream()
                .filter(rest -> rest.reason().equals(reason))
                .findFirst()
                .orElse(null);
    }

    /** Ends what began before the call was allowed; the reasons of those rests of which somebody should know. */
    List<String> disprove(String scope, Instant sentAt, Instant now) {
        List<Cooldown> known = byScope.getOrDefault(scope, List.of());
        List<Cooldown> left =
                known.stream().filter(rest -> !sentAt.isAfter(rest.start())).toList();
        if (left.size() == known.size()) {
            return List.of();
        }
        keep(scope, left);
        return known.stream()
                .filter(rest -> !left.contains(rest) && (rest.isRemembered() || rest.isInForce(now)))
                .map(Cooldown::reason)
                .toList();
    }

    /** Ends what of these reasons began before the call was allowed, and returns it. */
    List<Cooldown> disprove(Set<String> reasons, Instant sentAt) {
        List<Cooldown> ended = all().filter(rest -> reasons.contains(rest.reason()) && sentAt.isAfter(rest.start()))
                .toList();
        ended.forEach(rest -> end(rest.scope(), rest.reason()));
        return ended;
    }

    void end(String scope, String reason) {
        keep(
                scope,
                byScope.getOrDefault(scope, List.of()).stream()
                        .filter(rest -> !rest.isOf(scope, reason))
                        .toList());
    }

    void end(Set<String> reasons) {
        byScope.replaceAll((_, rests) ->
                rests.stream().filter(rest -> !reasons.contains(rest.reason())).toList());
        byScope.values().removeIf(List::isEmpty);
    }

    private void keep(String scope, List<Cooldown> rests) {
        if (rests.isEmpty()) {
            byScope.remove(scope);
        } else {
            byScope.put(scope, rests);
        }
    }
}
