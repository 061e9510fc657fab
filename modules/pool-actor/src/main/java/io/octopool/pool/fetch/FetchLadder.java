package io.octopool.pool.fetch;

import io.octopool.github.client.Credential;
import io.octopool.github.client.GitHub;
import io.octopool.github.client.LogHost;
import io.octopool.github.routes.RepoName;
import io.octopool.github.routes.Route;
import io.octopool.pool.fetch.Climb.Ended;
import io.octopool.pool.fetch.Fetched.GaveUp;
import io.octopool.pool.fetch.Fetched.NotModified;
import io.octopool.pool.fetch.Fetched.Obtained;
import io.octopool.pool.fetch.Fetched.Proven;
import io.octopool.pool.fetch.PublicRung.Attempt;
import io.octopool.pool.fetch.Refusal.Reason;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * How an answer that is not in the cache is obtained (design, "Data flow of one read").
 *
 * <pre>
 *                 known not to be public ─▶ refuse
 *                          │ not known to be
 *   last resort P:  public reader, if there is one ──▶ answer, which proves the repository public
 *                          │ refused, used up, failing
 *                   has the pool an identity? ── no ─▶ in public, if that was not tried
 *                          │ yes
 *                   proof that the repository is public ─▶ lease ─▶ GitHub ─▶ settle ─▶ answer
 *                          │ no: refuse                     ▲  │ none left   │ 401 403 429 5xx, no answer
 *                          ▼                                │  ▼             │
 *                                                           └──────── next identity
 *   last resort L:  public reader, or anonymous ──▶ answer      refused: the client is told to ask GitHub itself
 *   last resort A:  public reader, or anonymous ──▶ answer      out of quota: the pool, as for P
 *   token-free:     proof, by reading the repository ─▶ public reader, or anonymous ─▶ answer      else: unavailable
 *                                    └─ what is stored is fresh ─▶ proven
 *
 *   every call:     a validator goes with the credential that earned it: 304 ─▶ not modified
 *                   renamed repository ─▶ proof of the target, where a pooled credential asks ─▶ the same call there, once
 *                   log ─▶ its host, without our headers
 * </pre>
 *
 * <p>Invariants: a pooled credential is sent for a repository only under a proof that it is public, and what it brought is not
 * shown once it is known that the repository ceased to be public meanwhile. One deadline bounds the whole climb; no call may
 * take longer than what is left of it.
 */
public final class FetchLadder {

    /**
     * Bounds of a climb.
     *
     * @param callTimeout the longest a single call of GitHub may take, body included
     * @param maxLogBytes the largest log that is taken, in bytes
     */
    public record Limits(Duration callTimeout, long maxLogBytes) {}

    private final Surroundings outside;
    private final Executor executor;

    /**
     * A ladder over its ports.
     *
     * @param publicReader the credential of the app that reads public data; the anonymous API takes its place if empty
     * @param executor runs the climbs. A climb waits in its thread, so it should be given a virtual one of its own
     */
    public FetchLadder(
            GitHub github,
            LogHost logs,
            Credentials credentials,
            Optional<Credential> publicReader,
            FetchPorts ports,
            Executor executor,
            Limits limits,
            InstantSource clock) {
        this.outside = new Surroundings(github, logs, credentials, publicReader, ports, limits, clock);
        this.executor = executor;
    }

    /** Climbs the ladder. */
    public Climbing fetch(FetchRequest request) {
        Climb climb = new Climb(request, outside);
        executor.execute(() -> climb.run(FetchLadder::climb));
        return climb;
    }

    private static Fetched climb(Climb climb) throws Ended {
        if (climb.left().isZero()) {
            throw new Ended(Reason.GITHUB_TIMEOUT);
        }
        Proofs proofs = new Proofs(climb);
        Fetched fetched;
        try {
            fetched = AttemptProof.applied(climb, steps(climb, proofs));
            if (isPooled(fetched)) {
                proofs.standFirm();
            }
        } catch (Ended ended) {
            fetched = climb.gaveUp(ended.refusal());
        }
        return withProofForStandIn(climb, proofs, fetched);
    }

    /** Whether a pooled credential brought it, which may see more than the public does. */
    private static boolean isPooled(Fetched fetched) {
        return switch (fetched) {
            case Obtained obtained -> obtained.source().identityId() != null;
            case NotModified unchanged -> unchanged.source().identityId() != null;
            case Proven _, GaveUp _ -> false;
        };
    }

    private static Fetched steps(Climb climb, Proofs proofs) throws Ended {
        FetchRequest request = climb.request();
        if (request.tokenFree()) {
            return tokenFree(climb, proofs);
        }
        return switch (request.match().route().lastResort()) {
            case POOLED -> pooled(climb, proofs);
            case LOCAL -> local(climb, proofs);
            case ANONYMOUS -> publicThenPooled(climb, proofs);
        };
    }

