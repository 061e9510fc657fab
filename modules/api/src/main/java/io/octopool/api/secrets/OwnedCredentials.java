package io.octopool.api.secrets;

import io.octopool.github.client.Credential;
import io.octopool.github.directory.Failure;
import io.octopool.github.directory.UserLookup;
import io.octopool.pool.fetch.Credentials;
import io.octopool.pool.fetch.Refusal.Reason;
import io.octopool.pool.lease.CallResult;
import io.octopool.pool.lease.Identity;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
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
                ? owners.lookup(token, patience).thenApply(lookup -> switch (lookup) {
                    case UserLookup.Found owner -> owner.id() == identity.githubUserId() ? given : others(identity);
                    case UserLookup.Failed(Failure why) ->
                        refused(why).map(Answer.class::cast).orElse(given);
                    case UserLookup.NoSuchUser _ -> given;
                })
                : CompletableFuture.completedStage(given);
    }

    /** GitHub does not accept the token, or asks its owner to slow down: it is not called again with it for the read. */
    private static Optional<Answer.Unusable> refused(Failure why) {
        int status = why.status();
        Duration pause = why.rate().retryAfter().orElse(null);
        if (status == 401) {
            return Optional.of(new Answer.Unusable(
                    Reason.GITHUB_IDENTITY_UNAUTHORIZED, new CallResult(401, null, null, null, null)));
        }
        return status == 429 || (status == 403 && pause != null)
                ? Optional.of(new Answer.Unusable(Reason.GITHUB_RATE_LIMITED, CallResult.slowDown(status, pause)))
                : Optional.empty();
    }

    private Answer others(Identity identity) {
        complaints.cannotBeUsed(
                identity, "its secret " + identity.secretRef() + " belongs to another user than " + identity.login());
        return IdentityCredentials.misconfigured(Reason.IDENTITY_SECRET_MISSING);
    }
}
