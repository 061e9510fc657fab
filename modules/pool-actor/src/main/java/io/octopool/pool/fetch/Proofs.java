package io.octopool.pool.fetch;

import io.octopool.github.routes.RepoName;
import io.octopool.pool.fetch.Climb.Ended;
import io.octopool.pool.fetch.Refusal.Reason;
import io.octopool.pool.visibility.Proof;
import io.octopool.pool.visibility.RepoVisibility;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** What a climb knows and asks about the visibility of the repository it reads (server spec 6). */
final class Proofs {

    private static final int LONGEST_OWNER = 39;
    private static final int LONGEST_REPO = 100;

    /** What asking for what is known may take when there is no time left: that asks no GitHub. */
    private static final Duration LAST_MOMENT = Duration.ofMillis(250);

    /** What that may take when an answer is at hand already. */
    private static final Duration LONGEST_MOMENT = Duration.ofSeconds(2);

    private final Climb climb;
    private final FetchPorts ports;
    private final Optional<String> repo;

    /** Throws {@link Ended} for a repository whose name cannot exist: no entity is made for it. */
    Proofs(Climb climb) throws Ended {
        this.climb = climb;
        this.ports = climb.outside().ports();
        Optional<RepoName> repository = climb.request().match().repository();
        this.repo = repository.map(RepoName::key);
        if (repository.isPresent() && !isPossible(repository.get())) {
            throw new Ended(Reason.REPO_NOT_PUBLIC);
        }
    }

    private static boolean isPossible(RepoName repository) {
        return repository.owner().length() <= LONGEST_OWNER && repository.repo().length() <= LONGEST_REPO;
    }

    boolean isOfRepository() {
        return repo.isPresent();
    }

    /** Whether nothing stands in the way of showing what is stored: a holding proof, or no repository. */
    boolean suffice() {
        return repo.isEmpty() || climb.hasHoldingProof();
    }

    /** Takes over what is known; ends the climb where that is that the repository is not public (17.3 item 4). */
    void recall() throws Ended {
        if (suffice()) {
            return;
        }
        recall(climb.left());
    }

    private void recall(Duration patience) throws Ended {
        Optional<RepoVisibility.Reply> known = climb.ask(ports.known(repo.orElseThrow()), patience);
        if (known.isPresent()) {
            take(known.get());
        }
    }

    /**
     * Makes sure of a holding proof, asking for one where there is none; ends the climb without it. A token-free climb asks for
     * none: the verifier's credential is not for it (server spec 4.6).
     */
    void need() throws Ended {
        if (!suffice()) {
            if (climb.request().tokenFree()) {
                throw new Ended(Refusal.tokenFreeUnavailable());
            }
            take(climb.ask(ports.prove(repo.orElseThrow())));
        }
    }

    /** Makes sure that the repository with this number is public. */
    void needOf(long repositoryId) throws Ended {
        judge(climb.ask(ports.prove("/" + repositoryId)));
    }

    /**
     * An answer given without a pooled credential proves the repository public (6.2); ends the climb if nobody notes it.
     *
     * @param askedAt when GitHub was asked
     */
    void observed(Instant askedAt) throws Ended {
        take(climb.ask(ports.observedPublic(repo.orElseThrow(), askedAt)));
    }

    /**
     * Makes sure that the repository did not cease to be public while it was read under the proof at hand, as far as is known:
     * GitHub is not asked. Where nobody answers, that proof must still hold.
     */
    void standFirm() throws Ended {
        Optional<Proof> earned = climb.proof();
        if (repo.isEmpty() || earned.isEmpty()) {
            return;
        }
        try {
            Optional<RepoVisibility.Reply> known = climb.ask(ports.known(repo.get()), momentLeft());
            if (known.isPresent()
                    && judge(known.get()).generation() != earned.get().generation()) {
                throw new Ended(Reason.REPO_NOT_PUBLIC); // it was not for a while
            }
        } catch (Ended ended) {
            if (ended.refusal().is(Reason.REPO_NOT_PUBLIC) || !climb.hasHoldingProof()) {
                throw ended;
            }
        }
    }

    private Duration momentLeft() {
        Duration left = Collections.min(List.of(climb.left(), LONGEST_MOMENT));
        return Collections.max(List.of(left, LAST_MOMENT));
    }

    /** Gets a proof under which a stored answer may stand in for one that was not obtained, where there is none yet. */
    void forStandIn() throws Ended {
        if (suffice()) {
            return;
        }
        if (!climb.request().tokenFree() && !climb.left().isZero()) {
            need();
        } else {
            recall(LAST_MOMENT);
        }
    }

    private void take(RepoVisibility.Reply reply) throws Ended {
        climb.proven(judge(reply));
    }

    private static Proof judge(RepoVisibility.Reply reply) throws Ended {
        return switch (reply) {
            case RepoVisibility.Reply.Public(Proof proof) -> proof;
            case RepoVisibility.Reply.NotPublic _ -> throw new Ended(Reason.REPO_NOT_PUBLIC);
            case RepoVisibility.Reply.Undecided(var cause) -> throw new Ended(Reason.of(cause));
        };
    }
}
