package io.octopool.pool.fetch;

import io.octopool.github.answer.Body;
import io.octopool.github.answer.CachePolicy;
import io.octopool.github.answer.Sanitiser;
import io.octopool.github.answer.Sanitising;
import io.octopool.github.client.Credential;
import io.octopool.github.client.GitHub;
import io.octopool.github.client.GitHubCall;
import io.octopool.github.client.Outcome;
import io.octopool.github.client.ResponseHeaders;
import io.octopool.github.routes.LastResort;
import io.octopool.github.routes.RepoName;
import io.octopool.pool.cache.Source;
import io.octopool.pool.fetch.Fetched.GaveUp;
import io.octopool.pool.fetch.Fetched.Obtained;
import io.octopool.pool.fetch.Refusal.Reason;
import io.octopool.pool.lease.CallResult;
import io.octopool.pool.lease.CallResult.Failure;
import io.octopool.pool.lease.Identity;
import io.octopool.pool.lease.LeaseQuery;
import io.octopool.pool.lease.LeaseReason;
import io.octopool.pool.lease.Pool;
import io.octopool.pool.visibility.Proof;
import io.octopool.pool.visibility.RepoVisibility;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How an answer that is not in the cache is obtained (design, "Data flow of one read").
 *
 * <pre>
 *   last resort P:  proof that the repository is public ─▶ lease ─▶ GitHub ─▶ settle ─▶ sanitise
 *                   no ─▶ refuse                            ▲  none: anonymous     │ 401 403 429 5xx: next identity
 *                                                           └──────────────────────┘
 *   last resort L:  anonymous ─▶ sanitise                   refused: the client is told to ask GitHub itself
 *   last resort A:  anonymous ─▶ sanitise                   out of quota: as P
 * </pre>
 *
 * <p>Invariant: a pooled credential is sent for a repository only under a proof that it is public. One deadline bounds the
 * whole climb; no call may take longer than what is left of it.
 */
public final class FetchLadder {

    private static final Logger LOG = LoggerFactory.getLogger(FetchLadder.class);

    private static final int LONGEST_OWNER = 39;
    private static final int LONGEST_REPO = 100;

    private final GitHub github;
    private final Credentials credentials;
    private final FetchPorts ports;
    private final Executor executor;
    private final Duration callTimeout;
    private final InstantSource clock;

    /**
     * A ladder over its ports.
     *
     * @param executor runs what may block for a moment or takes a while: reading secrets, sanitising
     * @param callTimeout the longest a single call of GitHub may take
     */
    public FetchLadder(
            GitHub github,
            Credentials credentials,
            FetchPorts ports,
            Executor executor,
            Duration callTimeout,
            InstantSource clock) {
        this.github = github;
        this.credentials = credentials;
        this.ports = ports;
        this.executor = executor;
        this.callTimeout = callTimeout;
        this.clock = clock;
    }

    /** Climbs the ladder. The stage never fails for a reason that GitHub, the database or a peer can cause. */
    public CompletionStage<Fetched> fetch(FetchRequest request) {
        Climb climb = new Climb(request);
        CompletionStage<Fetched> fetched = switch (request.match().route().lastResort()) {
            case POOLED -> climb.pooled();
            case LOCAL -> climb.anonymous(_ -> gaveUp(Reason.WEB_ONLY_UNAVAILABLE));
            case ANONYMOUS -> climb.anonymousThenPooled();
        };
        return fetched.exceptionally(unanswered -> {
            LOG.warn("a fetch of {} got no answer", request.match().kind(), unanswered);
            return new GaveUp(Refusal.fallback(Reason.RELAY_OVERLOADED), climb.lastIdentity);
        });
    }

    /** Longer names than GitHub gives out name no repository, and no entity is made for them. */
    private static boolean isPossible(RepoName repository) {
        return repository.owner().length() <= LONGEST_OWNER && repository.repo().length() <= LONGEST_REPO;
    }

    private static CompletionStage<Fetched> gaveUp(Reason reason) {
        return CompletableFuture.completedStage(new GaveUp(Refusal.fallback(reason), null));
    }

    /** What to do when GitHub refused an anonymous call for this reason. */
    private interface OnRefusal {
        CompletionStage<Fetched> because(Reason reason);
    }

    /** The state of one climb; its steps follow one another, never side by side. */
    private final class Climb {

