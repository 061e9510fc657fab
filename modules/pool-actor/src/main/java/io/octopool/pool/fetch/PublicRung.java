package io.octopool.pool.fetch;

import io.octopool.github.answer.CachePolicy;
import io.octopool.github.client.Credential;
import io.octopool.github.client.GitHubCall;
import io.octopool.github.client.Outcome;
import io.octopool.pool.budget.PublicBudget.ReserveReply;
import io.octopool.pool.cache.Source;
import io.octopool.pool.fetch.Climb.Ended;
import io.octopool.pool.fetch.Fetched.GaveUp;
import io.octopool.pool.fetch.Fetched.NotModified;
import io.octopool.pool.fetch.Fetched.Obtained;
import io.octopool.pool.fetch.Fetched.Proven;
import io.octopool.pool.fetch.Refusal.Reason;
import io.octopool.pool.lease.CallResult;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The rung that sees only what everybody may see: the public reader, or the anonymous API where none is configured (design,
 * "Public reader"). What it reads proves its repository public (server spec 6.2); every call is reserved in its budget first.
 */
final class PublicRung {

    /** What came of it. */
    sealed interface Attempt {

        /** An answer, or a refusal that no other credential would change. */
        record Took(Fetched fetched) implements Attempt {}

        /** GitHub failed or was not there: a server error as it came, or the refusal that says so. */
        record Failed(Fetched fetched) implements Attempt {}

        /**
         * GitHub refused the credential, or its budget does not allow the call.
         *
         * @param retryAt null when unknown
         * @param busy whether the reader's turn did not come, so that GitHub was not asked
         */
        record Refused(Reason reason, @Nullable Instant retryAt, boolean busy) implements Attempt {
            boolean isForQuota() {
                return reason == Reason.GITHUB_RATE_LIMITED || reason == Reason.GITHUB_IDENTITY_DEPLETED;
            }
        }
    }

    /** How long the reader's turn is waited for where nobody else can read. */
    private static final Duration TURN = Duration.ofSeconds(10);

    private final Climb climb;
    private final Proofs proofs;
    private final Credential credential;
    private final Source source;
    private final Duration patience;
    private Instant askedAt = Instant.MIN;

    /** A rung; the otherwise says whether there is another one, so that it need not be waited for this one's turn. */
    PublicRung(Climb climb, Proofs proofs, boolean otherwise) {
        this.climb = climb;
        this.proofs = proofs;
        Optional<Credential> reader = climb.outside().publicReader();
        this.credential = reader.orElseGet(Credential.Anonymous::new);
        this.patience = otherwise ? Duration.ZERO : TURN;
        this.source = reader.isPresent() ? Source.publicReader() : Source.anonymous();
    }

    /** Reads what is asked for. */
    Attempt read() throws Ended {
        Reading reading = new Reading(climb, source, null);
        String bucket = climb.request().match().route().bucket().wireName();
        return switch (reserve(bucket)) {
            case ReserveReply.Exhausted(Instant until) -> new Attempt.Refused(Reason.GITHUB_RATE_LIMITED, until, false);
            case ReserveReply.Busy(Instant until) -> new Attempt.Refused(Reason.GITHUB_RATE_LIMITED, until, true);
            case ReserveReply.Granted(long reservation) -> judge(send(reservation, reading.call(credential)), reading);
        };
    }

    /** Asks GitHub for the repository itself, which proves it public; ends the climb if that brings no proof. */
    void proveByReading(String repository) throws Ended {
        GitHubCall call = GitHubCall.get("/repos/" + repository, credential, climb.callTimeout());
        if (reserve("core") instanceof ReserveReply.Granted(long reservation)
                && send(reservation, call) instanceof Outcome.Answered answered
                && Verdict.refusedBecause(answered).isEmpty()) {
            if (isSuccess(answered.status())) {
                proofs.observed(askedAt);
                return;
            }
            if (answered.status() == 404) {
                throw new Ended(Reason.REPO_NOT_PUBLIC);
            }
        }
        throw new Ended(Refusal.tokenFreeUnavailable());
    }

