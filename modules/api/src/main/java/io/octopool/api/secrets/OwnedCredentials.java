package io.octopool.api.secrets;

import io.octopool.github.client.Credential;
import io.octopool.github.directory.UserLookup;
import io.octopool.pool.fetch.Credentials;
import io.octopool.pool.fetch.Refusal.Reason;
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
                ? owners.of(token, patience).thenApply(owner -> isOthers(identity, owner) ? others(identity) : given)
                : CompletableFuture.completedStage(given);
    }

    private static boolean isOthers(Identity identity, Optional<UserLookup.Found> owner) {
        return owner.isPresent() && owner.get().id() != identity.githubUserId();
    }

    private Answer others(Identity identity) {
        complaints.cannotBeUsed(
                identity, "its secret " + identity.secretRef() + " belongs to another user than " + identity.login());
        return IdentityCredentials.misconfigured(Reason.IDENTITY_SECRET_MISSING);
    }
}
