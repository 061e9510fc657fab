package io.octopool.api.secrets;

import io.octopool.github.client.Credential;
import io.octopool.github.directory.UserLookup;
import io.octopool.pool.fetch.Credentials;
import io.octopool.pool.fetch.Refusal.Reason;
import io.octopool.pool.lease.CallResult;
import io.octopool.pool.lease.Identity;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Credentials of which no PAT is given that belongs to another user than its identity: it would spend a budget that nobody
 * counts (github-rules B1). A token is looked at when it is first used on this server, be it changed in its file or new; where
 * GitHub does not say whose it is, it is given.
 */
public final class OwnedCredentials implements Credentials {

    private final Credentials credentials;
    private final TokenOwners owners;
    private final Complaints complaints;

    public OwnedCredentials(Credentials credentials, TokenOwners owners, InstantSource clock) {
        this.credentials = credentials;
        this.owners = owners;
        this.complaints = new Complaints(clock);
    }

    @Override
    public CompletionStage<Answer> of(Identity identity, Duration patience) {
        CompletionStage<Answer> answer = credentials.of(identity, patience);
        return identity.kind().equals(Identity.PAT)
                ? answer.thenCompose(given -> owned(identity, given, patience))
                : answer;
    }

    @Override
    public void refused(Identity identity, Credential credential) {
        credentials.refused(identity, credential);
    }

    private CompletionStage<Answer> owned(Identity identity, Answer given, Duration patience) {
        return given instanceof Answer.Ready(Credential.Bearer token, var _)
                ? owners.lookup(token, patience).thenApply(answer -> owned(identity, given, answer))
                : CompletableFuture.completedStage(given);
    }

    /** The owner's reserve is kept to: where GitHub was asked, the lease is spent, and the next one heeds what is left. */
    private Answer owned(Identity identity, Answer given, TokenOwners.Answer answer) {
        CallResult result = answer.word().result();
        if (answer.word().lookup() instanceof UserLookup.Found owner && owner.id() != identity.githubUserId()) {
            owners.tell(answer);
            return others(identity);
        }
        if (result.isRefusalOfOwner()) {
            return new Answer.Unusable(reason(result), result);
        }
        return answer.asked() ? new Answer.Spent(result) : given;
    }

    /** GitHub does not accept the token, or wants its owner to be left alone: it is not called again with it for the read. */
    private static Reason reason(CallResult refused) {
        if (refused.status() == 401) {
            return Reason.GITHUB_IDENTITY_UNAUTHORIZED;
        }
        boolean toldToWait = refused.status() == 429 || refused.secondaryLimit() || refused.retryAfter() != null;
        return toldToWait ? Reason.GITHUB_RATE_LIMITED : Reason.GITHUB_IDENTITY_DEPLETED;
    }

    private Answer others(Identity identity) {
        complaints.cannotBeUsed(
                identity, "its secret " + identity.secretRef() + " belongs to another user than " + identity.login());
        return IdentityCredentials.misconfigured(Reason.IDENTITY_SECRET_MISSING);
    }
}