    private ReserveReply reserve(String bucket) throws Ended {
        Duration left = climb.left();
        CompletionStage<ReserveReply> asked =
                climb.outside().ports().reservePublic(bucket, left, left.compareTo(patience) < 0 ? left : patience);
        try {
            return climb.ask(asked);
        } catch (Ended ended) {
            settleIfGrantedLate(asked);
            if (climb.isOver()) {
                throw ended;
            }
            return new ReserveReply.Exhausted(null); // the budget does not answer; others may read
        }
    }

    private void settleIfGrantedLate(CompletionStage<ReserveReply> asked) {
        CompletionStage<ReserveReply> _ = asked.whenComplete((late, _) -> {
            if (late instanceof ReserveReply.Granted(long reservation)) {
                climb.outside().ports().settlePublic(reservation, CallResult.failed(CallResult.Failure.NOT_SENT));
            }
        });
    }

    private Outcome send(long reservation, GitHubCall call) throws Ended {
        CallResult result = CallResult.failed(CallResult.Failure.NOT_SENT);
        askedAt = climb.now();
        try {
            if (climb.isOver()) {
                return new Outcome.TimedOut();
            }
            result = CallResult.abandoned();
            Outcome outcome = climb.send(call, _ -> {
                // What this credential sees is public, wherever it is found.
            });
            result = climb.resultOf(outcome, call);
            return outcome;
        } finally {
            climb.outside().ports().settlePublic(reservation, result);
        }
    }

    private Attempt judge(Outcome outcome, Reading reading) throws Ended {
        return switch (outcome) {
            case Outcome.Answered answered -> {
                Optional<Reason> refused = Verdict.refusedBecause(answered);
                yield refused.isPresent()
                        ? new Attempt.Refused(refused.get(), Verdict.retryAt(answered, climb.now()), false)
                        : judge(reading.worth(answered));
            }
            case Outcome.Unreachable _, Outcome.TimedOut _ -> new Attempt.Failed(reading.worth(outcome));
            case Outcome.TooLarge _, Outcome.RedirectDenied _, Outcome.NotSent _ ->
                new Attempt.Took(reading.worth(outcome));
        };
    }

    private Attempt judge(Fetched fetched) throws Ended {
        return switch (fetched) {
            case Obtained obtained when obtained.isServerError() -> new Attempt.Failed(obtained);
            case Obtained obtained -> new Attempt.Took(proven(obtained));
            case NotModified unchanged -> new Attempt.Took(proven(unchanged));
            case GaveUp _, Proven _ -> new Attempt.Took(fetched);
        };
    }

    private Fetched proven(Obtained obtained) throws Ended {
        if (!proofs.isOfRepository()) {
            return obtained;
        }
        if (CachePolicy.negative(obtained.status()).isPresent()) {
            proofs.need(); // a repository that is not public looks like one that lacks what was asked for
            return obtained.under(climb.proof().orElseThrow());
        }
        if (!isSuccess(obtained.status())) {
            return obtained;
        }
        try {
            prove();
            return obtained.under(climb.proof().orElseThrow());
        } catch (Ended unproven) {
            if (unproven.refusal().is(Reason.REPO_NOT_PUBLIC)) {
                throw unproven;
            }
            return obtained.uncached();
        }
    }

    private Fetched proven(NotModified unchanged) throws Ended {
        if (!proofs.isOfRepository()) {
            return unchanged;
        }
        prove();
        return unchanged.under(climb.proof().orElseThrow());
    }

    private void prove() throws Ended {
        try {
            if (climb.request().match().route().provesPublic()) {
                proofs.observed(askedAt);
            } else {
                proofs.need();
            }
        } catch (Ended unproven) {
            if (unproven.refusal().is(Reason.REPO_NOT_PUBLIC) || !proofs.suffice()) {
                throw unproven;
            }
        }
    }

    private static boolean isSuccess(int status) {
        return status >= 200 && status < 300;
    }
}
