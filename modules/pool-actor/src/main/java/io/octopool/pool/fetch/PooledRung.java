package io.octopool.pool.fetch;

import io.octopool.github.client.Credential;
import io.octopool.github.client.GitHubCall;
import io.octopool.github.client.Outcome;
import io.octopool.github.routes.Flag;
import io.octopool.pool.cache.Source;
import io.octopool.pool.fetch.Climb.Ended;
import io.octopool.pool.fetch.Fetched.Obtained;
import io.octopool.pool.fetch.Refusal.Reason;
import io.octopool.pool.lease.CallResult;
import io.octopool.pool.lease.CallResult.Failure;
import io.octopool.pool.lease.Identity;
import io.octopool.pool.lease.LeaseQuery;
import io.octopool.pool.lease.LeaseTicket;
import io.octopool.pool.lease.Pool;
import io.octopool.pool.lease.Pool.LeaseReply.Leased;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The rung of the pooled identities (server spec 8.4): one after the other, each under a proof that the repository is public,
 * until one brings an answer or none is left. Nothing is proven for a pool that has none, and no lease is held while something is
 * proven. Another identity seldom helps where GitHub itself fails, so a few such failures
 * end it.
 */
final class PooledRung {

    private static final int MOST_FAILURES = 3;

    /** The longest that one identity may take to come by its credential: others may still serve the read afterwards. */
    private static final Duration CREDENTIAL_PATIENCE = Duration.ofSeconds(10);

    /** Whoever produces the credential keeps the time itself and tells more about it: it is given a moment to do so. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    /** What to do when the pool has no active identity at all. */
    interface OnEmptyPool {
        Fetched climb() throws Ended;
    }

    private final Climb climb;
    private final Proofs proofs;
    private final boolean isLog;
    private final Set<String> tried = new HashSet<>();
    private @Nullable Fetched last;
    private int failures;

    /** The last: what to answer if no identity brings anything, null for the reason that is found then. */
    PooledRung(Climb climb, Proofs proofs, @Nullable Fetched last) {
        this.climb = climb;
        this.proofs = proofs;
        this.last = last;
        this.isLog = climb.request().match().route().has(Flag.LOG);
    }

    Fetched read(OnEmptyPool onEmptyPool) throws Ended {
        if (last == null && !proofs.suffice() && isPoolEmpty()) {
            proofs.recall();
            return onEmptyPool.climb();
        }
        while (!climb.left().isZero() && failures < MOST_FAILURES) {
            proofs.need();
            switch (lease()) {
                case Leased leased -> {
                    Optional<Fetched> fetched = readWith(leased);
                    if (fetched.isPresent()) {
                        return fetched.get();
                    }
                }
                case Pool.LeaseReply.CoolingDown(var until) -> {
                    return lastOr(Refusal.fallback(Reason.IDENTITIES_COOLING_DOWN, until));
                }
                case Pool.LeaseReply.Saturated(var until) -> {
                    return lastOr(Refusal.fallback(Reason.RELAY_OVERLOADED, until));
                }
                case Pool.LeaseReply.NoIdentity(boolean poolIsEmpty) -> {
                    if (poolIsEmpty && last == null) {
                        return onEmptyPool.climb();
                    }
                    return lastOr(
                            Refusal.fallback(tried.isEmpty() ? Reason.NO_IDENTITY : Reason.IDENTITY_POOL_DEPLETED));
                }
            }
        }
        return lastOr(Refusal.fallback(Reason.GITHUB_TIMEOUT));
    }

    /** Whether any identity was leased. */
    boolean hasTried() {
        return !tried.isEmpty();
    }

    private boolean isPoolEmpty() throws Ended {
        return !climb.ask(climb.outside().ports().hasIdentities(climb.request().pool()));
    }

    private Pool.LeaseReply lease() throws Ended {
        FetchRequest request = climb.request();
        Validator stored = request.stored();
        LeaseQuery query = LeaseQuery.ofRead(
                request.match(),
                Set.copyOf(tried),
                stored == null ? null : stored.source().identityId(),
                climb.left());
        CompletionStage<Pool.LeaseReply> asked = climb.outside().ports().lease(request.pool(), query);
        try {
            return climb.ask(asked);
        } catch (Ended ended) {
            CompletionStage<Pool.LeaseReply> _ = asked.whenComplete((late, _) -> {
                if (late instanceof Leased leased) {
                    settle(leased, CallResult.failed(Failure.NOT_SENT));
                }
            });
            throw ended;
        }
    }