        private final FetchRequest request;
        private final Set<String> tried = new HashSet<>();
        private @Nullable String lastIdentity;
        private @Nullable Fetched lastAnswer;

        Climb(FetchRequest request) {
            this.request = request;
        }

        CompletionStage<Fetched> pooled() {
            Optional<RepoName> repository = request.match().repository();
            Proof known = request.proof();
            if (repository.isEmpty() || (known != null && known.holdsAt(clock.instant()))) {
                return lease(known);
            }
            if (!isPossible(repository.get())) {
                return gaveUp(Reason.REPO_NOT_PUBLIC);
            }
            return ports.prove(repository.get().key()).thenComposeAsync(this::onProof, executor);
        }

        CompletionStage<Fetched> anonymousThenPooled() {
            return anonymous(refused -> {
                boolean quota = refused == Reason.GITHUB_RATE_LIMITED || refused == Reason.GITHUB_IDENTITY_DEPLETED;
                return quota
                        ? pooled().thenApply(fetched -> fetched instanceof Obtained ? fetched : refusal(refused))
                        : CompletableFuture.completedStage(refusal(refused));
            });
        }

        CompletionStage<Fetched> anonymous(OnRefusal onRefusal) {
            return call(new Credential.Anonymous())
                    .thenComposeAsync(
                            outcome -> {
                                Optional<Reason> refused = outcome instanceof Outcome.Answered answered
                                        ? Verdict.refusedBecause(answered)
                                        : Optional.empty();
                                return refused.isPresent()
                                        ? onRefusal.because(refused.get())
                                        : proven(taken(outcome, Source.anonymous(), null, null));
                            },
                            executor);
        }

        /** An answer to a caller without credential proves its repository public (server spec 6.2). */
        private CompletionStage<Fetched> proven(Fetched fetched) {
            Optional<RepoName> repository = request.match().repository();
            boolean proves = repository.isPresent()
                    && isPossible(repository.get())
                    && request.match().route().provesPublic();
            return proves && fetched instanceof Obtained obtained && obtained.lifetime() != null
                    ? ports.observedPublic(repository.get().key())
                            .<Fetched>thenApply(reply -> reply instanceof RepoVisibility.Reply.Public(Proof proof)
                                    ? obtained.under(proof)
                                    : obtained.uncached())
                            .exceptionally(_ -> obtained.uncached())
                    : CompletableFuture.completedStage(fetched);
        }

        private CompletionStage<Fetched> onProof(RepoVisibility.Reply reply) {
            return switch (reply) {
                case RepoVisibility.Reply.Public(Proof proof) -> lease(proof);
                case RepoVisibility.Reply.NotPublic _ -> gaveUp(Reason.REPO_NOT_PUBLIC);
                case RepoVisibility.Reply.Undecided(boolean unavailable) ->
                    gaveUp(unavailable ? Reason.GITHUB_UNREACHABLE : Reason.REPO_PUBLIC_CHECK_FAILED);
            };
        }

        private CompletionStage<Fetched> lease(@Nullable Proof proof) {
            if (left().isZero()) {
                return CompletableFuture.completedStage(lastOr(Reason.GITHUB_TIMEOUT));
            }
            LeaseQuery query = new LeaseQuery(
                    request.match().routeKey(),
                    request.match().route().bucket().wireName(),
                    request.match().owner().orElse(null),
                    request.match().repo().orElse(null),
                    Set.copyOf(tried),
                    null,
                    1,
                    left());
            return ports.lease(request.pool(), query).thenComposeAsync(reply -> onLease(reply, proof), executor);
        }

        private CompletionStage<Fetched> onLease(Pool.LeaseReply reply, @Nullable Proof proof) {
            return switch (reply) {
                case Pool.LeaseReply.Leased leased -> callWith(leased, proof);
                case Pool.LeaseReply.CoolingDown(var until) ->
                    CompletableFuture.completedStage(
                            lastAnswer == null
                                    ? new GaveUp(Refusal.fallback(Reason.IDENTITIES_COOLING_DOWN, until), lastIdentity)
                                    : lastAnswer);
                case Pool.LeaseReply.NoIdentity _ -> withoutIdentity();
            };
        }

