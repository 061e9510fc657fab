package io.octopool.api.secrets;

import io.octopool.github.apps.InstallationTokens;
import io.octopool.github.client.Credential;
import io.octopool.pool.FailurePlace;
import io.octopool.pool.fetch.Credentials;
import io.octopool.pool.fetch.Refusal.Reason;
import io.octopool.pool.lease.CallResult;
import io.octopool.pool.lease.Identity;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The credentials of identities: PATs, read from their secrets at each use, and tokens of GitHub Apps. */
public final class IdentityCredentials implements Credentials {

    private final Secrets secrets;
    private final AppCredentials apps;
    private final Complaints complaints;

    /** The appId: the App's whose identities name none of their own; empty if there is none. */
    public IdentityCredentials(
            Secrets secrets, Optional<String> appId, InstallationTokens tokens, InstantSource clock) {
        this.secrets = secrets;
        this.complaints = new Complaints(clock);
        this.apps = new AppCredentials(secrets, appId, tokens, complaints, clock);
    }

    @Override
    public CompletionStage<Answer> of(Identity identity, Duration patience) {
        try {
            return identity.kind().equals(Identity.GITHUB_APP)
                    ? apps.of(identity, patience)
                    : CompletableFuture.completedStage(pat(identity));
        } catch (UncheckedIOException e) {
            return CompletableFuture.completedStage(
                    withoutSecret(identity, "its secret %s cannot be read: " + FailurePlace.of(e)));
        }
    }

    @Override
    public void refused(Identity identity, Credential credential) {
        if (identity.kind().equals(Identity.GITHUB_APP) && credential instanceof Credential.Bearer token) {
            apps.forget(identity, token);
        }
    }

    private Answer pat(Identity identity) {
        String token = secrets.ofIdentity(identity.secretRef()).orElse(null);
        if (token == null) {
            return withoutSecret(identity, "its secret %s is missing");
        }
        return Secrets.isSendable(token)
                ? new Answer.Ready(new Credential.Bearer(token), null)
                : withoutSecret(identity, "its secret %s is no token");
    }

    private Answer withoutSecret(Identity identity, String why) {
        complaints.cannotBeUsed(identity, why.replace("%s", identity.secretRef()));
        return misconfigured(Reason.IDENTITY_SECRET_MISSING);
    }

    static Answer misconfigured(Reason reason) {
        return new Answer.Unusable(reason, CallResult.failed(CallResult.Failure.MISCONFIGURED));
    }
}
