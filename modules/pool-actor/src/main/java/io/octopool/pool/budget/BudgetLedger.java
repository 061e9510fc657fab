package io.octopool.pool.budget;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
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

    private final Instant started;
    private final Map<BudgetKey, Account> accounts = new HashMap<>();
    private final Set<BudgetKey> touched = new HashSet<>();
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
        accounts.keySet().stream()
                .filter(key -> reserveOf(key.owner()) != before.getOrDefault(key.owner(), 0))
                .forEach(touched::add);
    }

    private int reserveOf(String owner) {
        return reserves.getOrDefault(owner, 0);
    }

    /** The part of a limit that is left to the owner, in requests. */
    private long reserve(BudgetKey key, Account account) {
        return account.limit() * reserveOf(key.owner()) / EVERYTHING;
    }

    /**
     * Requests that may still be granted: what remains less what is reserved and the owner's reserve, and no more than is left
     * of the spender's share; may be negative.
     */
    public long usable(Claim claim, Instant now) {
        Account account = known(claim.key());
        long free = account.remaining(now) - account.reserved() - reserve(claim.key(), account);
        return claim.share() >= EVERYTHING
                ? free
                : Math.min(free, account.shareLeft(claim.spender(), claim.share(), now));
    }

    /**
     * Requests that may be granted and reserved together, though the journal did not hear of all that was spent before the start;
     * may be negative. Once GitHub has spoken that is what remains less the owner's reserve.
     */
    public long certain(BudgetKey key, Instant now) {
        Account account = known(key);
        return account.certain(now) - reserve(key, account);
    }

    /** Whether only a call under way can tell whether so many more may be granted. */
    public boolean awaitsWord(BudgetKey key, int units, Instant now) {
        Account account = known(key);
        return account.reserved() > 0 && account.isUncertain(now) && certain(key, now) - account.reserved() < units;
    }

    /** A share of a limit, in requests: of a small limit at least one, as otherwise the share would be none. */
    static long shareOf(long limit, int share) {
        return Math.ceilDiv(limit * share, EVERYTHING);
    }

    /** Whether it is known that nothing of the budget is left before its window ends. */
    public boolean isExhausted(BudgetKey key, Instant now) {
        Account account = accounts.get(key);
        return account != null && account.isExhausted(now);
    }

    /** Whether a call is under way that will bring GitHub's first word since the start: until then nobody knows what is left. */
    public boolean awaitsFirstWord(BudgetKey key) {
        Account account = accounts.get(key);
        return account != null && !account.isConfirmed() && account.reserved() > 0;
    }

    /** When the window ends, null while none is known. */
    public @Nullable Instant resetAt(BudgetKey key, Instant now) {
        Account account = accounts.get(key);
        return account == null ? null : account.resetAt(now);
    }

    public Balance balance(BudgetKey key, Instant now) {
        Account account = known(key);
        return new Balance(
                key,
                account.limit(),
                account.remaining(now),
                account.reserved(),
                reserve(key, account),
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
        account(key).reserve(spender, units);
    }

    void release(BudgetKey key, String spender, int units) {
        account(key).release(spender, units);
    }

    /** Counts a call that may have reached GitHub and of which GitHub said nothing. */
    public void spendSilently(BudgetKey key, String spender, int units, Instant now) {
        account(key).spendSilently(spender, units, now);
        touched.add(key);
    }

    /** GitHub answered a call that was allowed at that time, and what it said or left out of this budget is all that can be known. */
    public void confirm(BudgetKey key, Instant sentAt) {
        account(key).confirm(sentAt);
    }

    /**
     * Takes in what GitHub said.
     *
     * @param units what the call spent, 0 if that is counted already
     * @param sentAt when the call was allowed
     */
    public void observe(BudgetKey key, Budget reading, String spender, int units, Instant sentAt, Instant now) {
        account(key).observe(reading, spender, units, sentAt, now);
        touched.add(key);
    }

    /** The budgets that the journal should hear of, as they stand; each is told once. */
    public List<KnownBudget> news(Instant now) {
        if (touched.isEmpty()) {
            return List.of();
        }
        List<KnownBudget> news = new ArrayList<>();
        for (BudgetKey key : touched) {
            Account account = accounts.get(key);
            Budget told = account == null ? null : account.news(reserveOf(key.owner()), now);
            if (told != null) {
                news.add(new KnownBudget(key.owner(), key.resource(), told));
            }
        }
        touched.clear();
        return news;
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
    public void restore(BudgetKey key, Budget budget) {
        account(key).restore(budget, reserveOf(key.owner()));
    }

    /** What is known of a budget, be it nothing. */
    private Account known(BudgetKey key) {
        Account known = accounts.get(key);
        return known == null ? new Account(key, reserveOf(key.owner()), started) : known;
    }

    private Account account(BudgetKey key) {
        Account account = known(key);
        if (!accounts.containsKey(key)) {
            makeRoom();
            accounts.put(key, account);
        }
        return account;
    }

    /** Forgets the budget whose window ends first, of those that nothing is reserved from, when there are too many. */
    private void makeRoom() {
        if (accounts.size() >= MAX_BUDGETS) {
            accounts.entrySet().stream()
                    .filter(entry -> entry.getValue().reserved() == 0)
                    .min(Comparator.comparing(entry -> entry.getValue().word().resetAt()))
                    .map(Map.Entry::getKey)
                    .ifPresent(accounts::remove);
        }
    }
}
