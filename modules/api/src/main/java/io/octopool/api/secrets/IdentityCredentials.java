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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The credentials of identities: PATs, read from their secrets at each use, and tokens of GitHub Apps. */
public final class IdentityCredentials implements Credentials {

    private static final Logger LOG = LoggerFactory.getLogger(IdentityCredentials.class);

    private final Secrets secrets;
    private final AppCredentials apps;

    /** The appId: the App's whose identities name none of their own; empty if there is none. */
    public IdentityCredentials(
            Secrets secrets, Optional<String> appId, InstallationTokens tokens, InstantSource clock) {
        this.secrets = secrets;
        this.apps = new AppCredentials(secrets, appId, tokens, clock);
    }

    @Override
    public CompletionStage<Answer> of(Identity identity, Duration patience) {
        try {
            return identity.kind().equals(Identity.GITHUB_APP)
                    ? apps.of(identity, patience)
                    : CompletableFuture.completedStage(pat(identity));
        } catch (UncheckedIOException e) {
            LOG.warn("The secret of identity {} cannot be read: {}", identity.id(), FailurePlace.of(e));
            return CompletableFuture.completedStage(misconfigured(Reason.IDENTITY_SECRET_MISSING));
        }
    }

    @Override
    public void refused(Identity identity, Credential credential) {
        if (identity.kind().equals(Identity.GITHUB_APP) && credential instanceof Credential.Bearer token) {
            apps.forget(identity, token);
        }
    }

    private Answer pat(Identity identity) {
        return secrets.ofIdentity(identity.secretRef())
                .filter(IdentityCredentials::isSendable)
                .<Answer>map(token -> new Answer.Ready(new Credential.Bearer(token), null))
                .orElseGet(() -> misconfigured(Reason.IDENTITY_SECRET_MISSING));
    }

    /** A secret with a line break or a letter that is not ASCII cannot be a token, and could not be sent. */
    private static boolean isSendable(String secret) {
        return secret.chars().allMatch(c -> c > 0x20 && c < 0x7F);
    }

    static Answer misconfigured(Reason reason) {
        return new Answer.Unusable(reason, CallResult.failed(CallResult.Failure.MISCONFIGURED));
    }
}
