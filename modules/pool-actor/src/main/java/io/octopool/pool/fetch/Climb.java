package io.octopool.pool.fetch;

import io.octopool.github.client.GitHubCall;
import io.octopool.github.client.Outcome;
import io.octopool.github.client.Redirects;
import io.octopool.pool.FailurePlace;
import io.octopool.pool.fetch.Fetched.GaveUp;
import io.octopool.pool.fetch.Refusal.Reason;
import io.octopool.pool.lease.CallResult;
import io.octopool.pool.visibility.Proof;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One climb: its deadline, what it waits for, and what it learnt on the way.
 *
 * <p>Invariants: its steps follow one another on one thread, which waits; only {@link #cancel} comes from others. No wait lasts
 * beyond the deadline. Once cancelled it waits for nothing any more, so that it ends at its next step.
 */
final class Climb implements Climbing {

    private static final Logger LOG = LoggerFactory.getLogger(Climb.class);

    /** GitHub's port keeps the deadline itself and tells more about it: it is given a moment to do so. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    /** The climb ends here, with this. Thrown for flow, without a stack trace. */
    static final class Ended extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient Refusal refusal;

        Ended(Refusal refusal) {
            super("ended", null, false, false);
            this.refusal = refusal;
        }

        Ended(Reason reason) {
            this(Refusal.fallback(reason));
        }

        Refusal refusal() {
            return refusal;
        }
    }

    /** The steps from the first to the answer. */
    interface Steps {
        Fetched climb(Climb climb) throws Ended;
    }

    /** Whether to go on to the repository with that number, where a renamed one is found. */
    interface OnRename {
        void check(long repositoryId) throws Ended;
    }

    private final FetchRequest request;
    private final Surroundings outside;
    private final CompletableFuture<Fetched> result = new CompletableFuture<>();
    private volatile boolean cancelled;
    private volatile @Nullable CompletableFuture<?> awaited;
    private @Nullable Proof proof;
    private @Nullable String lastIdentity;
    private boolean asked;
    private int calls;

    Climb(FetchRequest request, Surroundings outside) {
        this.request = request;
        this.outside = outside;
        this.proof = request.proof();
    }

    @Override
    public CompletionStage<Fetched> result() {
        return result;
    }

    @Override
    public void cancel() {
        cancelled = true;
        CompletableFuture<?> waiting = awaited;
        if (waiting != null) {
            waiting.cancel(false);
        }
    }

    /** Climbs to the end, on the calling thread. Whatever happens there, whoever waits for the result gets one. */
    void run(Steps steps) {
        Fetched fetched;
        try {
            fetched = steps.climb(this);
        } catch (Ended ended) {
            fetched = gaveUp(ended.refusal());
        } catch (Throwable bug) {
            LOG.error("a fetch of {} failed: {}", request.match().kind(), FailurePlace.of(bug));
            fetched = gaveUp(Refusal.fallback(Reason.RELAY_OVERLOADED));
        }
        result.complete(fetched);
    }

    FetchRequest request() {
        return request;
    }

    Surroundings outside() {
        return outside;
    }

    Instant now() {
        return outside.clock().instant();
    }

    Duration left() {
        Duration left = Duration.between(now(), request.deadline());
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** The proof at hand, whether or not it still holds; empty if there is none. */
    Optional<Proof> proof() {
        return Optional.ofNullable(proof);
    }

    boolean hasHoldingProof() {
        return proof != null && proof.holdsAt(now());
    }

    void proven(Proof earned) {
        proof = earned;
    }

    void tries(String identityId) {
        lastIdentity = identityId;
    }

    GaveUp gaveUp(Refusal refusal) {
        return new GaveUp(refusal, lastIdentity, proof, asked);
    }

    GaveUp gaveUp(Reason reason) {
        return gaveUp(Refusal.fallback(reason));
    }

    /** What a neighbour says. A neighbour that does not answer ends the climb. */
    <T> T ask(CompletionStage<T> answer) throws Ended {
        return await(answer.toCompletableFuture().copy(), left());
    }

    /** As {@link #ask(CompletionStage)}, waiting no longer than that. */
    <T> T ask(CompletionStage<T> answer, Duration patience) throws Ended {
        return await(answer.toCompletableFuture().copy(), patience);
    }

    /** How long one call of GitHub may take. */
    Duration callTimeout() {
        Duration left = left();
        Duration longest = outside.limits().callTimeout();
        return left.compareTo(longest) < 0 ? left : longest;
    }

    /** Whether there is no use in sending anything more. */
    boolean isOver() {
        return cancelled || left().isZero();
    }

    /**
     * What the outcome of the last {@link #send} tells the owner of the budget. A call that had less time than a call may take, and did not end in it,
     * says nothing of GitHub.
     */
    CallResult resultOf(Outcome outcome, GitHubCall call) {
        boolean hurried = call.timeout().compareTo(outside.limits().callTimeout()) < 0;
        CallResult result =
                hurried && outcome instanceof Outcome.TimedOut ? CallResult.abandoned() : CallResult.of(outcome, now());
        return result.afterCalls(calls);
    }

    /**
     * Makes the call; one redirect of it is followed if it leads to a renamed repository that {@code onRename} lets through.
     */
    Outcome send(GitHubCall call, OnRename onRename) throws Ended {
        calls = 1;
        Outcome outcome = exchange(call);
        if (outcome instanceof Outcome.RedirectDenied redirect && redirect.target() != null) {
            String target = redirect.target();
            Optional<Long> repository = Redirects.renamed(target);
            if (repository.isPresent()) {
                onRename.check(repository.get());
                calls = 2;
                return exchange(call.at(target));
            }
        }
        return outcome;
    }

    private Outcome exchange(GitHubCall call) throws Ended {
        if (cancelled) {
            throw new Ended(Reason.RELAY_OVERLOADED);
        }
        Duration left = left();
        return left.isZero() ? new Outcome.TimedOut() : await(outside.github().send(call.within(left)));
    }

    /** Waits for an exchange that ends when the climb does. */
    Outcome await(CompletionStage<Outcome> exchange) throws Ended {
        asked = true;
        CompletableFuture<Outcome> under = exchange.toCompletableFuture();
        try {
            return await(under.copy(), left().plus(GRACE));
        } finally {
            under.cancel(true);
        }
    }

    private <T> T await(CompletableFuture<T> waiting, Duration patience) throws Ended {
        awaited = waiting;
        if (cancelled) {
            waiting.cancel(false);
        }
        try {
            return waiting.get(Math.max(1, patience.toMillis()), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            throw new Ended(Reason.GITHUB_TIMEOUT);
        } catch (CancellationException | InterruptedException end) {
            throw new Ended(Reason.RELAY_OVERLOADED);
        } catch (ExecutionException unanswered) {
            LOG.warn("a fetch of {} got no answer: {}", request.match().kind(), FailurePlace.of(unanswered));
            throw new Ended(Reason.RELAY_OVERLOADED);
        } finally {
            awaited = null;
        }
    }
}
