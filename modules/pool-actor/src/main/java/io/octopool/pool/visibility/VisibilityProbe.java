package io.octopool.pool.visibility;

import io.octopool.github.client.Credential;
import io.octopool.github.client.GitHub;
import io.octopool.github.client.GitHubCall;
import io.octopool.github.client.Outcome;
import io.octopool.github.client.Redirects;
import io.octopool.pool.budget.PublicAllowance;
import io.octopool.pool.budget.PublicBudget.ReserveReply;
import io.octopool.pool.lease.CallResult;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Asks GitHub whether a repository is public: with the first credential, and with the next one when GitHub refused the first
 * or failed (server spec 6.4). Nobody asks beyond what they may spend. One deadline bounds the whole probe.
 */
public final class VisibilityProbe {

    private static final String RESOURCE = "core";

    /** How long an asker may wait for its turn before the next one is asked, if there is one. */
    private static final Duration TURN = Duration.ofSeconds(5);

    /** Who asks, and what they may spend. */
    public record Asker(Credential credential, PublicAllowance allowance) {}

    private final GitHub github;
    private final List<Asker> askers;
    private final Duration callTimeout;
    private final Duration patience;
    private final InstantSource clock;

    /**
     * A probe over the port.
     *
     * @param askers who asks, in this order; at least one
     * @param callTimeout the longest a single call may take
     * @param patience the longest the whole probe may take
     */
    public VisibilityProbe(
            GitHub github, List<Asker> askers, Duration callTimeout, Duration patience, InstantSource clock) {
        this.github = github;
        this.askers = List.copyOf(askers);
        this.callTimeout = callTimeout;
        this.patience = patience;
        this.clock = clock;
    }

    /**
     * Probes; the stage never fails.
     *
     * @param target the path of the repository in the API
     * @param etag what the first asker earned with an earlier probe that found the repository public, null for nothing
     */
    CompletionStage<Finding> probe(String target, @Nullable String etag) {
        return new Probe(target, clock.instant().plus(patience))
                .ask(0, etag, new Finding(ProbeVerdict.REFUSED, null))
                .exceptionally(_ -> new Finding(ProbeVerdict.UNDECIDED, null));
    }

    /** What came of that many calls. */
    private record Heard(Outcome outcome, int calls) {
        CallResult result(Instant now) {
            return calls == 0
                    ? CallResult.failed(CallResult.Failure.NOT_SENT)
                    : CallResult.of(outcome, now).afterCalls(calls);
        }
    }

    private final class Probe {

        private final String target;
        private final Instant deadline;

        Probe(String target, Instant deadline) {
            this.target = target;
            this.deadline = deadline;
        }

        /** Lets the asker of that index ask; the otherwise stands when it may not. */
        CompletionStage<Finding> ask(int index, @Nullable String etag, Finding otherwise) {
            Asker asker = askers.get(index);
            Duration left = left();
            if (!left.isPositive()) {
                return CompletableFuture.completedStage(otherwise);
            }
            return asker.allowance()
                    .reserve(RESOURCE, left, left.compareTo(TURN) < 0 ? left : TURN)
                    .exceptionally(_ -> new ReserveReply.Exhausted(null))
                    .thenCompose(reply -> switch (reply) {
                        case ReserveReply.Granted(long id) -> call(asker, id, etag);
                        case ReserveReply.Exhausted _, ReserveReply.Busy _ ->
                            CompletableFuture.completedStage(otherwise);
                    })
                    .thenCompose(finding -> finding.verdict().isWorthRepeating() && index + 1 < askers.size()
                            ? ask(index + 1, null, finding).thenApply(last -> new Finding(last.verdict(), null))
                            : CompletableFuture.completedStage(finding));
        }

        private CompletionStage<Finding> call(Asker asker, long reservation, @Nullable String etag) {
            GitHubCall plain = GitHubCall.get(target, asker.credential(), callTimeout);
            GitHubCall call = etag == null ? plain : plain.ifNoneMatch(etag);
            return send(call, 0)
                    .thenCompose(heard -> {
                        String moved = movedTo(heard.outcome());
                        return moved == null ? CompletableFuture.completedStage(heard) : send(call.at(moved), 1);
                    })
                    .thenApply(heard -> {
                        asker.allowance().settle(reservation, heard.result(clock.instant()));
                        return new Finding(ProbeVerdict.of(heard.outcome(), etag != null), etagOf(heard.outcome()));
                    });
        }

        /** The call, cut down to the time that is left; the before: how many calls were made already. */
        private CompletionStage<Heard> send(GitHubCall call, int before) {
            Duration left = left();
            return left.isPositive()
                    ? github.send(call.within(left)).thenApply(outcome -> new Heard(outcome, before + 1))
                    : CompletableFuture.completedStage(new Heard(new Outcome.TimedOut(), before));
        }

        private Duration left() {
            return Duration.between(clock.instant(), deadline);
        }
    }

    /** Where a renamed or transferred repository is found under its number (github-rules B5), null if it did not move. */
    private static @Nullable String movedTo(Outcome outcome) {
        String target = outcome instanceof Outcome.RedirectDenied denied ? denied.target() : null;
        return target != null && Redirects.renamed(target).isPresent() ? target : null;
    }

    private static @Nullable String etagOf(Outcome outcome) {
        return outcome instanceof Outcome.Answered answered ? answered.headers().get("etag") : null;
    }
}
