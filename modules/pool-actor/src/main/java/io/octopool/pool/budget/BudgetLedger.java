package io.octopool.pool.budget;

import io.octopool.pool.budget.Told.Mark;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Every budget of a pool's owners with what is reserved in it. A reservation is made by a lease and ends when the lease is
 * settled or expires, so that a burst of calls sees what the calls before it will spend. Not thread-safe: one actor owns it.
 */
public final class BudgetLedger {

    /** Far more than owners times resources come to: the names of resources are GitHub's, and they are not counted on. */
    private static final int MAX_BUDGETS = 2_000;

    private static final int EVERYTHING = 100;

    private Instant started;
    private Instant seen = Instant.MIN;
    private final Map<BudgetKey, Account> accounts = new HashMap<>();
    private final Set<BudgetKey> touched = new HashSet<>();
    private final Map<BudgetKey, Instant> lookAgainAt = new HashMap<>();
    private Map<String, Integer> reserves = Map.of();

    /** What of a budget may be spent by whom. The share is a percent of the limit. */
    public record Claim(BudgetKey key, String spender, int share) {

        /** A claim to all of it. */
        public static Claim toAll(BudgetKey key) {
            return new Claim(key, "", EVERYTHING);
        }
    }

    /** How a budget stands: see {@link io.octopool.pool.lease.BookView.BudgetInUse}. */
    public record Balance(
            BudgetKey key,
            long limit,
            long remaining,
            long reserved,
            long reserve,
            long usable,
            @Nullable Instant resetAt,
            double spendPerMinute) {}

    /** The started: since when this ledger is kept; what was spent before is known from the journal only. */
    public BudgetLedger(Instant started) {
        this.started = started;
    }

    /** Learns what is never spent of each owner's budgets, in percent of the limit; nothing is kept of other owners'. */
    public void keepInReserve(Map<String, Integer> percents) {
        Map<String, Integer> before = reserves;
        reserves = Map.copyOf(percents);
        accounts.forEach((key, account) -> {
            if (reserveOf(key.owner()) != before.getOrDefault(key.owner(), 0)) {
                account.keepInReserve(reserveOf(key.owner()));
                touched.add(key);
            }
        });
    }

    private int reserveOf(String owner) {
        return reserves.getOrDefault(owner, 0);
    }

    /**
     * Requests that may still be granted: what is left for certain less what is reserved and the owner's reserve, and no more than is
     * left of the spender's share; may be negative.
     */
    public long usable(Claim claim, Instant now) {
        Account account = account(claim.key());
        return shared(account, account.certain(now), claim, now);
    }

    /** The same where all is certain that GitHub, or nobody, said: to choose by, so that it comes to be known what is left. */
    public long headroom(Claim claim, Instant now) {
        Account account = account(claim.key());
        return shared(account, account.remaining(now), claim, now);
    }

    private static long shared(Account account, long left, Claim claim, Instant now) {
        long free = left - account.shares().reserved() - account.reserve();
        return claim.share() >= EVERYTHING
                ? free
                : Math.min(free, account.shareLeft(claim.spender(), claim.share(), now));
    }

    /** Whether only a call under way can tell whether so many more may be granted, as they are left but not for certain. */
    public boolean awaitsWord(BudgetKey key, int units, Instant now) {
        Claim all = Claim.toAll(key);
        return account(key).shares().reserved() > 0 && usable(all, now) < units && headroom(all, now) >= units;
    }

    /** A share of a limit, in requests: of a small limit at least one, as otherwise the share would be none. */
    static long shareOf(long limit, int share) {
        return Math.ceilDiv(limit * share, EVERYTHING);
    }

    /** Whether it is known that nothing of the budget is left before its window ends. */
    public boolean isExhausted(BudgetKey key, Instant now) {
        return account(key).isExhausted(now);
    }

    /** Whether a call is under way that will bring GitHub's first word since the start: until then nobody knows what is left. */
    public boolean awaitsFirstWord(BudgetKey key) {
        Account account = account(key);
        return !account.isConfirmed() && account.shares().reserved() > 0;
    }

    /** When more may be granted than now, whatever GitHub says; null while that is not known. */
    public @Nullable Instant moreAt(BudgetKey key, Instant now) {
        return account(key).moreAt(now);
    }

    /** When the window ends, null while none is known. */
    public @Nullable Instant resetAt(BudgetKey key, Instant now) {
        return account(key).resetAt(now);
    }

    public Balance balance(BudgetKey key, Instant now) {
        Account account = account(key);
        return new Balance(
                key,
                account.limit(),
                account.remaining(now),
                account.shares().reserved(),
                account.reserve(),
                usable(Claim.toAll(key), now),
                account.resetAt(now),
                account.spendPerMinute(now));
    }

    /** The budgets that are in a window or reserved from, by owner and resource. */
    public List<Balance> balances(Instant now) {
        return accounts.entrySet().stream()
                .filter(entry -> !entry.getValue().isIdle(now))
                .map(Map.Entry::getKey)
                .sorted(Comparator.comparing(BudgetKey::owner).thenComparing(BudgetKey::resource))
                .map(key -> balance(key, now))
                .toList();
    }