    private static Fetched pooled(Climb climb, Proofs proofs) throws Ended {
        Route route = climb.request().match().route();
        boolean hasReader = climb.outside().publicReader().isPresent();
        Fetched failed = null;
        Attempt.Refused refused = null;
        if (hasReader && route.anonymousApi()) {
            proofs.recall();
            switch (new PublicRung(climb, proofs, true).read()) {
                case Attempt.Took took -> {
                    return took.fetched();
                }
                case Attempt.Failed down -> failed = down.fetched();
                case Attempt.Refused quota -> refused = quota;
            }
        }
        Attempt.Refused spent = refused;
        PooledRung rung = new PooledRung(climb, proofs, failed);
        Fetched fetched = rung.read(() ->
                hasReader || !route.anonymousApi() ? noIdentity(climb, spent) : publiclyForEmptyPool(climb, proofs));
        return rung.hasTried() ? fetched : inTurn(climb, proofs, spent, fetched);
    }

    /** Where nobody else could read, the public reader's turn is waited for, if that was all that it lacked. */
    private static Fetched inTurn(Climb climb, Proofs proofs, Attempt.@Nullable Refused refused, Fetched otherwise)
            throws Ended {
        if (refused == null || !refused.busy() || !(otherwise instanceof GaveUp)) {
            return otherwise;
        }
        return switch (new PublicRung(climb, proofs, false).read()) {
            case Attempt.Took took -> took.fetched();
            case Attempt.Failed failed -> failed.fetched();
            case Attempt.Refused _ -> otherwise;
        };
    }

    private static Fetched publiclyForEmptyPool(Climb climb, Proofs proofs) throws Ended {
        return switch (new PublicRung(climb, proofs, false).read()) {
            case Attempt.Took took -> took.fetched();
            case Attempt.Failed failed -> failed.fetched();
            case Attempt.Refused refused -> noIdentity(climb, refused);
        };
    }

    private static GaveUp noIdentity(Climb climb, Attempt.@Nullable Refused refused) {
        return climb.gaveUp(Refusal.fallback(Reason.NO_IDENTITY, refused == null ? null : refused.retryAt()));
    }

    private static Fetched local(Climb climb, Proofs proofs) throws Ended {
        proofs.recall();
        return switch (new PublicRung(climb, proofs, false).read()) {
            case Attempt.Took took -> took.fetched();
            case Attempt.Failed failed -> failed.fetched();
            case Attempt.Refused refused ->
                climb.gaveUp(Refusal.fallback(Reason.WEB_ONLY_UNAVAILABLE, refused.retryAt()));
        };
    }

    private static Fetched publicThenPooled(Climb climb, Proofs proofs) throws Ended {
        return switch (new PublicRung(climb, proofs, true).read()) {
            case Attempt.Took took -> took.fetched();
            case Attempt.Failed failed -> failed.fetched();
            case Attempt.Refused refused -> {
                GaveUp publicly = climb.gaveUp(Refusal.fallback(refused.reason(), refused.retryAt()));
                yield refused.isForQuota()
                        ? inTurn(climb, proofs, refused, pooledOr(climb, proofs, publicly))
                        : publicly;
            }
        };
    }

    /** The pool's answer; whatever else it says, the reason of the public call stands (server spec 5.2, stage 14'). */
    private static Fetched pooledOr(Climb climb, Proofs proofs, GaveUp publicly) {
        try {
            Fetched pooled = new PooledRung(climb, proofs, null).read(() -> publicly);
            return pooled instanceof GaveUp || (pooled instanceof Obtained obtained && obtained.isServerError())
                    ? climb.gaveUp(publicly.refusal())
                    : pooled;
        } catch (Ended ended) {
            return climb.gaveUp(publicly.refusal());
        }
    }

    /** Never an identity and never the verifier's credential (server spec 4.6). */
    private static Fetched tokenFree(Climb climb, Proofs proofs) throws Ended {
        proofs.recall();
        PublicRung rung = new PublicRung(climb, proofs, false);
        FetchRequest request = climb.request();
        Optional<RepoName> repository = request.match().repository();
        if (repository.isPresent() && !proofs.suffice()) {
            rung.proveByReading(repository.get().toString());
        }
        if (request.proofSuffices() && climb.hasHoldingProof()) {
            return new Proven(climb.proof().orElseThrow());
        }
        return rung.read() instanceof Attempt.Took(Fetched fetched) && !(fetched instanceof GaveUp)
                ? fetched
                : climb.gaveUp(Refusal.tokenFreeUnavailable());
    }

    /** What is stored may stand in for what was not obtained; that takes a proof (server spec 7.11). */
    private static Fetched withProofForStandIn(Climb climb, Proofs proofs, Fetched fetched) {
        boolean wanted = climb.request().stored() != null
                && switch (fetched) {
                    case GaveUp gaveUp -> gaveUp.refusal().staleReason().isPresent();
                    case Obtained obtained -> obtained.isServerError();
                    case NotModified _, Proven _ -> false;
                };
        if (wanted) {
            try {
                proofs.forStandIn();
            } catch (Ended ended) {
                return ended.refusal().is(Reason.REPO_NOT_PUBLIC) ? climb.gaveUp(ended.refusal()) : fetched;
            }
        }
        return switch (fetched) {
            case GaveUp gaveUp -> climb.gaveUp(gaveUp.refusal());
            case Obtained obtained
            when obtained.isServerError() && climb.hasHoldingProof() ->
                obtained.under(climb.proof().orElseThrow());
            case Obtained _, NotModified _, Proven _ -> fetched;
        };
    }
}