        /** The anonymous API stands in for a pool in which nobody may serve the read. */
        private CompletionStage<Fetched> withoutIdentity() {
            boolean untried = tried.isEmpty();
            boolean mayAskAnonymously = request.match().route().anonymousApi()
                    && request.match().route().lastResort() == LastResort.POOLED;
            return untried && mayAskAnonymously
                    ? anonymous(_ -> gaveUp(Reason.NO_IDENTITY))
                    : CompletableFuture.completedStage(
                            lastOr(untried ? Reason.NO_IDENTITY : Reason.IDENTITY_POOL_DEPLETED));
        }

        private CompletionStage<Fetched> callWith(Pool.LeaseReply.Leased leased, @Nullable Proof proof) {
            Identity identity = leased.identity();
            tried.add(identity.id());
            lastIdentity = identity.id();
            Optional<Credential> credential = credentials.of(identity);
            if (credential.isEmpty()) {
                settle(leased, CallResult.failed(Failure.MISCONFIGURED));
                lastAnswer = refusal(Reason.IDENTITY_SECRET_MISSING);
                return lease(proof);
            }
            return call(credential.get()).thenComposeAsync(outcome -> onOutcome(outcome, leased, proof), executor);
        }

        private CompletionStage<Fetched> onOutcome(
                Outcome outcome, Pool.LeaseReply.Leased leased, @Nullable Proof proof) {
            settle(leased, Verdict.resultOf(outcome));
            Source source =
                    Source.identity(leased.identity().id(), leased.identity().kind());
            if (outcome instanceof Outcome.Answered answered) {
                Optional<Reason> refused = Verdict.refusedBecause(answered);
                boolean another = refused.isPresent() || answered.status() >= 500;
                if (another) {
                    lastAnswer =
                            refused.map(this::refusal).orElseGet(() -> taken(outcome, source, proof, leased.reason()));
                    return lease(proof);
                }
            }
            return CompletableFuture.completedStage(taken(outcome, source, proof, leased.reason()));
        }

        private void settle(Pool.LeaseReply.Leased leased, CallResult result) {
            ports.settle(request.pool(), leased.leaseId(), result);
        }

        private CompletionStage<Outcome> call(Credential credential) {
            Duration left = left();
            if (left.isZero()) {
                return CompletableFuture.completedStage(new Outcome.TimedOut());
            }
            return github.send(GitHubCall.get(
                    request.request(), credential, left.compareTo(callTimeout) < 0 ? left : callTimeout));
        }

        private Fetched taken(
                Outcome outcome, Source source, @Nullable Proof proof, @Nullable LeaseReason leaseReason) {
            return switch (outcome) {
                case Outcome.Answered answered -> sanitised(answered, source, proof, leaseReason);
                case Outcome.Unreachable _, Outcome.NotSent _ -> refusal(Reason.GITHUB_UNREACHABLE);
                case Outcome.TimedOut _ -> refusal(Reason.GITHUB_TIMEOUT);
                case Outcome.TooLarge _ -> refusal(Reason.GITHUB_RESPONSE_TOO_LARGE);
                case Outcome.RedirectDenied _ -> new GaveUp(Refusal.redirectDenied(), lastIdentity);
            };
        }

        private Fetched sanitised(
                Outcome.Answered answered, Source source, @Nullable Proof proof, @Nullable LeaseReason leaseReason) {
            return switch (Sanitiser.sanitise(request.match(), answered.status(), Body.of(answered))) {
                case Sanitising.Sanitised(Body body) ->
                    new Obtained(
                            answered.status(),
                            new ResponseHeaders(answered.headers()),
                            body,
                            source,
                            CachePolicy.lifetime(request.match(), request.request(), answered.status(), body)
                                    .orElse(null),
                            proof,
                            leaseReason);
                case Sanitising.Withheld(Sanitising.Reason reason) ->
                    refusal(
                            switch (reason) {
                                case PRIVATE_REPOSITORY -> Reason.REPO_NOT_PUBLIC;
                                case DRAFT_RELEASE, SECRET_GIST -> Reason.WEB_ONLY_UNAVAILABLE;
                                case UNREADABLE -> Reason.GITHUB_RESPONSE_UNREADABLE;
                            });
            };
        }

        private Fetched refusal(Reason reason) {
            return new GaveUp(Refusal.fallback(reason), lastIdentity);
        }

        private Fetched lastOr(Reason reason) {
            return lastAnswer == null ? refusal(reason) : lastAnswer;
        }

        private Duration left() {
            Duration left = Duration.between(clock.instant(), request.deadline());
            return left.isNegative() ? Duration.ZERO : left;
        }
    }
}