    void reserve(BudgetKey key, String spender, int units) {
        account(key).shares().reserve(spender, units);
    }

    void release(BudgetKey key, String spender, int units) {
        account(key).shares().release(spender, units);
    }

    /** Counts a call that may have reached GitHub and of which GitHub said nothing. */
    public void spendSilently(BudgetKey key, String spender, int units, Instant now) {
        heedClock(now);
        account(key).spendSilently(spender, units, now);
        touched.add(key);
    }

    /** GitHub answered a call that was allowed at that time, and what it said or left out of this budget is all that can be known. */
    public void confirm(BudgetKey key, Instant sentAt, Instant now) {
        heedClock(now);
        if (isSinceStart(sentAt)) {
            account(key).confirm();
        }
    }

    /**
     * Takes in what GitHub said.
     *
     * @param units what the call spent, 0 if that is counted already
     * @param sentAt when the call was allowed
     */
    public void observe(BudgetKey key, Budget reading, String spender, int units, Instant sentAt, Instant now) {
        heedClock(now);
        account(key).observe(reading, spender, units, sentAt, isSinceStart(sentAt), now);
        touched.add(key);
    }

    /** When a call was allowed that was so here: after the start. */
    public Instant afterStart(Instant sentAt) {
        return isSinceStart(sentAt) ? sentAt : started;
    }

    private boolean isSinceStart(Instant sentAt) {
        return !sentAt.isBefore(started);
    }

    /** Where the clock was set back the start was as early as that. */
    private void heedClock(Instant now) {
        if (now.isBefore(seen)) {
            accounts.values().forEach(account -> account.clockWasSetBack(now));
        }
        seen = now;
        started = now.isBefore(started) ? now : started;
    }

    /** The budgets that the journal should hear of, as it keeps them; each is told once. */
    public List<BudgetMark> news(Instant now) {
        heedClock(now);
        touchWhatTimeChanged(now);
        List<BudgetMark> news = new ArrayList<>();
        for (BudgetKey key : touched) {
            Account account = account(key);
            Mark told = account.news(now);
            if (told != null) {
                news.add(mark(key, told));
            }
            if (account.toldUntil().isAfter(now)) {
                lookAgainAt.put(key, account.toldUntil());
            }
        }
        touched.clear();
        return news;
    }

    /** What was told may hold no longer than until a time that passes without a call. */
    private void touchWhatTimeChanged(Instant now) {
        Iterator<Map.Entry<BudgetKey, Instant>> looks = lookAgainAt.entrySet().iterator();
        while (looks.hasNext()) {
            Map.Entry<BudgetKey, Instant> look = looks.next();
            if (!look.getValue().isAfter(now)) {
                touched.add(look.getKey());
                looks.remove();
            }
        }
    }

    /** What a start has to know of the budgets, as the journal keeps it, by owner and resource. */
    public List<BudgetMark> marks(Instant now) {
        List<BudgetMark> marks = new ArrayList<>();
        accounts.forEach((key, account) -> {
            Mark mark = account.kept(now);
            if (mark != null) {
                marks.add(mark(key, mark));
            }
        });
        marks.sort(Comparator.comparing(BudgetMark::owner).thenComparing(BudgetMark::resource));
        return marks;
    }

    private static BudgetMark mark(BudgetKey key, Mark mark) {
        return new BudgetMark(key.owner(), key.resource(), mark.budget(), mark.certain());
    }

    /** How the budgets stand whose window has not ended, by owner and resource. */
    public List<KnownBudget> inForce(Instant now) {
        List<KnownBudget> inForce = new ArrayList<>();
        accounts.forEach((key, account) -> {
            Budget standing = account.standing(now);
            if (standing != null) {
                inForce.add(new KnownBudget(key.owner(), key.resource(), standing));
            }
        });
        inForce.sort(Comparator.comparing(KnownBudget::owner).thenComparing(KnownBudget::resource));
        return inForce;
    }

    /** Restores a journalled budget; what is reserved is not journalled. */
    public void restore(BudgetMark mark) {
        account(new BudgetKey(mark.owner(), mark.resource())).restore(mark.budget(), mark.certain());
    }

    private Account account(BudgetKey key) {
        Account known = accounts.get(key);
        if (known != null) {
            return known;
        }
        makeRoom();
        Account account = new Account(key, reserveOf(key.owner()), started);
        accounts.put(key, account);
        return account;
    }

    /** Forgets the budget whose window ends first, of those that nothing is reserved from, when there are too many. */
    private void makeRoom() {
        if (accounts.size() >= MAX_BUDGETS) {
            accounts.entrySet().stream()
                    .filter(entry -> entry.getValue().shares().reserved() == 0)
                    .min(Comparator.comparing(entry -> entry.getValue().endOfWord()))
                    .map(Map.Entry::getKey)
                    .ifPresent(accounts::remove);
        }
    }
}
