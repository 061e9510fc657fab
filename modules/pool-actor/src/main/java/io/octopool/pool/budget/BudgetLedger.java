package io.octopool.pool.budget;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Every budget of a pool's owners with what is reserved in it. A reservation is made by a lease and ends when the lease is
 * settled or expires, so that a burst of calls sees what the calls before it will spend. Not thread-safe: one actor owns it.
 */
public final class BudgetLedger {

    /** Far more than owners times resources come to: the names of resources are GitHub's, and they are not counted on. */
    private static final int MAX_BUDGETS = 2_000;

    private static final int EVERYTHING = 100;

    private final Map<BudgetKey, Account> accounts = new HashMap<>();

    /** What of a budget may be spent by whom. The reserve and the share are percents of the limit. */
    public record Claim(BudgetKey key, String spender, int reserve, int share) {

        /** A claim to all of it. */
        public static Claim toAll(BudgetKey key) {
            return new Claim(key, "", 0, EVERYTHING);
        }
    }

    /** How a budget stands: see {@link io.octopool.pool.lease.BookView.BudgetInUse}. */
    public record Balance(
            BudgetKey key,
            long limit,
            long remaining,
            long reserved,
            @Nullable Instant resetAt,
            double spendPerMinute) {}

    /**
     * Requests that may still be granted: what remains less what is reserved and the owner's reserve, and no more than is left
     * of the spender's share; may be negative.
     */
    public long usable(Claim claim, Instant now) {
        Account account = accounts.get(claim.key());
        if (account == null) {
            long limit = Budget.unseen(claim.key()).limit();
            return Math.min(limit - limit * claim.reserve() / EVERYTHING, shareOf(limit, claim.share()));
        }
        long free = account.remaining(now) - account.reserved() - account.limit() * claim.reserve() / EVERYTHING;
        return claim.share() >= EVERYTHING
                ? free
                : Math.min(free, account.shareLeft(claim.spender(), claim.share(), now));
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
        Account account = accounts.getOrDefault(key, new Account(key));
        return new Balance(
                key,
                account.limit(),
                account.remaining(now),
                account.reserved(),
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
    }

    /** GitHub answered, and what it said or left out of this budget is all that can be known. */
    public void confirm(BudgetKey key) {
        account(key).confirm();
    }

    /**
     * Takes in what GitHub said.
     *
     * @param units what the call spent, 0 if that is counted already
     * @param sentAt when the call was allowed
     * @return the budget if the journal should hear of it, else null
     */
    public @Nullable Budget observe(
            BudgetKey key, Budget reading, String spender, int units, Instant sentAt, Instant now) {
        Account account = account(key);
        return account.observe(reading, spender, units, sentAt, now) ? account.word() : null;
    }

    /** What GitHub said of the budgets whose window has not ended, by owner and resource. */
    public List<KnownBudget> inForce(Instant now) {
        return accounts.entrySet().stream()
                .filter(entry -> entry.getValue().word().resetAt().isAfter(now))
                .map(entry -> new KnownBudget(
                        entry.getKey().owner(),
                        entry.getKey().resource(),
                        entry.getValue().word()))
                .sorted(Comparator.comparing(KnownBudget::owner).thenComparing(KnownBudget::resource))
                .toList();
    }

    /** Restores a journalled budget; what is reserved is not journalled. */
    public void restore(BudgetKey key, Budget budget) {
        account(key).restore(budget);
    }

    private Account account(BudgetKey key) {
        Account known = accounts.get(key);
        if (known != null) {
            return known;
        }
        makeRoom();
        Account opened = new Account(key);
        accounts.put(key, opened);
        return opened;
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
