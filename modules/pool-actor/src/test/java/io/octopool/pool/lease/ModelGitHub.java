package io.octopool.pool.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.pool.budget.Budget;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * As little of GitHub as counts: windows of each owner and resource, calls that go unanswered, refusals. It remembers how
 * many calls it counted and told of, which calls were allowed in the last minute, and whom it told to stay away.
 */
final class ModelGitHub {

    private static final String ELSEWHERE = "code_search";
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private record Key(String owner, String resource) {}

    /** Counted: calls allowed or refused. Told: the last of them of which a word of GitHub's was heard. Orphans: see below. */
    static final class Window {
        private final Key key;
        private final Instant reset;
        private final List<Integer> orphans = new ArrayList<>();
        private int used;
        private int counted;
        private int told;

        private Window(Key key, Instant reset) {
            this.key = key;
            this.reset = reset;
        }
    }

    /** What GitHub answers, and as the how manieth call of which window it counted the call; null if of none. */
    record Answer(CallResult result, @Nullable Window window, int position) {

        static Answer uncounted(CallResult result) {
            return new Answer(result, null, 0);
        }
    }

    /** How many calls of a window GitHub was heard to have counted; the window is null before its first call. */
    record Known(@Nullable Window window, int counted) {}

    /** GitHub's wish to be left alone; a refusal of a call that was sent before it began says no more. */
    private record Wish(Instant start, Instant end) {}

    private final Random random;
    private final int pointsPerMinute;
    private final Map<Key, Window> windows = new HashMap<>();
    private final Map<String, Deque<Instant>> allowed = new HashMap<>();
    private final Map<String, Wish> wishes = new HashMap<>();
    private final Map<String, Instant> mended = new HashMap<>();
    private final Set<String> revoked = new HashSet<>();
    private final Deque<Instant> crashes = new ArrayDeque<>();
    private int refusals;

    ModelGitHub(Random random, int pointsPerMinute) {
        this.random = random;
        this.pointsPerMinute = pointsPerMinute;
    }

    int refusals() {
        return refusals;
    }

    void mend(String identityId, Instant now) {
        revoked.remove(identityId);
        wishes.remove(identityId);
        mended.put(identityId, now);
    }

    /** The answer came to who made the call: a credential is not accepted (401), or the owner has asked for too much. */
    void heard(Identity identity, Answer answer, Instant sentAt, Instant now) {
        CallResult result = answer.result();
        if (answer.window() != null && result.budget() != null) {
            answer.window().told = Math.max(answer.window().told, answer.position());
        }
        if (result.status() == 401 && !sentAt.isBefore(mended.getOrDefault(identity.id(), Instant.MIN))) {
            wish(identity.id(), Duration.ofMinutes(2), sentAt, now);
        } else if (result.secondaryLimit()) {
            wish(identity.budgetOwner(), Objects.requireNonNull(result.retryAfter()), sentAt, now);
        }
    }

    private void wish(String whose, Duration length, Instant sentAt, Instant now) {
        wishes.merge(
                whose,
                new Wish(now, now.plus(length)),
                (last, next) -> sentAt.isAfter(last.start()) && next.end().isAfter(last.end()) ? next : last);
    }

    /** Whether the identity, or its owner, was told to stay away and the time is not over. */
    boolean wantsRest(Identity identity, Instant now) {
        return Stream.of(identity.id(), identity.budgetOwner())
                .map(wishes::get)
                .anyMatch(wish -> wish != null && wish.end().isAfter(now));
    }

    void allowed(String owner, Instant now) {
        Deque<Instant> minute = allowed.computeIfAbsent(owner, _ -> new ArrayDeque<>());
        minute.add(now);
        while (!minute.getFirst().isAfter(now.minus(MINUTE))) {
            minute.removeFirst();
        }
        crashes.removeIf(at -> !at.isAfter(now.minus(MINUTE)));
        // Each start may spend the margin of 5 % once, as it does not know what was spent before.
        assertThat(minute.size()).isLessThanOrEqualTo(pointsPerMinute + crashes.size() * pointsPerMinute / 20);
    }

    void crashed(Instant now) {
        crashes.add(now);
    }

    /** The book that should answer for the call forgot it. */
    static void orphaned(Answer answer) {
        if (answer.window() != null) {
            answer.window().orphans.add(answer.position());
        }
    }

    /** What has been heard of the window that is open. */
    Known known(String owner, String resource) {
        Window window = windows.get(new Key(owner, resource));
        return new Known(window, window == null ? 0 : window.told);
    }

    /**
     * The call spent nothing of the owner's reserve, but for as many calls as were under way at a crash and of which nothing was
     * known when this one was granted. Calls that GitHub charges elsewhere than was expected are found out only by their answers,
     * so that resource is left out.
     */
    static void isWithinBudget(Answer answer, Known atGrant, int reserve) {
        Window window = answer.window();
        if (window != null && !window.key.resource().equals(ELSEWHERE)) {
            int limit = limit(window.key.resource());
            int known = window.equals(atGrant.window()) ? atGrant.counted() : 0;
            long unknown =
                    window.orphans.stream().filter(position -> position > known).count();
            assertThat((long) answer.position())
                    .as("%s", window.key)
                    .isLessThanOrEqualTo(limit - limit * reserve / 100 + unknown);
        }
    }

    Answer call(Identity identity, String resource, Instant now) {
        int dice = random.nextInt(1000);
        if (dice < 1) {
            revoked.add(identity.id());
        }
        if (dice < 10) {
            return Answer.uncounted(CallResult.failed(CallResult.Failure.NOT_SENT));
        }
        if (revoked.contains(identity.id())) {
            return Answer.uncounted(new CallResult(401, null, null, null, null));
        }
        String charged = resource.equals("search") && dice < 100 ? ELSEWHERE : resource;
        Window window = window(new Key(identity.budgetOwner(), charged), now);
        int limit = limit(charged);
        Budget left = new Budget(limit, Math.max(0, limit - window.used - 1), window.reset);
        window.counted++;
        if (window.used >= limit) {
            refusals++;
            return new Answer(new CallResult(403, charged, left, null, null), window, window.counted);
        }
        window.used++;
        return new Answer(result(dice, charged, left), window, window.counted);
    }

    private static CallResult result(int dice, String charged, Budget left) {
        return switch (dice / 10) {
            case 1, 2, 7, 8, 9, 10, 11, 12 -> CallResult.failed(CallResult.Failure.TIMEOUT);
            case 3 -> CallResult.abandoned();
            case 4 -> new CallResult(502, null, null, null, null);
            case 5 -> new CallResult(403, charged, left, null, null);
            case 6 ->
                dice % 10 == 0
                        ? new CallResult(403, charged, left, Duration.ofSeconds(30), null, true, false)
                        : new CallResult(404, charged, left, null, null);
            default -> new CallResult(200, charged, left, null, null);
        };
    }

    private Window window(Key key, Instant now) {
        return windows.compute(
                key,
                (_, known) -> known == null || !known.reset.isAfter(now)
                        ? new Window(key, now.plus(Budget.window(key.resource())))
                        : known);
    }

    private static int limit(String resource) {
        return switch (resource) {
            case "search" -> 30;
            case "code_search" -> 10;
            default -> 400;
        };
    }
}
