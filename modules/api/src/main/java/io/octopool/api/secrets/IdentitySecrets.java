package io.octopool.api.secrets;

import io.octopool.github.client.Credential;
import io.octopool.pool.fetch.Credentials;
import io.octopool.pool.lease.Identity;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The credentials of identities, read from their secrets at each use. */
public final class IdentitySecrets implements Credentials {

    private static final Logger LOG = LoggerFactory.getLogger(IdentitySecrets.class);

    private final Secrets secrets;

    public IdentitySecrets(Secrets secrets) {
        this.secrets = secrets;
    }

    @Override
    public Optional<Credential> of(Identity identity) {
        if (!identity.kind().equals(Identity.PAT)) {
            return Optional.empty();
        }
        try {
            return secrets.ofIdentity(identity.secretRef())
                    .filter(IdentitySecrets::isSendable)
                    .map(Credential.Bearer::new);
        } catch (UncheckedIOException e) {
            LOG.warn("The secret of identity {} cannot be read", identity.id(), e);
            return Optional.empty();
        }
    }

    /** A secret with a line break or a letter that is not ASCII cannot be a token, and could not be sent. */
    private static boolean isSendable(String secret) {
        return secret.chars().allMatch(c -> c > 0x20 && c < 0x7F);
    }
}