    /** What the identity brings, empty if the next one is to be tried. */
    private Optional<Fetched> readWith(Leased leased) throws Ended {
        Identity identity = leased.identity();
        tried.add(identity.id());
        climb.tries(identity.id());
        return switch (credential(leased)) {
            case Credentials.Answer.Ready ready -> readWith(leased, ready.credential());
            case Credentials.Answer.Unusable unusable -> {
                settle(leased, unusable.result());
                Instant retryAt = unusable.result().retryAt(climb.now());
                Fetched failed = climb.gaveUp(Refusal.fallback(unusable.reason(), retryAt));
                failures += isGitHubFailing(unusable.result()) ? 1 : 0;
                last = failed;
                yield Optional.empty();
            }
            case Credentials.Answer.Spent spent -> {
                settle(leased.ticket().asCheck(), spent.result());
                failures += isGitHubFailing(spent.result()) ? 1 : 0;
                tried.remove(identity.id());
                yield Optional.empty();
            }
        };
    }

    private Credentials.Answer credential(Leased leased) throws Ended {
        Duration left = climb.left();
        Duration patience = left.compareTo(CREDENTIAL_PATIENCE) < 0 ? left : CREDENTIAL_PATIENCE;
        try {
            return climb.ask(climb.outside().credentials().of(leased.identity(), patience), patience.plus(GRACE));
        } catch (Ended ended) {
            settle(leased, CallResult.failed(Failure.NOT_SENT));
            throw ended;
        }
    }

    private static boolean isGitHubFailing(CallResult result) {
        return result.status() >= 500
                || result.failure() == Failure.TIMEOUT
                || result.failure() == Failure.UNREACHABLE
                || result.failure() == Failure.UNCONNECTED;
    }

    private Optional<Fetched> readWith(Leased leased, Credential credential) throws Ended {
        Identity identity = leased.identity();
        Reading reading = new Reading(climb, Source.identity(identity.id(), identity.kind()), leased.reason());
        Outcome outcome = send(leased, reading.call(credential));
        if (isLog && outcome instanceof Outcome.RedirectDenied redirect) {
            return Optional.of(new LogDownload(climb, reading).follow(redirect));
        }
        return judge(outcome, reading);
    }

    private Outcome send(Leased leased, GitHubCall call) throws Ended {
        CallResult result = CallResult.failed(Failure.NOT_SENT);
        try {
            proofs.need(); // the lease may have been waited for
            if (climb.isOver()) {
                return new Outcome.TimedOut();
            }
            result = CallResult.abandoned();
            Outcome outcome = climb.send(call, proofs::needOf);
            result = isLog && outcome instanceof Outcome.RedirectDenied redirect
                    ? Verdict.resultOfLog(redirect, climb.now())
                    : climb.resultOf(outcome, call);
            if (outcome instanceof Outcome.Answered answered && Verdict.isOver(answered)) {
                climb.outside().credentials().refused(leased.identity(), call.credential());
            }
            return outcome;
        } finally {
            settle(leased, result);
        }
    }

    private Optional<Fetched> judge(Outcome outcome, Reading reading) {
        return switch (outcome) {
            case Outcome.Answered answered -> {
                Optional<Reason> refused = Verdict.refusedBecause(answered);
                if (refused.isPresent()) {
                    failures += answered.status() >= 500 ? 1 : 0;
                    last = climb.gaveUp(Refusal.fallback(refused.get(), Verdict.retryAt(answered, climb.now())));
                    yield Optional.empty();
                }
                Fetched fetched = reading.worth(answered);
                yield fetched instanceof Obtained obtained && obtained.isServerError()
                        ? next(obtained)
                        : Optional.of(fetched);
            }
            case Outcome.Unreachable _, Outcome.TimedOut _ -> next(reading.worth(outcome));
            case Outcome.TooLarge _, Outcome.RedirectDenied _, Outcome.NotSent _ -> Optional.of(reading.worth(outcome));
        };
    }

    private Optional<Fetched> next(Fetched failed) {
        failures++;
        last = failed;
        return Optional.empty();
    }

    private void settle(Leased leased, CallResult result) {
        settle(leased.ticket(), result);
    }

    private void settle(LeaseTicket lease, CallResult result) {
        climb.outside().ports().settle(climb.request().pool(), lease, result);
    }

    private Fetched lastOr(Refusal refusal) {
        Fetched known = last;
        return known == null ? climb.gaveUp(refusal) : known;
    }
}
