package io.octopool.pool.visibility;

import io.octopool.github.client.Credential;
import io.octopool.github.client.GitHub;
import io.octopool.github.client.GitHubCall;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Asks GitHub whether a repository is public: with the verifier's credential, and once more without one when that was refused
 * (server spec 6.4).
 */
public final class VisibilityProbe {

    private final GitHub github;
    private final Credential verifier;
    private final Duration callTimeout;

    /**
     * A probe over the port.
     *
     * @param verifier the credential to ask with first; anonymous if there is none
     * @param callTimeout the longest a single call may take
     */
    public VisibilityProbe(GitHub github, Credential verifier, Duration callTimeout) {
        this.github = github;
        this.verifier = verifier;
        this.callTimeout = callTimeout;
    }

    /** The verdict; the stage never fails. */
    CompletionStage<ProbeVerdict> probe(String owner, String repo) {
        return ask(owner, repo, verifier).thenCompose(verdict -> {
            boolean anonymous = verifier instanceof Credential.Anonymous;
            return anonymous || !verdict.isWorthRepeating()
                    ? CompletableFuture.completedStage(verdict)
                    : ask(owner, repo, new Credential.Anonymous());
        });
    }

    private CompletionStage<ProbeVerdict> ask(String owner, String repo, Credential credential) {
        return github.send(GitHubCall.get("/repos/" + owner + "/" + repo, credential, callTimeout))
                .thenApply(ProbeVerdict::of);
    }
}
