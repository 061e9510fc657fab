package io.octopool.pool.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.octopool.pool.budget.Budget;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * As little of GitHub as counts: windows of each owner and resource whose ends wander, calls that go unanswered, refusals. It
 * remembers how many calls it counted and told of, which calls were allowed in the last minute, and whom it told to stay away.
 * Times are by its own clock.
 */
final class ModelGitHub {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    static final int WANDERS_BY_SECONDS = 3;

    private record Key(String owner, String resource) {}

    /**
     * Counted: calls allowed or refused. Told: the last of them of which a word of GitHub's was heard by the life that asked for it.
     * Unplanned: calls that nobody may answer for, by position. Reserve: the lowest, in percent, since the first of its calls was
     * allowed; one that is raised may have been spent already.
     */
    static final class Window {
        private final Key key;
        private final Instant reset;
        private final Set<Integer> unplanned = new HashSet<>();
        private int used;
        private int counted;
        private int told;
        private int reserve = 100;

        private Window(Key key, Instant reset) {
            this.key = key;
            this.reset = reset;
        }

        private int limit() {
            return ModelGitHub.limit(key.resource());
        }
    }

    /**
     * What GitHub answers.
     *
     * @param result its reset is by GitHub's clock
     * @param window of which it speaks or which it charged, null if of none
     * @param position as the how manieth call of the window it counted the call, 0 if it did not
     */
    record Answer(CallResult result, @Nullable Window window, int position) {

        static Answer uncounted(CallResult result) {
            return new Answer(result, null, 0);
        }
    }

    /**
     * What was known when a call was allowed.
     *
     * @param window null before its first call
     * @param counted how many calls of the window GitHub was heard to have counted
     * @param reserve percent of the limit
     */
    record Known(@Nullable Window window, int counted, int reserve) {}

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

    /** The credential is valid again. */
    void accept(String identityId) {
        revoked.remove(identityId);
    }

    /** What was held against the credential is forgotten. */
    void mend(String identityId, Instant now) {
        wishes.remove(identityId);
        mended.put(identityId, now);
    }

    /**
     * The answer came to the pool: a credential is not accepted (401), or the owner has asked for too much.
     *
     * @param asked whether to the life of the pool that asked
     */
    void heard(Identity identity, Answer answer, boolean asked, Instant sentAt, Instant now) {
        CallResult result = answer.result();
        if (asked && answer.window() != null && result.budget() != null) {
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

    /** Nobody answers for the call: who should forgot it, or it was made without asking. */
    static void unplanned(Answer answer) {
        if (answer.window() != null && answer.position() > 0) {
            answer.window().unplanned.add(answer.position());
        }
    }

    /** What has been heard of the window that is open. */
    Known known(String owner, String resource, int reserve) {
        Window window = windows.get(new Key(owner, resource));
        return new Known(window, window == null ? 0 : window.told, reserve);
    }

    /**
     * The call spent nothing of the owner's reserve, but for as many calls as nobody answers for and of which nothing was known when
     * this one was granted.
     */
    static void isWithinBudget(Answer answer, Known atGrant) {
        Window window = answer.window();
        if (window == null || answer.position() == 0 || window.unplanned.contains(answer.position())) {
            return;
        }
        int known = window.equals(atGrant.window()) ? atGrant.counted() : 0;
        long unknown =
                window.unplanned.stream().filter(position -> position > known).count();
        int limit = window.limit();
        window.reserve = Math.min(window.reserve, atGrant.reserve());
        assertThat((long) answer.position())
                .as("%s", window.key)
                .isLessThanOrEqualTo(limit - limit * window.reserve / 100 + unknown);
    }

    /** Whether a window of which it speaks is at its reserve, or next to it. */
    static boolean isAtItsReserve(Answer answer, int reserve) {
        Window window = answer.window();
        return window != null && Math.abs(window.limit() - window.used - window.limit() * reserve / 100) <= 2;
    }

    /** What GitHub would say now of a budget, unless its window has not begun: then all is left. */
    Budget left(String owner, String resource, Instant now) {
        Window window = windows.get(new Key(owner, resource));
        int limit = limit(resource);
        return window == null || !window.reset.isAfter(now)
                ? new Budget(limit, limit, now.plus(Budget.window(resource)))
                : new Budget(limit, limit - window.used, window.reset);
    }

    /** A search may be filed under another resource than was expected. */
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
        boolean rerouted = resource.equals("search") && random.nextInt(10) == 0;
        Window window = window(new Key(identity.budgetOwner(), rerouted ? "code_search" : resource), now);
        if (dice >= 990) { // nothing has changed
            return new Answer(new CallResult(304, window.key.resource(), said(window), null, null), window, 0);
        }
        if (dice >= 985) { // it comes from where nothing is counted
            return Answer.uncounted(new CallResult(200, null, null, null, null));
        }
        boolean redirected = dice >= 975;
        if (redirected) {
            count(window);
            window.unplanned.add(window.counted); // the next was not asked for
        }
        boolean refused = window.used >= window.limit();
        count(window);
        if (rerouted) {
            window.unplanned.add(window.counted);
        }
        CallResult result = refused
                ? new CallResult(403, window.key.resource(), said(window), null, null)
                : result(dice, window.key.resource(), said(window));
        refusals += refused ? 1 : 0;
        return new Answer(result.afterCalls(redirected ? 2 : 1), window, window.counted);
    }

    private static void count(Window window) {
        window.counted++;
        window.used = Math.min(window.limit(), window.used + 1);
    }

    private Budget said(Window window) {
        return new Budget(
                window.limit(),
                window.limit() - window.used,
                window.reset.plusSeconds(random.nextInt(WANDERS_BY_SECONDS)));
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
